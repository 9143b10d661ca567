package io.landfall.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonWeightTest {
  private static final int BYTES = 1 << 18;

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"a\":{}}",
        "1.5",
        "\"abc\"",
        "[-82.612345,35.123456]",
        "{\"a\":1,\"b\":2}"
      })
  void noBodyTakesMoreThanItWeighs(String element) {
    String all =
        String.join(
            ",",
            IntStream.range(0, BYTES / (element.length() + 1)).mapToObj(i -> element).toList());
    byte[] json = ("[" + all + "]").getBytes(StandardCharsets.UTF_8);
    long before = usedBytes();
    JsonNode read = Json.parse(json);
    long taken = usedBytes() - before;
    Reference.reachabilityFence(read);
    assertThat(JsonWeight.of(json)).isGreaterThan(taken).isLessThan(80 * BYTES);
  }

  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
