package io.landfall.api.http;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.Query;
import io.landfall.api.json.ApiProblem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Cursors of lists as links carry them: each with a mark of its list, whose it is and what it is
 * narrowed to. In another list a cursor would lead to a place that means nothing there, and to
 * pages that lack entries without a word; so it is refused. The mark is no secret: whoever makes
 * one up gets another part of what he may list anyway.
 */
public final class PageCursors {
  private static final int MARK_BYTES = 6;
  private static final int MARK_CHARACTERS = 2 * MARK_BYTES;
  private static final int MOST_CHARACTERS = 4_000;
  private static final int MAX_LIMIT = 500;
  private static final int DEFAULT_LIMIT = 50;

  private PageCursors() {}

  /**
   * Returns the cursor as a link has it.
   *
   * @param list tells the list from every other: its name, the user, its filters
   * @param cursor where the next page begins
   */
  public static String bind(String list, String cursor) {
    return mark(list, cursor) + cursor;
  }

  /** Reads a cursor out of a link; empty: it is none, or one of another list. */
  public static Optional<String> unbind(String list, String text) {
    if (text.length() < MARK_CHARACTERS || text.length() > MOST_CHARACTERS) {
      return Optional.empty();
    }
    String cursor = text.substring(MARK_CHARACTERS);
    return Optional.of(cursor).filter(known -> text.equals(bind(list, known)));
  }

  /** Returns the mark of a list, or of one's part of it; it follows from {@code parts} alone. */
  public static String mark(String... parts) {
    try {
      var hash = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        hash.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        hash.update(bytes);
      }
      return HexFormat.of().formatHex(hash.digest(), 0, MARK_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: every Java has SHA-256", e);
    }
  }

  /** Returns the refusal of a cursor that {@link #unbind} does not take. */
  public static ApiProblem refusal() {
    return badParameter(
        "after", "take it from the next link of the page before, of the same list and filters.");
  }

  /**
   * Returns the parameters of a list.
   *
   * @throws ApiProblem 400 for one that is not known, or comes twice
   */
  public static Query parameters(HttpRequest request, List<String> known) {
    Query parameters = request.getUri().query();
    for (var parameter : parameters.toMultiMap().entrySet()) {
      if (!known.contains(parameter.getKey())) {
        throw badParameter(
            parameter.getKey(), "it is not known. Known: %s.".formatted(String.join(", ", known)));
      } else if (parameter.getValue().size() > 1) {
        throw badParameter(parameter.getKey(), "it comes twice. Give it once.");
      }
    }
    return parameters;
  }

  /**
   * Returns how many entries a page is to have at most, by the parameter {@code limit}.
   *
   * @throws ApiProblem 400 unless it is a whole number from 1 to 500
   */
  public static int limit(Query parameters) {
    return parameters.get("limit").map(PageCursors::limit).orElse(DEFAULT_LIMIT);
  }

  private static int limit(String text) {
    int limit = text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > MAX_LIMIT) {
      throw badParameter("limit", "give a whole number from 1 to %d.".formatted(MAX_LIMIT));
    }
    return limit;
  }

  /** Returns the refusal of a parameter of a list. */
  public static ApiProblem badParameter(String name, String rule) {
    String detail = "Invalid query parameter %s: %s".formatted(name, rule);
    return ApiProblem.of(
        400,
        "parameter-invalid",
        List.of(
            new ApiProblem.FieldError("/" + name.replace("~", "~0").replace("/", "~1"), detail)));
  }
}
