package io.landfall.api;

import io.landfall.landsat.LandsatId;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LandsatScene.FootprintSource;
import io.landfall.landsat.LandsatScene.SunPosition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;

/** Scenes for tests: facts of real ones, and rows of made-up ones. */
public final class SampleScenes {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  /** A real scene of Collection 1 over southern California. */
  public static final LandsatScene NEWEST =
      scene(
          "LC08_L1TP_040038_20190131_20190131_01_RT",
          "2019-01-31T18:22:43.094031Z",
          44.0,
          box(-118.7673, 30.66907, -116.30364, 32.79793));

  /** A real scene of Collection 2, level 2, across the antimeridian. */
  public static final LandsatScene ACROSS =
      scene(
          "LT05_L2SR_087017_20090621_20200827_02_T2",
          "2009-06-21T22:53:30.371063Z",
          25.0,
          GEOMETRIES.createMultiPolygon(
              new Polygon[] {
                (Polygon) box(179.9, 60.4, 180, 62.5), (Polygon) box(-180, 60.4, -179.06, 62.5)
              }));

  private SampleScenes() {}

  /** Makes {@code count} scenes, one an hour from 2020 on, in a row along the equator. */
  public static List<LandsatScene> row(int count) {
    List<LandsatScene> scenes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = "LC08_L1TP_%03d%03d_20200101_20200110_01_T1".formatted(i % 233 + 1, 60);
      Instant acquired = Instant.parse("2020-01-01T00:00:00Z").plusSeconds(3_600L * (i / 3));
      Double clouds = i % 7 == 0 ? null : (double) (i % 10) * 10;
      double west = -170 + i;
      scenes.add(scene(id, acquired.toString(), clouds, box(west, -1, west + 1.5, 1)));
    }
    return scenes;
  }

  /** Makes a scene of an id. */
  public static LandsatScene scene(String id, String acquired, Double clouds, Geometry footprint) {
    LandsatId parsed = LandsatId.parse(id).orElseThrow();
    return new LandsatScene(
        id,
        "L%s%d%03d%03d2019031LGN00"
            .formatted(parsed.sensor(), parsed.satellite(), parsed.path(), parsed.row()),
        Instant.parse(acquired),
        clouds,
        parsed.path(),
        parsed.row(),
        parsed.level(),
        parsed.collection(),
        parsed.category(),
        new SunPosition(35.3, 150.1),
        "https://landsat-pds.s3.amazonaws.com/c1/L8/%s/index.html".formatted(id),
        null,
        footprint,
        FootprintSource.BOUNDING_BOX);
  }

  /** Makes a box. */
  public static Geometry box(double west, double south, double east, double north) {
    return GEOMETRIES.toGeometry(new Envelope(west, east, south, north));
  }
}
