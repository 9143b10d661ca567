package io.landfall.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.source.SourceS3Settings.S3Account;
import io.landfall.source.SourceS3Settings.S3Payer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3RequestsTest {

  @ParameterizedTest
  @CsvSource({
    "s3://bucket/a.tif,        https://s3.us-west-2.amazonaws.com/bucket/a.tif",
    "s3://my.bucket-1/a/b.tif, https://s3.us-west-2.amazonaws.com/my.bucket-1/a/b.tif",
    "s3://bucket/a b+ü?#%2F,   https://s3.us-west-2.amazonaws.com/bucket/a%20b%2B%C3%BC%3F%23%252F",
    "s3://bucket//a//b,        https://s3.us-west-2.amazonaws.com/bucket//a//b",
  })
  void publicObjectsAreAskedForByPathUnsigned(String href, String url) throws Exception {
    try (var links = links("", S3Account.ANONYMOUS)) {
      RequestTarget target = links.target(href);
      assertThat(target.uri()).hasToString(url);
      assertThat(target.headers()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://",
        "s3://bucket",
        "s3://bucket/",
        "s3:///key",
        "s3://Bucket/key",
        "s3://b/key",
        "s3://bucket/../other/key",
        "s3://bucket/a/..",
        "s3://bucket/./a",
        "s3://bucket/a\nb",
        "s3://bucket/a\u0000",
        "s3://user@bucket/key",
        "s3://bucket:80/key",
        "s3://-bucket/key"
      })
  void whatIsNoObjectIsRefused(String href) {
    try (var links = links("", S3Account.ANONYMOUS)) {
      assertThatThrownBy(() -> links.target(href))
          .hasMessageContaining("it is not a valid s3://bucket/key");
    }
  }

  @Test
  void keysSignForReadingAndSayWhoPays() throws Exception {
    try (var links = links("", S3Account.KEYS)) {
      RequestTarget target = links.target("s3://bucket/a b.tif");
      assertThat(target.uri().toString())
          .startsWith("https://s3.us-west-2.amazonaws.com/bucket/a%20b.tif?")
          .contains("X-Amz-Signature=", "us-west-2")
          .doesNotContain("hush");
      assertThat(target.headers() + target.uri().getQuery()).contains("x-amz-request-payer");
    }
  }

  @Test
  void aBucketIsAskedForInTheRegionThatTheStoreNames() throws Exception {
    try (var links = links("", S3Account.KEYS)) {
      RequestTarget first = links.target("s3://bucket/a.tif");
      assertThat(first.otherRegion().test("us-west-2")).isFalse();
      assertThat(first.otherRegion().test("evil.example/")).isFalse();
      assertThat(first.otherRegion().test("eu-central-1")).isTrue();
      assertThat(links.target("s3://bucket/a.tif").uri().getHost())
          .isEqualTo("s3.eu-central-1.amazonaws.com");
      assertThat(links.target("s3://other/a.tif").uri().getHost())
          .isEqualTo("s3.us-west-2.amazonaws.com");
    }
  }

  @Test
  void anEndpointOfOurOwnIsAskedThoughItIsLocal() throws Exception {
    byte[] bytes = SourceFixture.bytes(200_000);
    try (var server = new FileServer();
        var remote = remote(server, S3Account.ANONYMOUS)) {
      server.put("/bucket/a.tif", bytes);
      RemoteByteSource source = remote.open("s3://bucket/a.tif");
      assertThat(source.name()).isEqualTo("s3://bucket/a.tif");
      assertThat(SourceFixture.read(source, 0, bytes.length)).isEqualTo(bytes);
      assertThatThrownBy(() -> remote.open(server.url("/bucket/a.tif")))
          .as("the endpoint is for s3:// alone")
          .hasMessageContaining("landfall.source.allowed-hosts");
    }
  }

  @Test
  void aRefusalNamesTheStoresReasonAndNeverTheSignature() {
    try (var server = new FileServer();
        var remote = remote(server, S3Account.KEYS)) {
      server.script(
          (exchange, file) -> {
            byte[] body = "<Error><Code>AccessDenied</Code></Error>".getBytes();
            exchange.sendResponseHeaders(403, body.length);
            exchange.getResponseBody().write(body);
          });
      assertThatThrownBy(() -> remote.open("s3://bucket/a.tif"))
          .hasMessageStartingWith("Cannot read s3://bucket/a.tif: ")
          .hasMessageContaining("403 AccessDenied")
          .hasMessageContaining("rights of the account")
          .hasMessageNotContaining("Signature");
      assertThat(server.requests.get(0)).contains("X-Amz-Signature");
    }
  }

  private static RemoteSources remote(FileServer server, S3Account account) {
    SourceSettings defaults = SourceFixture.settings();
    return new RemoteSources(
        new SourceSettings(
            defaults.allowedHosts(),
            defaults.cacheBytes(),
            defaults.requestTimeout(),
            defaults.attempts(),
            defaults.firstWait(),
            defaults.retryFor(),
            defaults.revalidateAfter(),
            settings("http://" + server.authority(), account)),
        AddressPolicy.internet(defaults.allowedHosts()));
  }

  private static S3Requests links(String endpoint, S3Account account) {
    return new S3Requests(settings(endpoint, account), AddressPolicy.anywhere());
  }

  private static SourceS3Settings settings(String endpoint, S3Account account) {
    return new SourceS3Settings("us-west-2", endpoint, account, "AKID", "hush", S3Payer.REQUESTER);
  }
}
