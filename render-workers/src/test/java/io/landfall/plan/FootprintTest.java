package io.landfall.plan;

import static io.landfall.plan.PlannerFixture.TRANSFORMS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.landfall.model.ExportFailure;
import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;

class FootprintTest {

  @Test
  void aSceneInUtmHasFourCornersAndNotManyMore() {
    Geometry area = of(32_633, 500_000, 5_500_000, 30, 1000, 1000);
    assertThat(area.getEnvelopeInternal().getMinX()).isCloseTo(15.0, within(1e-5));
    assertThat(area.getEnvelopeInternal().getMaxY()).isCloseTo(49.6525, within(1e-3));
    assertThat(area.getNumPoints()).isBetween(5, 40);
    assertThat(Footprint.toJson(area).path("type").asText()).isEqualTo("Polygon");
  }

  @Test
  void aSceneAcrossTheAntimeridianIsCutThere() {
    Geometry area = of(32_660, 650_000, 5_000_000, 100, 2000, 1000);
    assertThat(area.getNumGeometries()).isEqualTo(2);
    assertThat(world().contains(area.getEnvelopeInternal())).isTrue();
    assertThat(area.getArea()).isLessThan(10);
    assertThat(Footprint.toJson(area).path("type").asText()).isEqualTo("MultiPolygon");
  }

  @Test
  void aSceneOverThePoleReachesUpToIt() {
    Geometry area = of(3031, -1_000_000, 1_000_000, 1000, 2000, 2000);
    assertThat(area.getEnvelopeInternal().getMinY()).isEqualTo(-90);
    assertThat(area.getEnvelopeInternal().getWidth()).isCloseTo(360, within(1e-6));
  }

  @Test
  void longitudesFrom0To360AreBroughtHome() {
    Geometry area = of(4326, 0, 90, 0.1, 3600, 1800);
    assertThat(area.getEnvelopeInternal()).isEqualTo(world());
    assertThat(area.getArea()).isCloseTo(360.0 * 180, within(1e-6));
  }

  @Test
  void whatLiesNowhereIsRefused() {
    assertThatThrownBy(() -> of(32_633, 1e12, 1e12, 1, 10, 10))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining("EPSG:32633");
  }

  @Test
  void placesOfHostileFilesAreRefusedAtOnce() {
    for (double far : new double[] {7e18, 1e18, -7e18, 1e6}) { // whose next turn is itself
      assertThatThrownBy(() -> of(4326, far, 10, 1024, 4, 1))
          .as("%s degrees east", far)
          .isInstanceOf(ExportFailure.class)
          .hasMessageContaining("EPSG:4326");
    }
  }

  private static Envelope world() {
    return new Envelope(-180, 180, -90, 90);
  }

  private static Geometry of(
      int epsg, double west, double north, double pixel, int width, int height) {
    GeoTransform transform = GeoTransform.northUp(west, north, pixel, pixel);
    return Footprint.of(List.of(new RasterGeometry(epsg, transform, width, height)), TRANSFORMS);
  }
}
