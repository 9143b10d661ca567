package io.landfall.area;

import io.landfall.archive.ArchiveForm;
import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.PlainText;
import io.landfall.model.geojson.AoiReader;
import io.landfall.model.geojson.AoiReader.LonLatAoi;
import io.landfall.model.geojson.ToLonLat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A file that holds an area of interest: GeoJSON or a sequence of it, a shapefile, a GeoPackage,
 * KML or KMZ, WKT, or a zip file of one of these. What it is shows in its first bytes.
 */
public final class AreaFile {
  private static final int MAX_SHOWN_LAYERS = 20;
  private static final int MAX_SHOWN_CHARACTERS = 200;
  private static final Set<ArchiveForm> ZIPS = Set.of(ArchiveForm.ZIP, ArchiveForm.EMPTY_ZIP);

  private final Path file;
  private final String layer;
  private final AreaReading reading;

  private AreaFile(Path file, String layer, AreaReading reading) {
    this.file = file;
    this.layer = layer;
    this.reading = reading;
  }

  /**
   * Reads an area of interest: the union of the polygons of one layer.
   *
   * @param layer its name; {@code null}: the only one
   * @param epsg the CRS of a file that does not tell it; {@code null}: there is none
   * @param transforms from the CRSs that the file may be in
   * @throws ExportFailure AOI_INVALID, naming the file, what is wrong and what to do
   */
  public static Aoi read(Path file, String layer, Integer epsg, ToLonLat.Factory transforms) {
    return new AreaFile(file, layer, AreaReading.ofFiles(epsg, transforms)).read();
  }

  private Aoi read() {
    try {
      return area();
    } catch (AreaFormatException e) {
      throw invalid(e.getMessage(), e.fix(), e);
    } catch (ExportFailure e) { // of GeoJSON
      throw new ExportFailure(e.code(), "%s (in %s)".formatted(e.getMessage(), file), e);
    }
  }

  /**
   * Reads a file whose caller says himself what cannot be read.
   *
   * @throws AreaFormatException if it cannot be read
   * @throws ExportFailure AOI_INVALID if it is GeoJSON that cannot be read
   */
  static Aoi read(Path file, String layer, AreaReading reading) {
    return new AreaFile(file, layer, reading).area();
  }

  private Aoi area() {
    if (Files.isDirectory(file)) {
      return area(shapefiles(file));
    }
    if (!Files.isRegularFile(file) && Files.exists(file)) {
      return area(piped());
    }
    byte[] head = head(file);
    if (isZip(head)) {
      try (ZippedAreas zip = ZippedAreas.extract(file, reading.limits())) {
        return area(zip.layers());
      }
    }
    return area(layers(file, head, reading.limits(), href -> false));
  }

  /** Returns the layers of what can be read only once, as {@code /dev/stdin}. */
  private List<AreaLayer> piped() {
    byte[] content = bytes(file, reading.limits());
    byte[] head = Arrays.copyOf(content, Math.min(content.length, OtherFormat.HEAD_BYTES));
    if (isZip(head) || OtherFormat.isGeoPackage(head) || OtherFormat.isShapefile(head)) {
      throw new AreaFormatException(
          "it is a pipe, of which only text is read", "Save it to a file");
    }
    return layers(file, head, reading.limits(), () -> content, href -> false);
  }

  private static boolean isZip(byte[] head) {
    return ArchiveForm.ofContent(head).filter(form -> ZIPS.contains(form)).isPresent();
  }

  /**
   * Returns the layers of a file that is no archive.
   *
   * @param isReadAnyway tells of a link of KML whether the document that it leads to is read too
   * @throws AreaFormatException if it is of another format
   */
  static List<AreaLayer> layers(
      Path file, byte[] head, AreaLimits limits, Predicate<String> isReadAnyway) {
    return layers(file, head, limits, () -> bytes(file, limits), isReadAnyway);
  }

  private static List<AreaLayer> layers(
      Path file,
      byte[] head,
      AreaLimits limits,
      Supplier<byte[]> content,
      Predicate<String> isReadAnyway) {
    String stem = Shapefile.stem(file);
    if (OtherFormat.isGeoPackage(head)) {
      return GeoPackage.layers(file, limits);
    }
    if (OtherFormat.isShapefile(head)) {
      return List.of(Shapefile.layer(shp(file), limits));
    }
    if (OtherFormat.isKml(head)) {
      return KmlText.layers(stem, content.get(), limits, isReadAnyway);
    }
    if (OtherFormat.isWkt(head)) {
      return List.of(WktText.layer(stem, text(content.get()), limits));
    }
    OtherFormat.of(head, file)
        .ifPresent(
            other -> {
              throw new AreaFormatException(
                  "it is %s, which is not read".formatted(other.name()), other.fix());
            });
    return List.of(new AreaLayer(stem, reading -> geoJson(content.get(), reading)));
  }

