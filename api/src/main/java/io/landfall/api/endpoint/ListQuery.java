package io.landfall.api.endpoint;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.PageCursors;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.json.Json;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.pool.BoundedPool;
import io.landfall.workspace.PageRequest;
import io.landfall.workspace.WorkspacePage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The page of a list that a request asks for by {@code limit} and {@code after}, and its answer.
 */
public final class ListQuery {
  private final String member;
  private final String mark;
  private final PageRequest page;

  private ListQuery(String member, String mark, PageRequest page) {
    this.member = member;
    this.mark = mark;
    this.page = page;
  }

  /**
   * Reads the page that is asked for.
   *
   * @param member of the answer, which holds the entries
   */
  public static ListQuery read(HttpRequest request, String member, Principal principal) {
    return readNarrowed(request, member, member, principal);
  }

  /**
   * Reads the page of a list that is narrowed.
   *
   * @param list its name and what it is narrowed to: a cursor is good for the same alone
   * @param others parameters that the list has besides
   */
  public static ListQuery readNarrowed(
      HttpRequest request, String member, String list, Principal principal, String... others) {
    List<String> known = new ArrayList<>(List.of("limit", "after"));
    known.addAll(List.of(others));
    var parameters = PageCursors.parameters(request, known);
    String mark = PageCursors.mark(list, principal.user());
    String after =
        parameters
            .get("after")
            .map(text -> PageCursors.unbind(mark, text).orElseThrow(PageCursors::refusal))
            .orElse(null);
    return new ListQuery(member, mark, new PageRequest(PageCursors.limit(parameters), after));
  }

  /**
   * Asks for the page and answers with links to the next one, in the body and as a header.
   *
   * @param pool where {@code list}, which blocks, is asked
   * @param url of the list, without parameters of pages
   */
  public <T> CompletionStage<HttpResponse> answer(
      BoundedPool pool,
      Function<PageRequest, WorkspacePage<T>> list,
      Function<T, ObjectNode> json,
      String url) {
    return pool.supply(() -> list.apply(page))
        .exceptionally(ListQuery::throwRefused)
        .thenApply(
            found -> {
              ObjectNode answer = Json.object();
              var entries = answer.putArray(member);
              found.items().forEach(each -> entries.add(json.apply(each)));
              return withLinks(answer, url, found.next());
            });
  }

  /** A store that cannot read a cursor was given one that no page has had. */
  private static <T> T throwRefused(Throwable thrown) {
    if (ExportFailure.of(thrown).code() == ErrorCode.REQUEST_INVALID) {
      throw PageCursors.refusal();
    }
    throw thrown instanceof RuntimeException unchecked
        ? unchecked
        : new CompletionException(thrown);
  }

  private HttpResponse withLinks(ObjectNode answer, String url, String next) {
    ObjectNode links = answer.putObject("links");
    if (next == null) {
      links.putNull("next");
      return HttpResponses.json(200, answer);
    }
    String href =
        "%s%slimit=%d&after=%s"
            .formatted(
                url,
                url.contains("?") ? "&" : "?",
                page.limit(),
                HttpResponses.urlEncode(PageCursors.bind(mark, next)));
    links.put("next", href);
    return HttpResponses.withHeader(
        HttpResponses.json(200, answer), "Link", "<%s>; rel=\"next\"".formatted(href));
  }
}
