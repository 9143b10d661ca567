package io.landfall.node;

import io.landfall.api.ApiContract;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * A client of a whole service that holds every answer against the OpenAPI document, as the tests of
 * the API do: what the document does not tell of, no test may meet. Of bodies that are not read as
 * a string or as bytes the rest of the answer counts.
 */
public final class DocumentedHttpClient extends HttpClient {
  private final HttpClient client;

  private DocumentedHttpClient(HttpClient client) {
    this.client = client;
  }

  /** Returns one that takes each answer as it comes. */
  public static HttpClient create() {
    return new DocumentedHttpClient(HttpClient.newHttpClient());
  }

  /** Returns one that goes where answers send it. */
  public static HttpClient followingRedirects() {
    return new DocumentedHttpClient(
        HttpClient.newBuilder().followRedirects(Redirect.NORMAL).build());
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    return checked(client.send(request, handler));
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    return client.sendAsync(request, handler).thenApply(DocumentedHttpClient::checked);
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request,
      HttpResponse.BodyHandler<T> handler,
      HttpResponse.PushPromiseHandler<T> pushes) {
    return client.sendAsync(request, handler, pushes).thenApply(DocumentedHttpClient::checked);
  }

  private static <T> HttpResponse<T> checked(HttpResponse<T> answer) {
    answer.previousResponse().ifPresent(DocumentedHttpClient::checked);
    ApiContract.SERVED.check(
        answer.request().method(), answer.uri().getRawPath(), answer, bytes(answer.body()));
    return answer;
  }

  private static byte[] bytes(Object body) {
    if (body instanceof byte[] bytes) {
      return bytes;
    }
    return body instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : new byte[0];
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return client.cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return client.connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return client.followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return client.proxy();
  }

  @Override
  public SSLContext sslContext() {
    return client.sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return client.sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return client.authenticator();
  }

  @Override
  public Version version() {
    return client.version();
  }

  @Override
  public Optional<Executor> executor() {
    return client.executor();
  }
}
