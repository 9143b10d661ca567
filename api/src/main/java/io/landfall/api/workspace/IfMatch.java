package io.landfall.api.workspace;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.json.ApiProblem;
import io.landfall.model.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * Which version a change is meant for: the ETags of {@code If-Match}, and none of those of {@code
 * If-None-Match}. A weak one counts as a strong one, since proxies that compress make them weak.
 */
final class IfMatch {
  private static final LongPredicate ANY = version -> true;

  private IfMatch() {}

  /** Returns what accepts the versions that are named; without the header, any. */
  static LongPredicate optional(HttpRequest request) {
    return butNot(request, versions(request).orElse(ANY));
  }

  /**
   * Returns what accepts the versions that are named. Without the header, it fails with 428 when it
   * is asked: who may not even see the thing is told that first.
   */
  static LongPredicate required(HttpRequest request) {
    return butNot(
        request,
        versions(request)
            .orElse(
                version -> {
                  throw new ApiProblem(
                      428,
                      "precondition-required",
                      "Cannot change this without If-Match: send the ETag of the version that you"
                          + " have read, which is \"%d\" now, so that nobody's change is lost."
                              .formatted(version));
                }));
  }

  private static LongPredicate butNot(HttpRequest request, LongPredicate wanted) {
    return version -> {
      if (HttpResponses.matchesIfNoneMatch(request, "\"" + version + "\"")) {
        throw new ApiProblem(
            412,
            ErrorCode.VERSION_CHANGED.slug(),
            "Cannot change this: it is at version %d, which If-None-Match excludes. Leave that header out."
                .formatted(version));
      }
      return wanted.test(version);
    };
  }

  private static Optional<LongPredicate> versions(HttpRequest request) {
    List<String> sent = new ArrayList<>();
    for (HttpHeader header : request.getHeaders()) {
      if (header.is("if-match")) { // a list may come in several
        sent.add(header.value());
      }
    }
    String all = String.join(",", sent);
    if (sent.isEmpty() || all.strip().equals("*")) {
      return sent.stream().findFirst().map(any -> ANY);
    }
    List<String> tags =
        Arrays.stream(all.split(","))
            .map(String::strip)
            .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
            .toList();
    return Optional.of(version -> tags.contains("\"" + version + "\""));
  }
}
