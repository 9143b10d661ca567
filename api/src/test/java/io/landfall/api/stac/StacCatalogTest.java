package io.landfall.api.stac;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.index.query.SceneCatalogue.CatalogueSummary;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Envelope;

class StacCatalogTest {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

  @ParameterizedTest(name = "from {0} to {1}: {2}, {3}")
  @CsvSource({
    "-10, 20, -10, 20",
    "170, 190, 170, -170",
    "-170, 184, -170, -176",
    "-180, 184, -180, 180",
    "-179, 181, -180, 180",
  })
  void theExtentGoesAcrossTheAntimeridianOrAllAround(
      double from, double to, double west, double east) {
    var summary = new CatalogueSummary(1, new Envelope(from, to, 0, 1), NOW, NOW);
    JsonNode bbox = StacCatalog.collection(summary, "/stac").at("/extent/spatial/bbox/0");
    assertThat(bbox.get(0).asDouble()).isEqualTo(west);
    assertThat(bbox.get(2).asDouble()).isEqualTo(east);
  }
}
