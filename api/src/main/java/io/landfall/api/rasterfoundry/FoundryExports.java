package io.landfall.api.rasterfoundry;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.Location;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.audit.Requesters;
import io.landfall.api.download.DownloadLinks;
import io.landfall.api.endpoint.Endpoints;
import io.landfall.api.export.ExportJson;
import io.landfall.api.export.ExportQueries;
import io.landfall.api.export.ExportRequests;
import io.landfall.api.export.FileRedirects;
import io.landfall.api.export.OwnExports;
import io.landfall.api.export.SubmissionRate;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.RequestRate;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.BodyCursor;
import io.landfall.api.json.Json;
import io.landfall.api.workspace.WorkspacePorts;
import io.landfall.export.ExportDetails;
import io.landfall.export.Exports;
import io.landfall.export.Requester;
import io.landfall.export.list.ExportListQuery.ExportListFilter;
import io.landfall.export.list.ExportListQuery.ExportListRow;
import io.landfall.model.ExportId;
import io.landfall.model.delivery.DeliveredFile;
import io.landfall.workspace.Project;
import io.landfall.workspace.WorkspaceIds;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** What {@code /api/exports} answers. */
final class FoundryExports {
  /** A parameter of its list that may come several times. */
  static final String STATUS = "exportStatus";

  private static final int READ_AT_A_TIME = 10;

  private final Exports exports;
  private final OwnExports own;
  private final ExportRequests requests;
  private final ExportQueries queries;
  private final FileRedirects redirects;
  private final WorkspacePorts workspace;
  private final Endpoints endpoints;
  private final SubmissionRate rate;
  private final Requesters requesters;

  FoundryExports(
      Exports exports,
      ExportRequests requests,
      ExportQueries queries,
      DownloadLinks links,
      WorkspacePorts workspace,
      Endpoints endpoints,
      SubmissionRate rate,
      Requesters requesters) {
    this.exports = exports;
    this.own = new OwnExports(exports);
    this.requests = requests;
    this.queries = queries;
    this.redirects = new FileRedirects(links);
    this.workspace = workspace;
    this.endpoints = endpoints;
    this.rate = rate;
    this.requesters = requesters;
  }

  /** Begins an export. */
  CompletionStage<HttpResponse> create(HttpRequest request, Principal principal) {
    RequestRate.Allowance allowance = rate.take(principal.user());
    return endpoints
        .withJson(request, json -> submit(json, principal, requesters.of(request, principal)))
        .thenApply(
            details -> {
              String url = url(request);
              return allowance
                  .on(HttpResponses.json(201, FoundryExportJson.write(details, url)))
                  .addHeader(Location.create(url + "/" + details.summary().id()));
            });
  }

  private CompletionStage<ExportDetails> submit(JsonNode json, Principal principal, Requester by) {
    ExportDialect asked = ExportDialect.read(json, principal.user());
    return withBands(asked, json, principal)
        .thenCompose(body -> withDestination(asked, json, principal))
        .thenCompose(wanted -> requests.read(wanted, principal))
        .exceptionally(FoundryExports::throwTranslated)
        .thenCompose(wanted -> exports.submit(ExportId.generate(), wanted, by))
        .exceptionallyCompose(thrown -> CompletableFuture.failedFuture(rate.refusal(thrown)));
  }

  private static <T> T throwTranslated(Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    throw cause instanceof ApiProblem problem
        ? ExportDialect.translated(problem)
        : new CompletionException(cause);
  }

  private CompletionStage<ObjectNode> withDestination(
      ExportDialect asked, JsonNode json, Principal principal) {
    if (asked.destination() == null) {
      return CompletableFuture.completedStage(asked.body());
    }
    return workspace
        .pool()
        .supply(
            () -> {
              BodyCursor at = BodyCursor.ofRoot(json).member("exportOptions").member("source");
              new DestinationUris(workspace.delivery().configs())
                  .find(asked.destination(), principal.caller(), at)
                  .ifPresent(
                      id ->
                          asked
                              .body()
                              .putArray("delivery")
                              .addObject()
                              .put("deliveryConfigId", id.toString()));
              at.throwIfInvalid();
              return asked.body();
            });
  }

