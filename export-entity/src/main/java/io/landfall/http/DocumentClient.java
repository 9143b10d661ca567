package io.landfall.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fetches many small documents from a few hosts. All threads share one rate limit per host;
 * redirects are followed on the same host alone: a list sends us there, not wherever that sends us.
 */
public final class DocumentClient {
  private static final Set<Integer> MISSING = Set.of(403, 404, 410); // S3 says 403 for 404

  private final HostPolicy hostPolicy;
  private final AddressPolicy addresses;
  private final BoundedHttpClient client;
  private final Backoff retries;
  private final Map<String, PerHostRateLimiter> hosts = new ConcurrentHashMap<>();

  /**
   * Makes one.
   *
   * @param clock for hosts that say until when they want to be left alone
   */
  public DocumentClient(HostPolicy hostPolicy, AddressPolicy addresses, Clock clock) {
    this.hostPolicy = hostPolicy;
    this.addresses = addresses;
    this.client = new BoundedHttpClient(hostPolicy.responseTimeout(), clock);
    this.retries = Backoff.immediate(hostPolicy.maxAttempts()); // the host's pause is waited for
  }

  /** What came of a document. */
  public sealed interface DocumentResult {
    /** Here it is. */
    record DocumentFound(byte[] bytes) implements DocumentResult {}

    /** It is not there, or too large. */
    record DocumentMissing() implements DocumentResult {}

    /** Its host could not be asked now. */
    record DocumentUnavailable(String reason) implements DocumentResult {}
  }

  /** Fetches a document, which takes as long as its host wants it to. */
  public DocumentResult fetch(URI uri, int maxBytes) throws InterruptedException {
    PerHostRateLimiter host =
        hosts.computeIfAbsent(
            uri.getHost() + ":" + uri.getPort(),
            name -> new PerHostRateLimiter(uri.getHost(), hostPolicy));
    try {
      return retries.call(
          () -> host.call(() -> tryOnce(uri, maxBytes)), e -> e instanceof TransientException);
    } catch (IOException e) {
      return new DocumentResult.DocumentUnavailable(e.getMessage());
    }
  }

  private DocumentResult tryOnce(URI uri, int maxBytes) throws IOException, InterruptedException {
    HttpResponse<BoundedBody> response;
    try {
      response =
          client.get(
              new GetRequest(uri, Map.of(), addresses, RedirectRule.SAME_ORIGIN),
              ResponseLimits.of(hostPolicy.responseTimeout(), maxBytes));
    } catch (AddressRefusedException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException("%s: %s".formatted(uri.getHost(), TransientException.messageOf(e)), e);
    }
    int status = response.statusCode();
    String answered = "%s answered %d".formatted(response.uri().getHost(), status);
    if (ResponseHead.isTransient(status)) {
      throw new TransientException(answered, client.retryAfter(response));
    }
    if (MISSING.contains(status) || response.body().truncated()) {
      return new DocumentResult.DocumentMissing();
    }
    return status == 200
        ? new DocumentResult.DocumentFound(response.body().bytes())
        : new DocumentResult.DocumentUnavailable(answered);
  }
}
