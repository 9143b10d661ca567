package io.landfall.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.http.AddressPolicy;
import io.landfall.source.SourceS3Settings.S3Account;
import org.junit.jupiter.api.Test;

class S3RequestsIT {

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
            defaults.requestsPerHost(),
            defaults.requests(),
            SourceFixture.s3("http://" + server.authority(), account)),
        AddressPolicy.internet(defaults.allowedHosts()));
  }
}
