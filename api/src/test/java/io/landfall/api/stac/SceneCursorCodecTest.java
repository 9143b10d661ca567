package io.landfall.api.stac;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.api.json.Json;
import io.landfall.index.query.SceneCursor;
import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneFilter.ComparisonOperator;
import io.landfall.index.query.SceneProperty;
import io.landfall.index.query.SceneQuery;
import io.landfall.index.query.SceneQuery.SceneOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

class SceneCursorCodecTest {
  private static final List<SceneOrder> ORDER =
      List.of(
          new SceneOrder(SceneProperty.CLOUD_COVER, false),
          new SceneOrder(SceneProperty.ACQUIRED, true),
          new SceneOrder(SceneProperty.CATEGORY, true));

  private static final SceneQuery NEWEST = query(SceneFilter.ALL, SceneOrder.NEWEST_FIRST);

  private static SceneQuery query(SceneFilter filter, List<SceneOrder> order) {
    return new SceneQuery(Optional.empty(), filter, order, Optional.empty(), 10);
  }

  @Test
  void aCursorComesBackAsItWent() {
    var acquired = Instant.parse("2019-01-31T18:22:43.094031Z");
    var cursor = new SceneCursor(Arrays.asList(0.1, acquired, null), "LC08_ä\"");
    String text = SceneCursorCodec.encode(query(SceneFilter.ALL, ORDER), cursor);
    assertThat(text).matches("[A-Za-z0-9_-]+");
    assertThat(SceneCursorCodec.decode(query(SceneFilter.ALL, ORDER), text)).contains(cursor);
  }

  @Test
  void aCursorOfAnotherSearchIsNone() {
    var cursor = new SceneCursor(List.of(Instant.EPOCH), "a");
    String text = SceneCursorCodec.encode(NEWEST, cursor);
    assertThat(SceneCursorCodec.decode(NEWEST.page(Optional.of(cursor), 500), text)).isPresent();
    SceneFilter clear =
        new SceneFilter.Compare(SceneProperty.CLOUD_COVER, ComparisonOperator.LESS, 10.0);
    Geometry box = new GeometryFactory().toGeometry(new Envelope(0, 1, 0, 1));
    List<SceneQuery> others =
        List.of(
            query(SceneFilter.ALL, List.of(new SceneOrder(SceneProperty.ACQUIRED, false))),
            query(SceneFilter.ALL, List.of(new SceneOrder(SceneProperty.INDEXED, true))),
            query(clear, SceneOrder.NEWEST_FIRST),
            query(new SceneFilter.Intersects(box), SceneOrder.NEWEST_FIRST),
            new SceneQuery(
                Optional.of(box), SceneFilter.ALL, SceneOrder.NEWEST_FIRST, Optional.empty(), 10));
    for (SceneQuery other : others) {
      assertThat(SceneCursorCodec.decode(other, text)).as(other.toString()).isEmpty();
      assertThat(SceneCursorCodec.decode(other, SceneCursorCodec.encode(other, cursor)))
          .as(other.toString())
          .contains(cursor);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[",
        "{}",
        "[\"MARK\"]",
        "[\"MARK\",1,\"id\"]",
        "[\"MARK\",\"2019-02-30T00:00:00Z\",\"id\"]",
        "[\"MARK\",null,7]",
        "[\"MARK\",null,\"id\",1]",
        "[\"MARK\",{\"a\":1},\"id\"]",
        "[\"MARK\",null,\"x\\u0000y\"]",
        "[\"other\",null,\"id\"]",
        "[1,2,3]"
      })
  void whatIsMadeUpIsNone(String json) {
    assertThat(SceneCursorCodec.decode(NEWEST, encoded("[\"MARK\",null,\"id\"]"))).isPresent();
    assertThat(SceneCursorCodec.decode(NEWEST, encoded(json))).isEmpty();
    assertThat(SceneCursorCodec.decode(NEWEST, json + "!")).isEmpty();
    assertThat(SceneCursorCodec.decode(NEWEST, "A".repeat(3_000))).isEmpty();
  }

  private static String encoded(String json) {
    String made =
        SceneCursorCodec.encode(NEWEST, new SceneCursor(Arrays.asList((Object) null), "a"));
    String mark = Json.parse(Base64.getUrlDecoder().decode(made)).get(0).asText();
    byte[] bytes = json.replace("MARK", mark).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
