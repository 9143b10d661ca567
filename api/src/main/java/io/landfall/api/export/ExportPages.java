package io.landfall.api.export;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.endpoint.Endpoints;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.PageCursors;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.http.TokenStore.TokenScope;
import io.landfall.api.json.Json;
import io.landfall.export.list.ExportListQuery;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.workspace.ExportSourceFinder;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** The list of one's exports, page by page. */
final class ExportPages {
  private static final List<String> PARAMETERS =
      List.of("status", "project", "label", "owner", "limit", "after");

  private final ExportQueries lookup;
  private final Endpoints endpoints;

  ExportPages(ExportQueries lookup, Endpoints endpoints) {
    this.lookup = lookup;
    this.endpoints = endpoints;
  }

  /** Answers the page that the query parameters ask for. */
  CompletionStage<HttpResponse> list(HttpRequest request, Principal principal) {
    var parameters = PageCursors.parameters(request, PARAMETERS);
    ExportStatus status = parameters.get("status").map(ExportPages::status).orElse(null);
    int limit = PageCursors.limit(parameters);
    String owner = owner(parameters.get("owner").orElse(principal.user()), principal);
    String label = parameters.get("label").orElse(null);
    UUID project = parameters.get("project").map(ExportPages::project).orElse(null);
    String list =
        PageCursors.mark(
            "exports", owner, status + "", label == null ? "" : "=" + label, project + "");
    ExportId before = parameters.get("after").map(text -> cursor(list, text)).orElse(null);
    // one more than asked for tells whether another page follows
    var filter =
        new ExportListQuery.ExportListFilter(owner, status, label, project, before, limit + 1);
    return lookup.list(filter).thenApply(rows -> page(request, principal, list, filter, rows));
  }

  private HttpResponse page(
      HttpRequest request,
      Principal principal,
      String list,
      ExportListQuery.ExportListFilter filter,
      List<ExportListQuery.ExportListRow> rows) {
    String base = endpoints.url(request, "");
    int limit = filter.limit() - 1;
    ObjectNode json = Json.object();
    var exports = json.putArray("exports");
    rows.stream().limit(limit).forEach(row -> exports.add(ExportJson.listEntry(row, base)));
    ObjectNode links = json.putObject("links");
    if (rows.size() <= limit) {
      links.putNull("next");
    } else {
      StringBuilder next = new StringBuilder(base + "/v1/exports?limit=" + limit);
      next.append(filter.status() == null ? "" : "&status=" + filter.status());
      next.append(
          filter.owner().equals(principal.user())
              ? ""
              : "&owner=" + HttpResponses.urlEncode(filter.owner()));
      next.append(
          filter.label() == null ? "" : "&label=" + HttpResponses.urlEncode(filter.label()));
      next.append(filter.project() == null ? "" : "&project=" + filter.project());
      String last = rows.get(limit - 1).id().toString();
      links.put("next", next.append("&after=").append(PageCursors.bind(list, last)).toString());
    }
    return HttpResponses.json(200, json);
  }

  private static String owner(String owner, Principal principal) {
    if (!principal.isMine(owner)) {
      throw new ExportFailure(
          ErrorCode.NOT_ALLOWED,
          "Cannot list the exports of another user with your token: it lacks the scope %s."
              .formatted(TokenScope.ADMIN.value()));
    }
    if (!Principal.isName(owner)) {
      throw PageCursors.badParameter("owner", "give the name of a user.");
    }
    return owner;
  }

  private static ExportStatus status(String text) {
    try {
      return ExportStatus.valueOf(text);
    } catch (IllegalArgumentException e) {
      throw PageCursors.badParameter(
          "status",
          "give one of "
              + Arrays.stream(ExportStatus.values())
                  .map(Enum::name)
                  .collect(Collectors.joining(", ", "", ".")));
    }
  }

  private static ExportId cursor(String list, String text) {
    try {
      return ExportId.parse(PageCursors.unbind(list, text).orElseThrow(PageCursors::refusal));
    } catch (ExportFailure e) {
      throw PageCursors.refusal();
    }
  }

  private static UUID project(String text) {
    return ExportSourceFinder.uuid(text)
        .orElseThrow(
            () -> PageCursors.badParameter("project", "give the id of a project, a UUID."));
  }
}
