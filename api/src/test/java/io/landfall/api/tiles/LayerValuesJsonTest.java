package io.landfall.api.tiles;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.tile.LonLatBounds;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What answers say of areas. */
class LayerValuesJsonTest {
  @Test
  void anAreaThatReachesBeyondTheMapIsAnsweredWithAWarning() {
    var polar = LayerValuesJson.of(new LonLatBounds(10, 70, 20, 90), List.of());
    assertThat(polar.get("bbox").get(3).asDouble()).as("as it was asked for").isEqualTo(90);
    assertThat(polar.get("warnings")).hasSize(1);
    assertThat(polar.get("warnings").get(0).asText())
        .startsWith("Latitudes 70.0 to 85.0511 are counted");
  }

  @Test
  void anAreaOnTheMapHasNone() {
    assertThat(LayerValuesJson.of(new LonLatBounds(10, 70, 20, 85), List.of()).get("warnings"))
        .isEmpty();
    assertThat(LayerValuesJson.of(null, List.of()).get("warnings")).isEmpty();
  }
}
