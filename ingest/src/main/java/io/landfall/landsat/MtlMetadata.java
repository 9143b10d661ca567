package io.landfall.landsat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.index.geo.Footprints;
import io.landfall.model.CrsCodes;
import io.landfall.model.CrsDefinition;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Rescaling;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;

/**
 * What a Landsat scene's MTL file says, as text or JSON, of Collection 1, 2 or before. Groups are
 * flattened; of a name that stands in several, the first counts: it is the product's own, later
 * ones describe the level it was made from.
 */
public final class MtlMetadata {
  /** Larger than any MTL file. */
  public static final int MAX_BYTES = 1 << 20;

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(16).build())
              .build());

  private final Map<String, String> values;

  private MtlMetadata(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads an MTL file.
   *
   * @throws ExportFailure SCENE_UNREADABLE if it cannot be read or is none
   */
  public static MtlMetadata read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw unreadable(file.toString(), "it is larger than any MTL file", null);
      }
      return parse(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw unreadable(file.toString(), e.getMessage(), e);
    }
  }

  /**
   * Reads the content of an MTL file.
   *
   * @param name for messages
   * @throws ExportFailure SCENE_UNREADABLE if it is none
   */
  public static MtlMetadata parse(String name, byte[] content) {
    Map<String, String> values = new HashMap<>();
    String text = new String(content, StandardCharsets.ISO_8859_1);
    try {
      if (text.stripLeading().startsWith("{")) {
        flatten(JSON.readTree(text), values);
      } else {
        text.lines().forEach(line -> readAssignment(line, values));
      }
    } catch (JsonProcessingException e) {
      throw unreadable(name, e.getOriginalMessage(), e);
    }
    if (!values.containsKey("SPACECRAFT_ID")) {
      throw unreadable(name, "it names no SPACECRAFT_ID", null);
    }
    return new MtlMetadata(values);
  }

  private static ExportFailure unreadable(String name, String why, Exception cause) {
    return new ExportFailure(
        ErrorCode.SCENE_UNREADABLE,
        "Cannot read the metadata %s: %s. Give the scene's own MTL file.".formatted(name, why),
        cause);
  }

  private static void readAssignment(String line, Map<String, String> values) {
    int equals = line.indexOf('=');
    if (equals > 0) {
      String name = line.substring(0, equals).strip();
      String value = line.substring(equals + 1).strip();
      if (!name.equals("GROUP") && !name.equals("END_GROUP")) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        values.putIfAbsent(name, quoted ? value.substring(1, value.length() - 1) : value);
      }
    }
  }

  private static void flatten(JsonNode node, Map<String, String> values) {
    node.fields()
        .forEachRemaining(
            field -> {
              if (field.getValue().isObject()) {
                flatten(field.getValue(), values);
              } else {
                values.putIfAbsent(field.getKey(), field.getValue().asText());
              }
            });
  }

  /** Returns the product's name. */
  public Optional<String> productId() {
    return Optional.ofNullable(
        values.getOrDefault("LANDSAT_PRODUCT_ID", values.get("LANDSAT_SCENE_ID")));
  }

  /** Returns the number of the satellite: 4 to 9. */
  public int satellite() {
    String digits = values.get("SPACECRAFT_ID").replaceAll("\\D", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits.substring(0, 1));
  }

  /** Tells whether the multispectral scanner took it, whose bands are not the later sensors'. */
  public boolean isMultispectralScanner() {
    return "MSS".equals(values.get("SENSOR_ID"));
  }

  /**
   * Returns where the pixels of a band lie, as the corners say; they are the centres of the corner
   * pixels. Empty where the scene is neither in UTM nor in polar stereographic on WGS 84.
   *
   * @param cellSize the name of the entry with the pixel's size: {@code GRID_CELL_SIZE_REFLECTIVE},
   *     ...
   */
  public Optional<RasterGeometry> geometry(String cellSize) {
    if (!"WGS84".equals(values.get("DATUM"))) {
      return Optional.empty();
    }
    try {
      double cellMeters = number(cellSize);
      double west = number("CORNER_UL_PROJECTION_X_PRODUCT");
      double north = number("CORNER_UL_PROJECTION_Y_PRODUCT");
      int width =
          (int) Math.round((number("CORNER_LR_PROJECTION_X_PRODUCT") - west) / cellMeters) + 1;
      int height =
          (int) Math.round((north - number("CORNER_LR_PROJECTION_Y_PRODUCT")) / cellMeters) + 1;
      GeoTransform transform =
          GeoTransform.northUp(
              west - cellMeters / 2, north + cellMeters / 2, cellMeters, cellMeters);
      return switch (values.getOrDefault("MAP_PROJECTION", "")) {
        case "UTM" -> Optional.of(new RasterGeometry(utmEpsg(), transform, width, height));
        case "PS" -> Optional.of(polarStereographic(transform, width, height));
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException e) {
      return Optional
          .empty(); // a number is missing or is none: the file itself must say where it lies
    }
  }

  /** Landsat writes the southern hemisphere in northern zones, with northings below zero. */
  private int utmEpsg() {
    String zone = values.getOrDefault("UTM_ZONE", values.getOrDefault("ZONE_NUMBER", ""));
    return 32600 + Math.abs(Integer.parseInt(zone));
  }

  /** Scenes around the poles: those of Antarctica are in EPSG:3031. */
  private RasterGeometry polarStereographic(GeoTransform transform, int width, int height) {
    double parallel = number("TRUE_SCALE_LAT");
    CrsDefinition crs =
        CrsDefinition.of(CrsDefinition.Method.POLAR_STEREOGRAPHIC_PARALLEL, CrsCodes.WGS84)
            .withOrigin(Math.copySign(90, parallel), number("VERTICAL_LON_FROM_POLE"))
            .withParallels(parallel, 0)
            .withFalse(number("FALSE_EASTING", 0), number("FALSE_NORTHING", 0));
    OptionalInt code = CrsCodes.code(crs);
    return code.isPresent()
        ? new RasterGeometry(code.getAsInt(), transform, width, height)
        : new RasterGeometry(0, crs, transform, width, height);
  }

  private double number(String name, double defaultValue) {
    return values.containsKey(name) ? number(name) : defaultValue;
  }

  /**
   * Returns how the numbers of a band become reflectance: of the surface for products of level 2,
   * else at the top of the atmosphere for the sun at the zenith.
   *
   * @param band its number: {@code 4}
   */
  public Optional<Rescaling> reflectance(String band) {
    try {
      return Optional.of(
          new Rescaling(
              number("REFLECTANCE_MULT_BAND_" + band), number("REFLECTANCE_ADD_BAND_" + band)));
    } catch (NumberFormatException missing) {
      return Optional.empty();
    }
  }

  /** Returns when the scene was taken, to the second. */
  public Optional<String> acquired() {
    String day = values.getOrDefault("DATE_ACQUIRED", values.getOrDefault("ACQUISITION_DATE", ""));
    String time =
        values.getOrDefault("SCENE_CENTER_TIME", values.getOrDefault("SCENE_CENTER_SCAN_TIME", ""));
    String text = day + "T" + time.replaceFirst("(\\.\\d+)?Z?$", "Z");
    return Optional.of(text).filter(t -> t.matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z"));
  }

  /** Tells whether it is of the product or acquisition of this id. */
  public boolean describes(String id) {
    return id.equals(values.get("LANDSAT_PRODUCT_ID")) || id.equals(values.get("LANDSAT_SCENE_ID"));
  }

  /**
   * Returns where the corners of the image lie; empty where it does not say.
   *
   * @throws IllegalArgumentException if they make no area
   */
  public Optional<Geometry> footprint() {
    try {
      return Optional.of(
          Footprints.ofCorners(corner("UL"), corner("UR"), corner("LR"), corner("LL")));
    } catch (NumberFormatException missing) {
      return Optional.empty();
    }
  }

  /** Of the last names are those of before 2012. */
  private Coordinate corner(String which) {
    String pre2012Longitude = values.getOrDefault("PRODUCT_%s_CORNER_LON".formatted(which), "");
    String pre2012Latitude = values.getOrDefault("PRODUCT_%s_CORNER_LAT".formatted(which), "");
    return new Coordinate(
        Double.parseDouble(
            values.getOrDefault("CORNER_%s_LON_PRODUCT".formatted(which), pre2012Longitude)),
        Double.parseDouble(
            values.getOrDefault("CORNER_%s_LAT_PRODUCT".formatted(which), pre2012Latitude)));
  }

  /** Returns where the sun stood over the middle of the image. */
  public Optional<LandsatScene.SunPosition> sunPosition() {
    try {
      return Optional.of(
          new LandsatScene.SunPosition(number("SUN_ELEVATION"), number("SUN_AZIMUTH")));
    } catch (NumberFormatException missing) {
      return Optional.empty();
    }
  }

  private double number(String name) {
    return Double.parseDouble(values.getOrDefault(name, ""));
  }
}
