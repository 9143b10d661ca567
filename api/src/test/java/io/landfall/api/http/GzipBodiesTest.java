package io.landfall.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.api.json.ApiProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipBodiesTest {
  private static final long LIMIT = 10_000;

  @Test
  void oneOrSeveralMembersAreReadToTheEnd() throws IOException {
    assertThat(read(gzip("{}"))).isEqualTo("{}");
    assertThat(read(gzip(""))).isEmpty();
    assertThat(read(joined(gzip("{"), gzip("}")))).isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 10, 18, 19, 600})
  void whatFollowsIsRefused(int bytes) throws IOException {
    byte[] junk = new byte[bytes];
    assertThatThrownBy(() -> read(joined(gzip("{}"), junk))).isInstanceOf(ApiProblem.class);
    Arrays.fill(junk, (byte) 'x');
    assertThatThrownBy(() -> read(joined(gzip("{}"), gzip(" "), junk)))
        .isInstanceOf(ApiProblem.class);
  }

  @Test
  void whatIsCutOrTooLargeIsRefused() throws IOException {
    byte[] whole = gzip("x".repeat(5_000));
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(ApiProblem.class);
    }
    assertThatThrownBy(() -> read(gzip("x".repeat(10_001)))).isInstanceOf(ApiProblem.class);
  }

  private static String read(byte[] compressed) {
    return new String(
        GzipBodies.decompress(compressed, LIMIT, growth -> {}), StandardCharsets.UTF_8);
  }

  private static byte[] joined(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] gzip(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
