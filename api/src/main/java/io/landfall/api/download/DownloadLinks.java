package io.landfall.api.download;

import akka.Done;
import akka.http.javadsl.model.HttpRequest;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.json.ApiProblem;
import io.landfall.export.ExportSummary;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.model.request.Destination;
import io.landfall.model.request.Destination.LinkDestination;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Signed URLs of {@link DownloadRoutes}, each valid for a while from when it is made. */
public final class DownloadLinks {
  private final DownloadPorts ports;
  private final ApiSettings settings;
  private final Clock clock;

  public DownloadLinks(DownloadPorts ports, ApiSettings settings, Clock clock) {
    this.ports = ports;
    this.settings = settings;
    this.clock = clock;
  }

  /** Fails with 410 where the files of an export are not kept any more. */
  public void checkKept(ExportSummary summary) {
    if (summary.isOver(clock.instant())) {
      throw new ApiProblem(
          410,
          "file-gone",
          "Cannot give a file of export %s: it was kept until %s. Submit the export again."
              .formatted(summary.id(), summary.expiresAt().orElseThrow()));
    }
  }

  /**
   * Returns a URL of a file, below the URL that {@code request} came to.
   *
   * @param summary of the export that the file is of
   * @param link the destination that the file was delivered to
   * @return {@code null}: it is not kept any more
   */
  public String url(HttpRequest request, ExportSummary summary, String name, LinkDestination link) {
    Instant now = clock.instant();
    if (summary.isOver(now)) {
      return null;
    }
    ExportAttempt attempt = new ExportAttempt(summary.id(), summary.attempt());
    long bytesPerSecond = link.bytesPerSecond() == null ? 0 : link.bytesPerSecond();
    String signature =
        ports
            .links()
            .sign(
                attempt,
                name,
                new LinkTerms(bytesPerSecond, lifetime(link, summary, now)),
                ports.revocations().generation());
    return "%s/v1/downloads/%s/%s"
        .formatted(
            HttpResponses.baseUrl(settings, request), signature, HttpResponses.urlEncode(name));
  }

  private Duration lifetime(LinkDestination link, ExportSummary summary, Instant now) {
    Duration wanted = lifetime(link);
    return summary
        .expiresAt()
        .map(until -> Duration.between(now, until))
        .filter(left -> left.compareTo(wanted) < 0)
        .orElse(wanted);
  }

  private Duration lifetime(LinkDestination link) {
    Duration wanted =
        link.expiresInSeconds() == null
            ? settings.linkLifetime()
            : Duration.ofSeconds(link.expiresInSeconds());
    return wanted.compareTo(LinkTerms.LONGEST) > 0 ? LinkTerms.LONGEST : wanted;
  }

  /** Makes all links of an export that there are worthless. */
  public CompletionStage<Done> revoke(ExportId id) {
    return ports.revocations().revoke(id);
  }

  /**
   * Returns a number that changes every half lifetime of the shortest link, and when links were
   * revoked: an answer that is kept no longer than it stays the same holds no dead link.
   */
  public long halfLives(List<Destination> destinations) {
    Duration shortest =
        destinations.stream()
            .filter(LinkDestination.class::isInstance)
            .map(link -> lifetime((LinkDestination) link))
            .min(Comparator.naturalOrder())
            .orElse(settings.linkLifetime());
    long halfLife = Math.max(1, shortest.dividedBy(2).toMillis());
    return clock.millis() / halfLife + ports.revocations().generation();
  }
}
