package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.area.AreaFile;
import io.landfall.crs.GeoToolsTransforms;
import io.landfall.model.Aoi;
import io.landfall.model.PixelGrid;
import io.landfall.model.geojson.ToLonLat;
import io.landfall.node.wiring.RenderEngine;
import io.landfall.raster.mask.EarthCrs;
import io.landfall.raster.mask.GridMask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;

/**
 * Areas in each format that is read, written by GDAL, beside the GeoJSON that GDAL makes of the
 * same file: the masks are equal, pixel by pixel.
 */
@Tag("gdal")
class AreaFormatsIT {
  private static final int AREAS = 10;
  private static final GeoToolsTransforms TRANSFORMS = new GeoToolsTransforms();
  private static final ToLonLat.Factory TO_LON_LAT = RenderEngine.toLonLat(TRANSFORMS);
  private static final EarthCrs UTM = EarthCrs.of(TRANSFORMS, 32633);
  private static final PixelGrid GRID = new PixelGrid(32633, 270_000, 4_665_000, 30, 1200, 1100);

  /** CRSs that areas in Rome are kept in: by code, by text alone, in other datums and axes. */
  private static final List<String> CRSS =
      List.of(
          "EPSG:4326",
          "EPSG:32633",
          "EPSG:3857",
          "EPSG:3035",
          "EPSG:25833",
          "EPSG:4258",
          "EPSG:3003",
          "EPSG:23033",
          "EPSG:32632",
          "+proj=laea +lat_0=42 +lon_0=12.5 +datum=WGS84");

  @TempDir static Path folder;

  private enum Format {
    SHAPEFILE("shp", "ESRI Shapefile"),
    ZIPPED_SHAPEFILE("shp", "ESRI Shapefile"),
    GEOPACKAGE("gpkg", "GPKG"),
    KML("kml", "LIBKML"),
    OLD_KML("kml", "KML"),
    KMZ("kmz", "LIBKML"),
    SEQUENCE("geojsonl", "GeoJSONSeq"),
    SEPARATED_SEQUENCE("geojsons", "GeoJSONSeq"),
    WKT("wkt", "CSV");

    private final String ending;
    private final String driver;

    Format(String ending, String driver) {
      this.ending = ending;
      this.driver = driver;
    }

    boolean isLonLat() {
      return ordinal() >= KML.ordinal();
    }
  }

  @ParameterizedTest
  @EnumSource
  void masksEqualThoseOfTheGeoJsonThatGdalMakes(Format format) throws IOException {
    for (int i = 0; i < AREAS; i++) {
      Path file = write(format, i);
      Path geoJson = folder.resolve("%s%d.geojson".formatted(format, i));
      Path readByGdal = format == Format.WKT ? source(i) : file;
      ogr2ogr(
          "-f",
          "GeoJSON",
          "-t_srs",
          "EPSG:4326",
          "-lco",
          "COORDINATE_PRECISION=15",
          "-segmentize",
          isInMetres(format, i) ? "50" : "1",
          geoJson,
          vsi(readByGdal, i));
      Aoi area = AreaFile.read(geoJson, null, null, TO_LON_LAT);
      BitSet expected = mask(area);
      BitSet actual = mask(AreaFile.read(file, null, null, TO_LON_LAT));
      assertThat(expected.cardinality()).isGreaterThan(10_000);
      BitSet wrong = (BitSet) expected.clone();
      wrong.xor(actual);
      assertThat(wrong.stream().filter(pixel -> !isOnTheEdge(pixel, area)).count())
          .as("pixels of %s that differ", file)
          .isZero();
      assertThat(wrong.cardinality()).isLessThan(4);
    }
  }

