package io.landfall.store.s3;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpMethod;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.model.headers.RawRequestURI;
import akka.http.javadsl.settings.ConnectionPoolSettings;
import io.landfall.store.ObjectKeys;
import io.landfall.trace.WorkTraces;
import java.net.URL;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Presigned requests over connections to the store that are kept apart by what they are for. The
 * HTTP library has one pool for each host <em>and</em> settings: each use has settings of its own,
 * which is why no two have the same number.
 */
final class StoreConnections {
  private static final long MAX_ERROR_BYTES = 1 << 20;
  private static final Duration MAX_ERROR_WAIT = Duration.ofSeconds(10);

  /** What connections are for. Calls of one use never wait for a connection of another. */
  enum ConnectionUse {
    /** Parts and objects that are written. */
    UPLOADS(64),
    /** What this node itself reads: plans, overviews, finished files. */
    READS(32),
    /** Looking up the files that callers download. */
    DOWNLOAD_LOOKUPS(8),
    /** Chunks of files for callers, each read as fast as the store gives it. */
    DOWNLOADS(48),
    /** Whether the store answers at all. */
    PROBES(1);

    private static final int WAITING_FOR_EACH = 16;

    private final int connections;

    ConnectionUse(int connections) {
      this.connections = connections;
    }

    /** Returns how many there are, at most. */
    int connections() {
      return connections;
    }
  }

  private final ActorSystem<?> system;
  private final WorkTraces traces;
  private final Map<ConnectionUse, ConnectionPoolSettings> pools =
      new EnumMap<>(ConnectionUse.class);

  StoreConnections(ActorSystem<?> system) {
    this.system = system;
    this.traces = WorkTraces.of(system);
    for (ConnectionUse use : ConnectionUse.values()) {
      pools.put(
          use,
          ConnectionPoolSettings.create(system.classicSystem())
              .withMaxConnections(use.connections)
              .withMaxOpenRequests(use.connections * ConnectionUse.WAITING_FOR_EACH)
              .withMaxRetries(0)); // retried by us, with a limit in time
    }
  }

  /**
   * Sends a request about a key; fails when too many of its use wait already. What callers read is
   * not part of the export's trace.
   */
  CompletionStage<HttpResponse> send(ConnectionUse use, String key, HttpRequest request) {
    boolean isOfExport = use == ConnectionUse.UPLOADS || use == ConnectionUse.READS;
    return Http.get(system)
        .singleRequest(
            isOfExport ? traced(request, key) : request,
            Http.get(system).defaultClientHttpsContext(),
            pools.get(use),
            system.classicSystem().log());
  }

  /**
   * Beside what is signed: agents and meshes between us and the store may write another trace into
   * a request, and a signature over it would not hold.
   */
  private HttpRequest traced(HttpRequest request, String key) {
    HttpRequest with = request;
    for (Map.Entry<String, String> header : trace(key).entrySet()) {
      with = with.addHeader(RawHeader.create(header.getKey(), header.getValue()));
    }
    return with;
  }

  /** Returns what the store is told of the trace of the export that a key is of. */
  private Map<String, String> trace(String key) {
    return ObjectKeys.exportId(key).map(traces::headers).orElse(Map.of());
  }

  /** Returns a request without a body to the URL, and with the headers, that were signed. */
  static HttpRequest signed(HttpMethod method, URL url, Map<String, List<String>> headers) {
    // Sent as it was signed: the HTTP library would write %2B as a plain +, and break the
    // signature.
    HttpRequest with =
        HttpRequest.create(url.toString())
            .withMethod(method)
            .addHeader(RawRequestURI.create(url.getFile()));
    for (var header : headers.entrySet()) {
      String name = header.getKey();
      if (!name.equalsIgnoreCase("host") && !name.equalsIgnoreCase("content-type")) {
        with = with.addHeader(RawHeader.create(name, String.join(",", header.getValue())));
      }
    }
    return with;
  }

  /** Reads an answer that is not 2xx. */
  CompletionStage<S3ErrorResponse> error(HttpResponse response) {
    String wait = header(response, "Retry-After");
    int status = response.status().intValue();
    return response
        .entity()
        .withSizeLimit(MAX_ERROR_BYTES)
        .toStrict(MAX_ERROR_WAIT.toMillis(), system)
        .thenApply(entity -> S3ErrorResponse.of(status, entity.getData().utf8String(), wait));
  }

  /** Returns the value of a header; empty when there is none. */
  static String header(HttpResponse response, String name) {
    return response.getHeader(name).map(HttpHeader::value).orElse("");
  }
}
