package io.landfall.api.tiles;

import static org.assertj.core.api.Assertions.assertThat;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.headers.RawHeader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LayerCallersTest {
  @Test
  void aJwtSaysWhenItEndsAndATokenOfOursDoesNot() {
    assertThat(end("e30." + base64("{\"sub\": \"ann\", \"exp\": 1800000000}") + ".c2ln"))
        .contains(Instant.ofEpochSecond(1_800_000_000));
    assertThat(end("e30." + base64("{\"sub\": \"ann\"}") + ".c2ln")).isEmpty();
    assertThat(end("lf_abc")).isEmpty();
    assertThat(LayerCallers.endOfToken(HttpRequest.create())).isEmpty();
  }

  private static Optional<Instant> end(String token) {
    return LayerCallers.endOfToken(
        HttpRequest.create().addHeader(RawHeader.create("Authorization", "Bearer " + token)));
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