  private CompletionStage<ObjectNode> withBands(
      ExportDialect asked, JsonNode json, Principal principal) {
    if (asked.bands().isEmpty()) {
      return CompletableFuture.completedStage(asked.body());
    }
    return workspace
        .pool()
        .supply(
            () -> {
              Project project =
                  workspace.projects().find(asked.project(), principal.caller()).orElse(null);
              if (project != null) { // the reader says that it is unknown
                BodyCursor at = BodyCursor.ofRoot(json).member("exportOptions").member("bands");
                List<String> names = new BandNumbers(workspace).names(project, asked.bands(), at);
                at.throwIfInvalid();
                names.forEach(asked.body().withObject("/source").putArray("bands")::add);
              }
              return asked.body();
            });
  }

  /** Lists one's exports, newest first. */
  CompletionStage<HttpResponse> list(HttpRequest request, Principal principal) {
    FoundryPage page = FoundryPage.read(request, Set.of(STATUS, "project"));
    UUID project = request.getUri().query().get("project").map(FoundryExports::uuid).orElse(null);
    Set<FoundryStatus> statuses = statuses(request);
    int most = FoundryPage.MAX_ENTRIES + 1; // one more tells that there are more
    return queries
        .list(new ExportListFilter(principal.user(), null, null, project, null, most))
        .thenCompose(
            rows -> {
              List<ExportListRow> matching =
                  rows.stream()
                      .filter(row -> statuses.contains(FoundryStatus.of(row.status())))
                      .toList();
              int count = rows.size() == most ? most : matching.size();
              return written(page.cut(matching), url(request))
                  .thenApply(results -> HttpResponses.json(200, page.json(results, count)));
            });
  }

  /** Writes exports, of which some are in memory at a time: each may have a large area. */
  private CompletionStage<List<ObjectNode>> written(List<ExportListRow> rows, String url) {
    var content = new PageContent();
    CompletionStage<List<ObjectNode>> written = CompletableFuture.completedStage(new ArrayList<>());
    for (int from = 0; from < rows.size(); from += READ_AT_A_TIME) {
      List<ExportListRow> some = rows.subList(from, Math.min(rows.size(), from + READ_AT_A_TIME));
      written =
          written.thenCompose(
              results ->
                  details(some)
                      .thenApply(
                          found -> {
                            for (ExportDetails one : found) {
                              content.add(PageContent.charactersOf(one.request().mask()));
                              results.add(FoundryExportJson.write(one, url));
                            }
                            return results;
                          }));
    }
    return written;
  }

  private static UUID uuid(String text) {
    return WorkspaceIds.parse(text)
        .orElseThrow(() -> FoundryPage.badParameter("project", "it is a UUID."));
  }

  private static Set<FoundryStatus> statuses(HttpRequest request) {
    List<String> names = request.getUri().query().getAll(STATUS);
    Set<FoundryStatus> statuses = EnumSet.noneOf(FoundryStatus.class);
    for (String name : names) {
      try {
        statuses.add(FoundryStatus.valueOf(name.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw FoundryPage.badParameter(
            STATUS, "give FAILED, NOTEXPORTED, TOBEEXPORTED, EXPORTING or EXPORTED.");
      }
    }
    return names.isEmpty() ? EnumSet.allOf(FoundryStatus.class) : statuses;
  }

  private CompletionStage<List<ExportDetails>> details(List<ExportListRow> rows) {
    List<CompletableFuture<ExportDetails>> asked =
        rows.stream().map(row -> exports.details(row.id()).toCompletableFuture()).toList();
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              List<ExportDetails> found = new ArrayList<>();
              asked.forEach(one -> found.add(one.join()));
              return found;
            });
  }

  /** Shows one. */
  CompletionStage<HttpResponse> show(String id, HttpRequest request, Principal principal) {
    return own.find(id, principal)
        .thenCompose(summary -> exports.details(summary.id()))
        .thenApply(
            details -> HttpResponses.json(200, FoundryExportJson.write(details, url(request))));
  }

  /** Names its files, the output first. */
  CompletionStage<HttpResponse> files(String id, Principal principal) {
    return own.find(id, principal)
        .thenApply(
            summary -> {
              var names = Json.object().arrayNode();
              ExportJson.linkFiles(summary).stream().map(DeliveredFile::name).forEach(names::add);
              return HttpResponses.json(200, names);
            });
  }

  /** Leads to a file. */
  CompletionStage<HttpResponse> file(
      String id, String name, HttpRequest request, Principal principal) {
    return own.find(id, principal).thenApply(summary -> redirects.to(summary, name, request));
  }

  private String url(HttpRequest request) {
    return endpoints.url(request, "/api/exports");
  }
}