  /** A mask is true to a thousandth of a pixel, of which thousands lie on an edge. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void pixelsAreThoseThatGdalRasterizes(boolean allTouched) throws IOException {
    for (int i = 0; i < AREAS; i++) {
      Path projected = folder.resolve("projected%d%s.gpkg".formatted(i, allTouched));
      ogr2ogr("-f", "GPKG", "-t_srs", "EPSG:32633", "-segmentize", "0.0005", projected, source(i));
      Path burnt = folder.resolve("burnt%d%s.img".formatted(i, allTouched));
      List<String> command =
          new ArrayList<>(
              ("gdal_rasterize -q -of ENVI -ot Byte -burn 1 -te %.0f %.0f %.0f %.0f -ts %d %d")
                  .formatted(
                      GRID.west(),
                      GRID.south(),
                      GRID.east(),
                      GRID.north(),
                      GRID.width(),
                      GRID.height())
                  .transform(text -> List.of(text.split(" "))));
      if (allTouched) {
        command.add("-at");
      }
      command.addAll(List.of(projected.toString(), burnt.toString()));
      Programs.run(command).expectSuccess();
      byte[] bytes = Files.readAllBytes(burnt);
      Aoi area = AreaFile.read(source(i), null, null, TO_LON_LAT);
      BitSet ours = mask(allTouched ? area.withAllTouched() : area);
      BitSet wrong = new BitSet();
      IntStream.range(0, bytes.length).forEach(pixel -> wrong.set(pixel, bytes[pixel] != 0));
      assertThat(wrong.cardinality()).isGreaterThan(10_000);
      wrong.xor(ours);
      assertThat(wrong.cardinality()).as("pixels of area %d that differ", i).isLessThan(10);
    }
  }

  private static boolean isInMetres(Format format, int i) {
    return !format.isLonLat() && !CRSS.get(i).matches("EPSG:4\\d+");
  }

  private static String vsi(Path file, int i) {
    return file.toString().endsWith(".zip")
        ? "/vsizip/" + file + (i % 2 == 0 ? "" : "/data")
        : file.toString();
  }

  private Path write(Format format, int i) throws IOException {
    Path own = Files.createDirectories(folder.resolve("%s%d".formatted(format, i)));
    Path file = own.resolve("area." + format.ending);
    List<Object> command = new ArrayList<>(List.of("-f", format.driver));
    command.addAll(List.of("-t_srs", format.isLonLat() ? "EPSG:4326" : CRSS.get(i)));
    if (format != Format.WKT) {
      command.addAll(List.of("-dim", i % 2 == 0 ? "XY" : "XYZ"));
    }
    switch (format) {
      case SHAPEFILE, ZIPPED_SHAPEFILE -> command.addAll(List.of("-nlt", "PROMOTE_TO_MULTI"));
      case SEPARATED_SEQUENCE -> command.addAll(List.of("-lco", "RS=YES"));
      case WKT -> {
        return wkt(file, i);
      }
      default -> {}
    }
    command.addAll(List.of(file, source(i)));
    ogr2ogr(command.toArray());
    if (format == Format.SHAPEFILE && i % 3 == 0) {
      Programs.run("ogrinfo", "-q", file.toString(), "-sql", "DELETE FROM area WHERE v = 0")
          .expectSuccess();
    }
    return format == Format.ZIPPED_SHAPEFILE ? zip(own, i) : file;
  }

  private static Path zip(Path shapefile, int i) throws IOException {
    Path zip = shapefile.resolveSibling("zipped%d.zip".formatted(i));
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip));
        Stream<Path> files = Files.list(shapefile)) {
      for (Path file : files.toList()) {
        out.putNextEntry(
            new ZipEntry(
                i % 2 == 0 ? file.getFileName().toString() : "data/" + file.getFileName()));
        Files.copy(file, out);
      }
    }
    return zip;
  }

  private static void ogr2ogr(Object... arguments) {
    List<String> command = new ArrayList<>(List.of("ogr2ogr"));
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    Programs.run(command).expectSuccess();
  }

  /** Writes stars of several corners, some with a hole or of two parts, and one without any. */
  private static Path source(int i) throws IOException {
    SplittableRandom random = new SplittableRandom(i);
    List<String> features = new ArrayList<>();
    for (int v = 0; v <= i % 4 + 1; v++) {
      double lon = 12.3 + 0.1 * (v % 3);
      double lat = 41.9 + 0.09 * (v / 3);
      String polygon = polygon(random, lon, lat, 8 + 3 * i, v % 2 == 0);
      features.add(
          feature(
              v,
              v == 1
                  ? "{\"type\": \"MultiPolygon\", \"coordinates\": [%s, %s]}"
                      .formatted(polygon, polygon(random, lon, lat + 0.15, 9, true))
                  : "{\"type\": \"Polygon\", \"coordinates\": %s}".formatted(polygon)));
    }
    return Files.writeString(
        folder.resolve("source%d.geojson".formatted(i)),
        "{\"type\": \"FeatureCollection\", \"features\": [%s]}"
            .formatted(String.join(", ", features)));
  }

