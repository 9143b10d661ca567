package io.landfall.api.export;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.download.DownloadLinks;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.http.HttpResponses;
import io.landfall.export.ExportDetails;
import io.landfall.export.ExportSummary;
import io.landfall.model.request.Destination.LinkDestination;
import java.util.Locale;
import java.util.function.BiFunction;

/** Answers that tell of one export, with links to its files. */
final class ExportAnswers {
  private static final String LOOK_AGAIN_SECONDS = "2";

  private final DownloadLinks links;
  private final ApiSettings settings;

  ExportAnswers(DownloadLinks links, ApiSettings settings) {
    this.links = links;
    this.settings = settings;
  }

  /** Tells of an export whose state a request has changed, or will. */
  HttpResponse accepted(ExportDetails details, HttpRequest request) {
    return withRetryAfter(HttpResponses.json(202, json(details, request)), details.summary());
  }

  /** Says when to look again, as long as there is something to wait for. */
  static HttpResponse withRetryAfter(HttpResponse response, ExportSummary summary) {
    return summary.status().isTerminal()
        ? response
        : HttpResponses.withHeader(response, "Retry-After", LOOK_AGAIN_SECONDS);
  }

  /** Adds the tag, by which a caller keeps what is true still. */
  HttpResponse withEtag(HttpResponse response, ExportSummary summary) {
    return HttpResponses.withHeader(
        HttpResponses.withHeader(response, "ETag", etag(summary)),
        "Cache-Control",
        "private, no-cache");
  }

  /** Returns the export as JSON. */
  ObjectNode json(ExportDetails details, HttpRequest request) {
    return ExportJson.export(
        details,
        HttpResponses.baseUrl(settings, request),
        link(details.summary(), request),
        details.summary().expiresAt());
  }

  /**
   * Returns what makes the address of a file, by the destination and the name; it gives {@code
   * null} where that is not kept any more.
   */
  BiFunction<LinkDestination, String, String> link(ExportSummary summary, HttpRequest request) {
    return (through, name) -> links.url(request, summary, name, through);
  }

  /**
   * Changes with the export, and every half life of the links in it, so that no answer kept by its
   * tag holds a dead link.
   */
  String etag(ExportSummary summary) {
    long epoch = summary.receipts().isEmpty() ? 0 : links.halfLives(summary.destinations());
    return String.format(Locale.ROOT, "\"%d-%d\"", summary.sequenceNumber(), epoch);
  }
}
