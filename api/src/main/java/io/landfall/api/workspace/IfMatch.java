package io.landfall.api.workspace;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import io.landfall.api.json.ApiProblem;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * Which version a change is meant for: the ETags of {@code If-Match}. A weak one counts as a strong
 * one, since proxies that compress make them weak.
 */
final class IfMatch {
  private static final LongPredicate ANY = version -> true;

  private IfMatch() {}

  /** Returns what accepts the versions that are named; without the header, any. */
  static LongPredicate optional(HttpRequest request) {
    return versions(request).orElse(ANY);
  }

  /**
   * Returns what accepts the versions that are named. Without the header, it fails with 428 when it
   * is asked: who may not even see the thing is told that first.
   */
  static LongPredicate required(HttpRequest request) {
    return versions(request)
        .orElse(
            version -> {
              throw new ApiProblem(
                  428,
                  "precondition-required",
                  "Cannot change this without If-Match: send the ETag of the version that you have"
                      + " read, which is \"%d\" now, so that nobody's change is lost."
                          .formatted(version));
            });
  }

  private static Optional<LongPredicate> versions(HttpRequest request) {
    Optional<String> header = request.getHeader("If-Match").map(HttpHeader::value);
    if (header.isEmpty() || header.get().strip().equals("*")) {
      return header.map(any -> ANY);
    }
    List<String> tags =
        Arrays.stream(header.get().split(","))
            .map(String::strip)
            .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
            .toList();
    return Optional.of(version -> tags.contains("\"" + version + "\""));
  }
}
