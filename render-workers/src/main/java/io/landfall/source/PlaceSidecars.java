package io.landfall.source;

import io.landfall.model.GeoTransform;
import io.landfall.model.place.RationalMap;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.sidecar.DimapNames;
import io.landfall.raster.sidecar.DimapRational;
import io.landfall.raster.sidecar.RationalItems;
import io.landfall.raster.tiff.ProjectionText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Where a raster lies, told beside it: a world file ({@code a.tfw} of {@code a.tif}, {@code a.j2w}
 * of {@code a.jp2}), the text of a CRS ({@code a.prj}), and rational polynomial coefficients
 * ({@code a.RPB}, {@code a_RPC.TXT}, {@code a.rpc}, {@code RPC_X.XML} of {@code IMG_X_R1C1.TIF}).
 * As in GDAL they count only where the raster itself does not tell; coefficients before its own.
 */
final class PlaceSidecars {
  /** The text of a CRS, instead of the ending of the raster. */
  static final String PROJECTION = ".prj";

  /**
   * Rational polynomial coefficients, likewise: as DigitalGlobe and GaoFen name them, as GeoEye,
   * Planet and Cartosat do (each with capitals of its own), and as Kompsat does.
   */
  static final List<String> RATIONAL = List.of(".rpb", "_rpc.txt", "_RPC.txt", "_rpc.TXT", ".rpc");

  private static final int MAX_BYTES = 64 << 10;

  /** Of a description in XML. */
  private static final int MAX_XML_BYTES = 8 << 20;

  private PlaceSidecars() {}

  /**
   * Returns what a raster and the files beside it tell of its place.
   *
   * @param path of the raster
   * @param warnings takes what of these files cannot be read
   */
  static RasterInfo place(RasterInfo info, Path path, List<String> warnings) {
    RasterInfo placed = info;
    Path world = beside(path, worldFiles(path));
    if (world != null) {
      GeoTransform transform = transform(world, warnings);
      if (info.transform() == null) {
        placed = transform == null ? placed : placed.withTransform(transform);
      } else if (transform != null && !info.liesAt(transform)) {
        warnings.add(
            "%s places the file elsewhere than it says itself; as in GDAL, the latter counts."
                .formatted(world));
      }
    }
    placed = withRational(placed, path, warnings);
    Path text = beside(path, List.of(PROJECTION));
    if (text == null) {
      return placed;
    }
    if (info.epsg() == null && info.crs() == null) {
      return withCrs(placed, text, warnings);
    }
    warnOfOtherCrs(info, text, warnings);
    return placed;
  }

  private static RasterInfo withRational(RasterInfo info, Path path, List<String> warnings) {
    Path text = beside(path, RATIONAL);
    Path beside = text == null ? dimap(path, DimapNames.RATIONAL) : text;
    if (beside == null) {
      return info;
    }
    try {
      RationalMap told =
          text == null ? dimapRational(path, beside) : RationalItems.read(read(text));
      if (info.rational() != null && !info.rational().equals(told)) {
        warnings.add(
            "%s has other rational polynomial coefficients than the file itself; as in GDAL, the former count."
                .formatted(beside));
      }
      return info.withRational(told);
    } catch (IllegalArgumentException e) {
      warnings.add("%s is not read: %s.".formatted(beside, e.getMessage()));
      return info;
    }
  }

