package io.landfall.api.tiles;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import io.landfall.api.http.HttpResponses;

/** What answers of layers say of how long they are good. */
final class LayerAnswers {
  /** Of an address that names the version it shows: another version has another address. */
  private static final String OF_VERSION = "private, max-age=86400, immutable";

  /** Of one that shows what there is: so long a change may go unseen. */
  private static final String OF_NOW = "private, max-age=60";

  private LayerAnswers() {}

  /**
   * Returns the ETag of one kind of answer of a layer, with its quotes.
   *
   * @param version of the layer and of its files
   */
  static String etag(String version, String variant) {
    return "\"" + version + "-" + variant + "\"";
  }

  /**
   * Tells whether the caller has this very answer; {@code *} counts for nothing, as it is not known
   * yet whether there is one.
   */
  static boolean isKnown(HttpRequest request, String etag) {
    boolean any =
        request
            .getHeader("If-None-Match")
            .filter(header -> header.value().strip().equals("*"))
            .isPresent();
    return !any && HttpResponses.matchesIfNoneMatch(request, etag);
  }

  /** Keeps an answer from being kept: the files have changed while it was made. */
  static HttpResponse notKept(HttpResponse response) {
    return HttpResponses.withHeader(response, "Cache-Control", "no-store");
  }

  /** Answers that the caller has it. */
  static HttpResponse notModified(ShownLayer layer, String version, String etag) {
    return kept(HttpResponse.create().withStatus(StatusCodes.NOT_MODIFIED), layer, version, etag);
  }

  /** Adds what lets a browser keep an answer. */
  static HttpResponse kept(HttpResponse response, ShownLayer layer, String version, String etag) {
    HttpResponse answer = HttpResponses.withHeader(response, "ETag", etag);
    if (layer.terms() == null) { // else the address says who reads
      answer = HttpResponses.withHeader(answer, "Vary", "Authorization");
    }
    return HttpResponses.withHeader(
        answer, "Cache-Control", layer.query().version().equals(version) ? OF_VERSION : OF_NOW);
  }
}
