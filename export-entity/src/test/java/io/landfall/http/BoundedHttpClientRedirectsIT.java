package io.landfall.http;

import static io.landfall.http.HostileServer.endless;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Redirects that lead where they must not, and addresses that may not be asked. */
@Timeout(30)
class BoundedHttpClientRedirectsIT {
  private static final Duration PATIENT = Duration.ofSeconds(20);

  private final BoundedHttpClient client = new BoundedHttpClient(PATIENT, Clock.systemUTC());
  private HostileServer server;

  @BeforeEach
  void serve() throws IOException {
    server = new HostileServer();
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void aRedirectLoopEnds() throws Exception {
    server.redirect("/again");
    assertThat(get().statusCode()).isEqualTo(302);
    assertThat(server.requests).hasSize(6);
  }

  @Test
  void redirectsAreFollowedByTheRuleAlone() throws Exception {
    try (var other = new HostileServer()) {
      other.answer("200 OK", "", "there");
      server.redirect("/near").redirect(other.url("/far"));
      assertThat(get(RedirectRule.SAME_ORIGIN).statusCode()).isEqualTo(302);
      assertThat(other.requests).isEmpty();
      assertThat(new String(get().body().bytes())).isEqualTo("there");
      assertThatThrownBy(
              () ->
                  get(
                      (response, to) -> {
                        throw new IOException("not to " + to.getPath());
                      }))
          .hasMessage("not to /far");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://[", "a b", "http://%zz/"})
  void aRedirectToWhatIsNotAUrlFails(String to) {
    server.redirect(to);
    assertThatThrownBy(this::get).isInstanceOf(MalformedURLException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://localhost/",
        "//127.0.0.1:1/",
        "http://user@127.0.0.1/",
        "http:/a",
        "mailto:a@example.org",
      })
  void aRedirectToWhatMayNotBeAskedIsRefused(String to) {
    server.redirect(to);
    AddressPolicy policy = AddressPolicy.internet(List.of(server.authority()));
    assertThatThrownBy(() -> get(policy))
        .isInstanceOf(AddressRefusedException.class)
        .hasMessageStartingWith("Cannot read ");
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void anotherPortOfTheMachineIsAnotherServer() throws Exception {
    try (var canary = new HostileServer()) {
      server.redirect(canary.url("/secret"));
      AddressPolicy policy = AddressPolicy.internet(List.of(server.authority()));
      assertThatThrownBy(() -> get(policy)).isInstanceOf(AddressRefusedException.class);
      assertThat(canary.requests).isEmpty();
    }
  }

  @Test
  void anAnswerFromAHostThatMovedMeanwhileIsDropped() throws Exception {
    server.answer("200 OK", "", "secret");
    var lookups = new AtomicInteger();
    AddressPolicy moved =
        AddressPolicy.internet(
            List.of(),
            host ->
                new InetAddress[] {
                  InetAddress.getByName(
                      lookups.getAndIncrement() % 2 == 0 ? "93.184.215.14" : "127.0.0.1")
                });
    assertThatThrownBy(() -> get(moved)).isInstanceOf(AddressRefusedException.class);
    var streamed = new GetRequest(uri("/"), Map.of(), moved, RedirectRule.NO_DOWNGRADE);
    assertThatThrownBy(() -> client.open(streamed, PATIENT))
        .isInstanceOf(AddressRefusedException.class);
    assertThat(lookups).hasValue(4);
  }

  @Test
  void credentialsGoToTheServerTheyAreForAlone() throws Exception {
    try (var other = new HostileServer()) {
      other.answer("200 OK", "", "");
      server.redirect("/near").redirect(other.url("/far"));
      Map<String, String> headers = Map.of("authorization", "Basic me", "Range", "bytes=0-9");
      client.get(
          new GetRequest(uri("/"), headers, AddressPolicy.anywhere(), RedirectRule.NO_DOWNGRADE),
          ResponseLimits.of(PATIENT, 1000));
      assertThat(server.header(0, "Authorization")).isEqualTo("Basic me");
      assertThat(server.header(1, "Authorization")).isEqualTo("Basic me");
      assertThat(other.header(0, "Authorization")).isEmpty();
      assertThat(other.header(0, "Range")).isEqualTo("bytes=0-9");
    }
  }

  @Test
  void aRequestOfAnyKindFollowsNoRedirect() {
    server.redirect("/elsewhere").then(endless("HTTP/1.1 200 OK\r\n\r\n", "x", 50));
    HttpRequest post = HttpRequest.newBuilder(uri("/")).POST(BodyPublishers.ofString("{}")).build();
    ResponseLimits limits = ResponseLimits.of(Duration.ofMillis(600), 100);
    assertThat(client.sendAsync(post, limits).join().statusCode()).isEqualTo(302);
    assertThat(server.requests).hasSize(1);
    assertThatThrownBy(() -> client.sendAsync(post, limits).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(HttpTimeoutException.class);
  }

  private URI uri(String path) {
    return URI.create(server.url(path));
  }

  private HttpResponse<BoundedBody> get() throws IOException, InterruptedException {
    return get(RedirectRule.NO_DOWNGRADE);
  }

  private HttpResponse<BoundedBody> get(RedirectRule redirects)
      throws IOException, InterruptedException {
    return get(AddressPolicy.anywhere(), redirects);
  }

  private HttpResponse<BoundedBody> get(AddressPolicy addresses)
      throws IOException, InterruptedException {
    return get(addresses, RedirectRule.NO_DOWNGRADE);
  }

  private HttpResponse<BoundedBody> get(AddressPolicy addresses, RedirectRule redirects)
      throws IOException, InterruptedException {
    return client.get(
        new GetRequest(uri("/"), Map.of(), addresses, redirects), ResponseLimits.of(PATIENT, 1000));
  }
}