  private static RationalMap dimapRational(Path image, Path coefficients) {
    RationalMap whole = DimapRational.read(read(coefficients, MAX_XML_BYTES));
    DimapNames names = DimapNames.of(stem(image)).orElseThrow();
    if (names.isFirst()) {
      return whole;
    }
    Path description = dimap(image, DimapNames.DESCRIPTION);
    if (description == null) {
      throw new IllegalArgumentException(
          "it is of the whole image, and %s, which tells where this tile lies in it, is not there"
              .formatted(names.candidates(DimapNames.DESCRIPTION).get(2)));
    }
    try {
      return DimapRational.ofTile(whole, names, read(description, MAX_XML_BYTES));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "it is of the whole image, and %s does not tell where this tile lies in it: %s"
              .formatted(description.getFileName(), e.getMessage()),
          e);
    }
  }

  /** Returns the file of DIMAP beside an image; {@code null}: there is none. */
  private static Path dimap(Path image, String prefix) {
    return DimapNames.of(stem(image)).stream()
        .flatMap(names -> names.candidates(prefix).stream())
        .map(image::resolveSibling)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElse(null);
  }

  private static void warnOfOtherCrs(RasterInfo info, Path path, List<String> warnings) {
    String text = read(path, warnings);
    Integer epsg = text == null ? null : ProjectionText.read(text).epsg();
    if (epsg != null && info.epsg() != null && !epsg.equals(info.epsg())) {
      warnings.add(
          "%s tells EPSG:%d, the file itself EPSG:%d; as in GDAL, the latter counts."
              .formatted(path, epsg, info.epsg()));
    }
  }

  private static RasterInfo withCrs(RasterInfo info, Path path, List<String> warnings) {
    String text = read(path, warnings);
    return text == null
        ? info
        : ProjectionText.read(text)
            .map(
                crs -> info.withCrs(crs.epsg(), crs.numbers(), null),
                why -> info.withCrs(null, null, "%s says: %s".formatted(path.getFileName(), why)));
  }

  private static GeoTransform transform(Path path, List<String> warnings) {
    String text = read(path, warnings);
    if (text == null) {
      return null;
    }
    String[] lines = text.strip().split("\\s+");
    double[] values = new double[6];
    try {
      for (int i = 0; i < values.length; i++) {
        values[i] = Double.parseDouble(lines[i].replace(',', '.'));
      }
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      warnings.add("%s is not read: it does not hold six numbers.".formatted(path));
      return null;
    }
    double area = values[0] * values[3] - values[1] * values[2];
    if (area == 0 || !Double.isFinite(area + values[4] + values[5])) {
      warnings.add("%s is not read: its pixels have no size.".formatted(path));
      return null;
    }
    return new GeoTransform( // the file has the centre of the first pixel
        values[4] - values[0] / 2 - values[2] / 2,
        values[0],
        values[2],
        values[5] - values[1] / 2 - values[3] / 2,
        values[1],
        values[3]);
  }

  /** Returns the endings that GDAL tries: of {@code a.jp2}, {@code .j2w} and {@code .jp2w}. */
  static List<String> worldFiles(Path path) {
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    String ending = name.substring(name.lastIndexOf('.') + 1);
    int last = ending.length() - 1;
    return last < 1 || ending.length() == name.length()
        ? List.of(".wld")
        : List.of("." + ending.charAt(0) + ending.charAt(last) + "w", "." + ending + "w", ".wld");
  }

  private static Path beside(Path path, List<String> suffixes) {
    String stem = stem(path);
    for (String suffix : suffixes) {
      for (String spelled : List.of(suffix, suffix.toUpperCase(Locale.ROOT))) {
        Path found = path.resolveSibling(stem + spelled);
        if (Files.isRegularFile(found)) {
          return found;
        }
      }
    }
    return null;
  }

  /** Returns the name of a file without its ending. */
  static String stem(Path path) {
    String name = path.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  private static String read(Path path, List<String> warnings) {
    try {
      return read(path);
    } catch (IllegalArgumentException e) {
      warnings.add("%s is not read: %s.".formatted(path, e.getMessage()));
      return null;
    }
  }

  private static String read(Path path) {
    return read(path, MAX_BYTES);
  }

  /**
   * Returns a small file.
   *
   * @throws IllegalArgumentException saying, as a clause, why it is not read
   */
  private static String read(Path path, int maxBytes) {
    try {
      if (Files.size(path) <= maxBytes) {
        return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
      }
      throw new IllegalArgumentException("it has over %d bytes".formatted(maxBytes));
    } catch (IOException e) {
      throw new IllegalArgumentException(e.toString(), e);
    }
  }
}
