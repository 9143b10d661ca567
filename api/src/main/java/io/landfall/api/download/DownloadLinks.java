package io.landfall.api.download;

import akka.http.javadsl.model.HttpRequest;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.http.HttpResponses;
import io.landfall.model.ExportAttempt;
import java.time.Clock;

/** Signed URLs of {@link DownloadRoutes}, each valid for a while from when it is made. */
public final class DownloadLinks {
  private final LinkSigner signer;
  private final ApiSettings settings;
  private final Clock clock;

  public DownloadLinks(LinkSigner signer, ApiSettings settings, Clock clock) {
    this.signer = signer;
    this.settings = settings;
    this.clock = clock;
  }

  /** Returns a URL of a file, below the URL that {@code request} came to. */
  public String url(HttpRequest request, ExportAttempt attempt, String name) {
    return "%s/v1/downloads/%s/%s"
        .formatted(
            HttpResponses.baseUrl(settings, request),
            signer.sign(attempt, name, settings.linkLifetime()),
            HttpResponses.urlEncode(name));
  }

  /**
   * Returns a number that changes every half lifetime of a link: an answer that is kept no longer
   * than it stays the same holds no expired link.
   */
  public long halfLives() {
    return clock.millis() / Math.max(1, settings.linkLifetime().dividedBy(2).toMillis());
  }
}
