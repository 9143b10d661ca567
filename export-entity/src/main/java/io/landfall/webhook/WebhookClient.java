package io.landfall.webhook;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.ClientTransport;
import akka.http.javadsl.Http;
import akka.http.javadsl.OutgoingConnection;
import akka.http.javadsl.OutgoingConnectionBuilder;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.Uri;
import akka.http.javadsl.model.headers.Connection;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.model.headers.UserAgent;
import akka.http.javadsl.settings.ClientConnectionSettings;
import akka.stream.KillSwitches;
import akka.stream.UniqueKillSwitch;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.landfall.http.AddressPolicy;
import io.landfall.http.BoundedHttpClient;
import io.landfall.http.CheckedAddresses;
import io.landfall.pool.BoundedPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Posts to URLs of strangers: looks the host up once, checks all its addresses and connects to one
 * of these. Follows no redirect, reads no body of an answer, and makes each request on a connection
 * of its own.
 */
final class WebhookClient {
  private final ActorSystem<?> system;
  private final CheckedAddresses addresses;
  private final BoundedPool lookups;
  private final Duration timeout;

  /**
   * @param lookups where hosts are looked up, which may take seconds
   * @param timeout from the lookup to the head of the answer
   */
  WebhookClient(
      ActorSystem<?> system, CheckedAddresses addresses, BoundedPool lookups, Duration timeout) {
    this.system = system;
    this.addresses = addresses;
    this.lookups = lookups;
    this.timeout = timeout;
  }

  /**
   * The head of an answer.
   *
   * @param retryAfter zero: the receiver does not say
   */
  record WebhookAnswer(int status, Duration retryAfter) {}

  /**
   * Posts once.
   *
   * @param attempt chooses among the addresses of the host, so that each is tried in turn
   */
  CompletionStage<WebhookAnswer> post(
      URI url, Map<String, String> headers, String mediaType, String body, int attempt) {
    long endNanos = System.nanoTime() + timeout.toNanos();
    return lookups
        .supply(() -> find(url, attempt))
        .toCompletableFuture()
        .copy() // whose timeout does not end the lookup's own stage
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .thenCompose(
            address -> post(url, request(url, headers, mediaType, body), address, endNanos));
  }

  private InetSocketAddress find(URI url, int attempt) {
    try {
      InetAddress[] found = addresses.find(url);
      InetAddress address = found[Math.floorMod(attempt, found.length)];
      return new InetSocketAddress(address, AddressPolicy.port(url));
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private CompletionStage<WebhookAnswer> post(
      URI url, HttpRequest request, InetSocketAddress address, long endNanos) {
    var exchange =
        Source.single(request)
            .concat(Source.maybe()) // a connection whose input ends may end before the answer
            .viaMat(KillSwitches.single(), Keep.right())
            .via(connection(url, address))
            .toMat(Sink.head(), Keep.both())
            .run(system);
    UniqueKillSwitch end = exchange.first();
    CompletableFuture<WebhookAnswer> answer =
        exchange.second().thenApply(this::answer).toCompletableFuture();
    long remaining = Math.max(1, endNanos - System.nanoTime());
    return answer
        .orTimeout(remaining, TimeUnit.NANOSECONDS)
        .whenComplete(
            (head, thrown) -> {
              if (thrown == null) {
                end.shutdown();
              } else {
                end.abort(thrown); // else the connection would wait on
              }
            });
  }

  private Flow<HttpRequest, HttpResponse, CompletionStage<OutgoingConnection>> connection(
      URI url, InetSocketAddress address) {
    var transport =
        ClientTransport.withCustomResolver(
            (host, port) -> CompletableFuture.completedFuture(address));
    var settings =
        ClientConnectionSettings.create(system.classicSystem())
            .withUserAgentHeader(Optional.of(UserAgent.create(BoundedHttpClient.USER_AGENT)))
            .withTransport(transport)
            .withConnectingTimeout(scala.concurrent.duration.Duration.fromNanos(timeout.toNanos()))
            .withIdleTimeout(scala.concurrent.duration.Duration.fromNanos(timeout.toNanos()));
    OutgoingConnectionBuilder builder =
        Http.get(system)
            .connectionTo(url.getHost())
            .toPort(AddressPolicy.port(url))
            .withClientConnectionSettings(settings);
    return "https".equalsIgnoreCase(url.getScheme()) ? builder.https() : builder.http();
  }

  private static HttpRequest request(
      URI url, Map<String, String> headers, String mediaType, String body) {
    URI ascii = URI.create(url.toASCIIString());
    String query = ascii.getRawQuery() == null ? "" : "?" + ascii.getRawQuery();
    String path = ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
    HttpRequest request =
        HttpRequest.create()
            .withMethod(HttpMethods.POST)
            .withUri(Uri.create(path + query, Uri.RELAXED)) // as the JDK's URI reads it
            .withEntity(
                HttpEntities.create(
                    ContentTypes.parse(mediaType), body.getBytes(StandardCharsets.UTF_8)))
            .addHeader(Connection.create("close"));
    for (Map.Entry<String, String> header : headers.entrySet()) {
      request = request.addHeader(RawHeader.create(header.getKey(), header.getValue()));
    }
    return request;
  }

  private WebhookAnswer answer(HttpResponse response) {
    response.entity().getDataBytes().runWith(Sink.cancelled(), system);
    Optional<String> asked = response.getHeader("Retry-After").map(HttpHeader::value);
    boolean seconds = asked.isPresent() && asked.get().strip().matches("\\d{1,9}");
    return new WebhookAnswer(
        response.status().intValue(),
        seconds ? Duration.ofSeconds(Long.parseLong(asked.get().strip())) : Duration.ZERO);
  }
}
