package io.landfall.api.workspace;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.PageCursors;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.workspace.PageRequest;
import java.util.ArrayList;
import java.util.List;

/** The parameters {@code limit} and {@code after} of a list, and the links to what follows. */
public final class ListQuery {
  private static final int MAX_LIMIT = 500;
  private static final int DEFAULT_LIMIT = 50;

  private ListQuery() {}

  /**
   * Reads the page that is asked for.
   *
   * @param list its name, and what it is narrowed to
   * @param others parameters that the list has besides
   */
  public static PageRequest read(
      HttpRequest request, String list, Principal principal, String... others) {
    List<String> known = new ArrayList<>(List.of("limit", "after"));
    known.addAll(List.of(others));
    var parameters = PageCursors.parameters(request, known);
    return new PageRequest(
        parameters.get("limit").map(ListQuery::limit).orElse(DEFAULT_LIMIT),
        parameters
            .get("after")
            .map(
                text ->
                    PageCursors.unbind(key(list, principal), text)
                        .orElseThrow(PageCursors::refusal))
            .orElse(null));
  }

  private static int limit(String text) {
    int limit = text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > MAX_LIMIT) {
      throw PageCursors.badParameter(
          "limit", "give a whole number from 1 to %d.".formatted(MAX_LIMIT));
    }
    return limit;
  }

  private static String key(String list, Principal principal) {
    return PageCursors.mark(list, principal.user());
  }

  /**
   * Answers a page with links to the next one, in its body and as a header.
   *
   * @param list its name, and what it is narrowed to
   * @param url of the list, without parameters of pages
   * @param next cursor; {@code null}: that was all
   */
  public static HttpResponse answer(
      ObjectNode page, String list, Principal principal, String url, int limit, String next) {
    ObjectNode links = page.putObject("links");
    if (next == null) {
      links.putNull("next");
      return HttpResponses.json(200, page);
    }
    String after = PageCursors.bind(key(list, principal), next);
    String href =
        "%s%slimit=%d&after=%s"
            .formatted(url, url.contains("?") ? "&" : "?", limit, HttpResponses.urlEncode(after));
    links.put("next", href);
    return HttpResponses.withHeader(
        HttpResponses.json(200, page), "Link", "<%s>; rel=\"next\"".formatted(href));
  }
}