  private static String feature(int v, String geometry) {
    return "{\"type\": \"Feature\", \"properties\": {\"v\": %d}, \"geometry\": %s}"
        .formatted(v, geometry);
  }

  private static String polygon(
      SplittableRandom random, double lon, double lat, int corners, boolean hole) {
    String shell =
        ring(
            IntStream.range(0, corners)
                .mapToObj(k -> at(lon, lat, random.nextDouble(0.02, 0.04), k, corners)));
    return hole
        ? "[%s, %s]"
            .formatted(shell, ring(IntStream.range(0, 7).mapToObj(k -> at(lon, lat, 0.01, -k, 7))))
        : "[%s]".formatted(shell);
  }

  private static String at(double lon, double lat, double radius, int k, int corners) {
    double angle = 2 * Math.PI * k / corners;
    return String.format(
        Locale.ROOT,
        "[%.7f, %.7f]",
        lon + radius * Math.cos(angle),
        lat + radius * Math.sin(angle));
  }

  private static String ring(Stream<String> corners) {
    List<String> all = new ArrayList<>(corners.toList());
    all.add(all.get(0));
    return all.stream().collect(Collectors.joining(", ", "[", "]"));
  }

  private static Path wkt(Path file, int i) throws IOException {
    Path csv = file.resolveSibling("area.csv");
    ogr2ogr("-f", "CSV", "-lco", "GEOMETRY=AS_WKT", "-lco", "SEPARATOR=TAB", csv, source(i));
    List<String> lines =
        Files.readAllLines(csv).stream()
            .skip(1)
            .map(line -> line.substring(0, line.indexOf('\t')).replace("\"", ""))
            .toList();
    return Files.write(
        file, i % 2 == 0 ? lines : lines.stream().map(l -> "SRID=4326;" + l).toList());
  }

  /** Edges of other projections than degrees are true to a centimetre. */
  private static boolean isOnTheEdge(int pixel, Aoi area) {
    double[] x = {GRID.west() + (pixel % GRID.width() + 0.5) * GRID.pixelWidth()};
    double[] y = {GRID.north() - (pixel / GRID.width() + 0.5) * GRID.pixelHeight()};
    UTM.toLonLat().transform(x, y, 1);
    Geometry edge = area.toGeometry().getBoundary();
    return edge.distance(edge.getFactory().createPoint(new Coordinate(x[0], y[0]))) < 2e-7;
  }

  private static BitSet mask(Aoi area) {
    GridMask mask = GridMask.of(area, GRID, UTM);
    BitSet inside = new BitSet();
    boolean[] row = new boolean[GRID.width()];
    for (int y = 0; y < GRID.height(); y++) {
      mask.fill(y, 0, row.length, row, 0);
      for (int x = 0; x < row.length; x++) {
        inside.set(y * row.length + x, row[x]);
      }
    }
    return inside;
  }
}
