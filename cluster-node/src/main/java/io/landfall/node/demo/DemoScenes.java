package io.landfall.node.demo;

import io.landfall.model.PixelGrid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The demonstration's files: two scenes that overlap, and an area of interest. */
public final class DemoScenes {
  private static final long SEED = 20_261_121L;
  private static final int EPSG = 32_616; // UTM 16 north
  private static final int SIZE = 1_400;
  private static final int STRIP_ROWS = 100;
  private static final double WEST = 500_010;
  private static final double NORTH = 4_100_010;
  private static final int[] BAND_NUMBERS = {2, 3, 4, 5};

  /** The lower one has the clearer sky; the upper one's clouds show where it lies on top. */
  private static final List<Acquisition> ACQUISITIONS =
      List.of(
          new Acquisition("LC80220342026101LGN00", WEST, NORTH, SIZE, 11, 0.30, 0.012),
          new Acquisition(
              "LC80210342026094LGN00",
              WEST + 640 * Acquisition.METRES,
              NORTH - 210 * Acquisition.METRES,
              SIZE,
              29,
              0.22,
              0.020));

  /** Corners of the area of interest, in longitude and latitude. */
  private static final double[][] AOI = {
    {-86.930, 36.990},
    {-86.760, 37.020},
    {-86.560, 36.960},
    {-86.420, 36.850},
    {-86.450, 36.715},
    {-86.600, 36.672},
    {-86.700, 36.720},
    {-86.880, 36.760},
    {-86.950, 36.860},
  };

  private DemoScenes() {}

  /**
   * What was made.
   *
   * @param scenes folders of band files, the first on top
   * @param aoi a GeoJSON polygon
   */
  public record DemoFiles(List<Path> scenes, Path aoi) {
    public DemoFiles {
      scenes = List.copyOf(scenes);
    }
  }

  /**
   * Makes the files below {@code folder}, the same every time; what is there already stays. It
   * takes some two seconds of one processor.
   */
  public static DemoFiles make(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Acquisition acquisition : ACQUISITIONS) {
      if (!Files.exists(folder.resolve(acquisition.name()).resolve("made"))) {
        write(acquisition, folder.resolve(acquisition.name()));
      }
    }
    Path aoi = folder.resolve("aoi.geojson");
    Files.writeString(aoi, geoJson());
    return new DemoFiles(
        ACQUISITIONS.stream().map(acquisition -> folder.resolve(acquisition.name())).toList(), aoi);
  }

  private static void write(Acquisition acquisition, Path folder) throws IOException {
    int size = acquisition.size();
    short[][] bands = new short[Acquisition.BANDS][size * size];
    var country = new SyntheticTerrain(SEED);
    for (int row = 0; row < size; row += STRIP_ROWS) {
      acquisition.renderRows(country, row, Math.min(size, row + STRIP_ROWS), bands);
    }
    Files.createDirectories(folder);
    var grid =
        new PixelGrid(
            EPSG, acquisition.west(), acquisition.north(), Acquisition.METRES, size, size);
    for (int band = 0; band < bands.length; band++) {
      DemoGeoTiffWriter.write(file(acquisition, folder, band), bands[band], grid);
    }
    Files.writeString(folder.resolve("made"), "");
  }

  private static Path file(Acquisition acquisition, Path folder, int band) {
    return folder.resolve(
        String.format(Locale.ROOT, "%s_B%d.TIF", acquisition.name(), BAND_NUMBERS[band]));
  }

  private static String geoJson() {
    var ring = new StringBuilder();
    for (int i = 0; i <= AOI.length; i++) {
      double[] corner = AOI[i % AOI.length];
      ring.append(i == 0 ? "" : ", ")
          .append(String.format(Locale.ROOT, "[%.3f, %.3f]", corner[0], corner[1]));
    }
    return String.format(
        Locale.ROOT,
        """
        {"type": "Feature", "properties": {"name": "demo"},
         "geometry": {"type": "Polygon", "coordinates": [[%s]]}}
        """,
        ring);
  }
}
