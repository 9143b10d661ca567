package io.landfall.index.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneQuery;
import io.landfall.index.query.SceneQuery.SceneOrder;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

class SearchSqlTest {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  @Test
  void plansAreKeptForSmallAreasOfFewPoints() {
    assertThat(isLocal(box(5))).isTrue();
    assertThat(isLocal(box(6))).isFalse();
    assertThat(isLocal(circle(8))).isTrue();
    assertThat(isLocal(circle(50))).isFalse();
    assertThat(isLocal(null)).isFalse();
  }

  private static boolean isLocal(Geometry area) {
    return SearchSql.isLocal(
        new SceneQuery(
            Optional.ofNullable(area),
            SceneFilter.ALL,
            SceneOrder.NEWEST_FIRST,
            Optional.empty(),
            10));
  }

  private static Geometry box(double degrees) {
    return GEOMETRIES.toGeometry(new Envelope(0, degrees, 0, degrees));
  }

  private static Geometry circle(int segmentsOfAQuarter) {
    return GEOMETRIES.createPoint(new Coordinate(10, 10)).buffer(2, segmentsOfAQuarter);
  }
}
