package io.landfall.model.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import io.landfall.model.place.RationalMap.Normalization;
import io.landfall.model.place.RationalMap.Quotient;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PixelWarpTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final PlaneMap PLANE =
      new PlaneMap(1, 2, 3, List.of(4.0, 5.0, 6.0), List.of(7.0, 8.0, 9.0), List.of());
  private static final Quotient QUOTIENT =
      new Quotient(1.5, 2, Collections.nCopies(20, 0.1), Collections.nCopies(20, 1 / 3.0));
  private static final RationalMap RATIONAL =
      new RationalMap(
          QUOTIENT,
          QUOTIENT,
          new Normalization(-85.25, 0.1),
          new Normalization(34.75, 0.1),
          new Normalization(250, 500),
          12.5);

  @Test
  void placesComeBackFromPlans() throws Exception {
    for (PixelWarp warp : List.of(new PixelWarp(PLANE, PLANE), new PixelWarp(RATIONAL))) {
      var placed = new RasterGeometry(4326, null, GeoTransform.PIXELS, 10, 20, warp);
      String json = MAPPER.writeValueAsString(placed);
      assertThat(MAPPER.readValue(json, RasterGeometry.class)).isEqualTo(placed);
    }
    assertThat(MAPPER.writeValueAsString(new PixelWarp(PLANE, PLANE)))
        .startsWith("{\"toGround\":")
        .doesNotContain("rational");
  }

  @Test
  void oneOfTheTwoPlacesPixels() {
    assertThatThrownBy(() -> new PixelWarp(null)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PixelWarp(PLANE, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PixelWarp(PLANE, PLANE, RATIONAL))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
