package io.landfall.api.stac;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.index.query.SceneCursor;
import io.landfall.index.query.SceneProperty;
import io.landfall.index.query.SceneQuery.SceneOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SceneCursorCodecTest {
  private static final List<SceneOrder> ORDER =
      List.of(
          new SceneOrder(SceneProperty.CLOUD_COVER, false),
          new SceneOrder(SceneProperty.ACQUIRED, true),
          new SceneOrder(SceneProperty.CATEGORY, true));

  @Test
  void aCursorComesBackAsItWent() {
    var acquired = Instant.parse("2019-01-31T18:22:43.094031Z");
    var cursor = new SceneCursor(Arrays.asList(0.1, acquired, null), "LC08_ä\"");
    String text = SceneCursorCodec.encode(ORDER, cursor);
    assertThat(text).matches("[A-Za-z0-9_-]+");
    assertThat(SceneCursorCodec.decode(ORDER, text)).contains(cursor);
  }

  @Test
  void aCursorOfAnotherOrderIsNone() {
    var text =
        SceneCursorCodec.encode(
            SceneOrder.NEWEST_FIRST, new SceneCursor(List.of(Instant.EPOCH), "a"));
    assertThat(SceneCursorCodec.decode(SceneOrder.NEWEST_FIRST, text)).isPresent();
    assertThat(
            SceneCursorCodec.decode(List.of(new SceneOrder(SceneProperty.ACQUIRED, false)), text))
        .isEmpty();
    assertThat(SceneCursorCodec.decode(List.of(new SceneOrder(SceneProperty.INDEXED, true)), text))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[",
        "{}",
        "[\"-ACQUIRED\"]",
        "[\"-ACQUIRED\",1,\"id\"]",
        "[\"-ACQUIRED\",\"2019-02-30T00:00:00Z\",\"id\"]",
        "[\"-ACQUIRED\",null,7]",
        "[\"-ACQUIRED\",null,\"id\",1]",
        "[\"-ACQUIRED\",{\"a\":1},\"id\"]",
        "[\"-ACQUIRED\",null,\"x\\u0000y\"]",
        "[1,2,3]"
      })
  void whatIsMadeUpIsNone(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    assertThat(SceneCursorCodec.decode(SceneOrder.NEWEST_FIRST, text)).isEmpty();
    assertThat(SceneCursorCodec.decode(SceneOrder.NEWEST_FIRST, json + "!")).isEmpty();
    assertThat(SceneCursorCodec.decode(SceneOrder.NEWEST_FIRST, "A".repeat(3_000))).isEmpty();
  }
}