  private static Aoi geoJson(byte[] content, AreaReading reading) {
    if (reading.epsg() != null) {
      throw new AreaFormatException(
          "it is GeoJSON, which is in longitude and latitude or says in which CRS it is",
          "Leave out " + reading.names().srid());
    }
    LonLatAoi read =
        AoiReader.read(text(content), reading.limits().geometry(), reading.transforms());
    reading.warnOfAdded(read.addedPositions());
    return read.area();
  }

  private static Path shp(Path file) {
    String name = file.getFileName().toString();
    if (name.toLowerCase(Locale.ROOT).endsWith(".shx")) { // which begins as the .shp does
      throw new AreaFormatException(
          "it is the index of a shapefile", "Give %s.shp".formatted(Shapefile.stem(file)));
    }
    return file;
  }

  private List<AreaLayer> shapefiles(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<AreaLayer> layers =
          files
              .filter(AreaFile::isShp)
              .sorted()
              .limit(1000)
              .map(shp -> Shapefile.layer(shp, reading.limits()))
              .toList();
      if (layers.isEmpty()) {
        throw new AreaFormatException(
            "it is a folder without a shapefile", OtherFormat.conversion(folder, ""));
      }
      return layers;
    } catch (IOException e) {
      throw new AreaFormatException("it cannot be read: " + e, "Check the path", e);
    }
  }

  static boolean isShp(Path file) {
    String name = file.getFileName().toString();
    return name.toLowerCase(Locale.ROOT).endsWith(".shp") && !name.startsWith(".");
  }

  private Aoi area(List<AreaLayer> layers) {
    AreaLayer one = chosen(layers);
    try {
      return one.content().read(reading);
    } catch (AreaFormatException e) {
      throw isNamedAsTheFile(one) ? e : e.inLayer(shown(one));
    } catch (ExportFailure e) { // of GeoJSON
      throw isNamedAsTheFile(one)
          ? e
          : new ExportFailure(e.code(), "%s (layer %s)".formatted(e.getMessage(), shown(one)), e);
    }
  }

  private static String shown(AreaLayer one) {
    return PlainText.cleaned(PlainText.shortened(one.name(), MAX_SHOWN_CHARACTERS));
  }

  private boolean isNamedAsTheFile(AreaLayer one) {
    return one.name().equals(Shapefile.stem(file));
  }

  private AreaLayer chosen(List<AreaLayer> layers) {
    if (layers.isEmpty()) {
      throw new AreaFormatException("it has no layer with polygons", "");
    }
    if (layer == null && layers.size() == 1) {
      return layers.get(0);
    }
    return layers.stream()
        .filter(one -> one.name().equals(layer))
        .findFirst()
        .or(() -> layers.stream().filter(one -> one.name().equalsIgnoreCase(layer)).findFirst())
        .orElseThrow(
            () ->
                new UnchosenLayerException(
                    layer == null
                        ? "it has %d layers: %s".formatted(layers.size(), names(layers))
                        : "it has no layer %s, but %s".formatted(layer, names(layers)),
                    "Choose one with " + reading.names().layer(),
                    layers.stream().map(AreaLayer::name).toList()));
  }

  private static String names(List<AreaLayer> layers) {
    String names =
        String.join(", ", layers.stream().limit(MAX_SHOWN_LAYERS).map(AreaLayer::name).toList());
    return layers.size() > MAX_SHOWN_LAYERS ? names + ", ..." : names;
  }

  static byte[] head(Path file) {
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(OtherFormat.HEAD_BYTES);
    } catch (NoSuchFileException e) {
      throw new AreaFormatException("there is no such file", "Check the path", e);
    } catch (IOException e) {
      throw new AreaFormatException("it cannot be read: " + e, "Check the path", e);
    }
  }

  private static String text(byte[] content) {
    return new String(content, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Path file, AreaLimits limits) {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(limits.textBytes() + 1);
      if (bytes.length > limits.textBytes()) {
        throw new AreaFormatException(
            "it has over %d MiB".formatted(limits.textBytes() >> 20), "Simplify it");
      }
      return bytes;
    } catch (IOException e) {
      throw new AreaFormatException("it cannot be read: " + e, "Check the path", e);
    }
  }

  private ExportFailure invalid(String why, String fix, Exception cause) {
    return new ExportFailure(
        ErrorCode.AOI_INVALID,
        "Cannot use the area of interest %s: %s.%s"
            .formatted(file, why, fix.isEmpty() ? "" : " %s.".formatted(fix)),
        cause);
  }
}
