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
import javax.xml.stream.XMLStreamException;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;

/**
 * What a Landsat scene's MTL file says, as text, JSON or XML, of Collection 1, 2 or before. Groups
 * are flattened; of a name that stands in several, the product's own counts before those of the
 * groups {@code LEVEL1_...}, which describe what it was made from, whatever their order.
 */
public final class MtlMetadata {
  /** Larger than any MTL file. */
  public static final int MAX_BYTES = 1 << 20;

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(16).build())
              .build());

  private final Map<String, String> values = new HashMap<>();
  private final Map<String, String> level1Values = new HashMap<>();

  private MtlMetadata() {}

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
    MtlMetadata metadata = new MtlMetadata();
    String text =
        new String(content, StandardCharsets.ISO_8859_1).replaceFirst("^\u00EF\u00BB\u00BF", "");
    try {
      if (text.stripLeading().startsWith("{")) {
        metadata.readObject("", JSON.readTree(text));
      } else if (text.stripLeading().startsWith("<")) {
        for (XmlLeaves.Leaf leaf : XmlLeaves.read(content)) {
          metadata.put(leaf.group(), leaf.name(), leaf.text());
        }
      } else {
        metadata.readAssignments(text);
      }
    } catch (JsonProcessingException e) {
      throw unreadable(name, e.getOriginalMessage(), e);
    } catch (XMLStreamException e) {
      throw unreadable(name, "it is not valid XML: " + e.getMessage().replaceAll("\\s+", " "), e);
    }
    if (metadata.value("SPACECRAFT_ID") == null) {
      throw unreadable(name, "it names no SPACECRAFT_ID", null);
    }
    return metadata;
  }

  private static ExportFailure unreadable(String name, String why, Exception cause) {
    return new ExportFailure(
        ErrorCode.SCENE_UNREADABLE,
        "Cannot read the metadata %s: %s. Give the scene's own MTL file.".formatted(name, why),
        cause);
  }

  private void readAssignments(String text) {
    String group = "";
    for (String line : text.lines().toList()) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        String name = line.substring(0, equals).strip();
        String value = line.substring(equals + 1).strip();
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        if (name.equals("GROUP")) {
          group = value;
        } else if (!name.equals("END_GROUP")) {
          put(group, name, quoted ? value.substring(1, value.length() - 1) : value);
        }
      }
    }
  }

  private void readObject(String group, JsonNode object) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (field.getValue().isObject()) {
        readObject(field.getKey(), field.getValue());
      } else {
        put(group, field.getKey(), field.getValue().asText());
      }
    }
  }

  private void put(String group, String name, String value) {
    (group.startsWith("LEVEL1_") ? level1Values : values).putIfAbsent(name, value);
  }

  /** Returns the product's own value, else that of what it was made from; {@code null}: neither. */
  private String value(String name) {
    return values.getOrDefault(name, level1Values.get(name));
  }

  private String value(String name, String orElse) {
    String value = value(name);
    return value == null ? orElse : value;
  }

  /** Returns the product's name. */
  public Optional<String> productId() {
    return Optional.ofNullable(value("LANDSAT_PRODUCT_ID", value("LANDSAT_SCENE_ID")));
  }

  /** Returns how much of the scene clouds hide, in percent. */
  public Optional<Double> cloudCover() {
    return percent(value("CLOUD_COVER"));
  }

  /** Reads a percentage; empty for what is none, such as the -1 of products without. */
  public static Optional<Double> percent(String text) {
    try {
      return Optional.ofNullable(text)
          .map(Double::valueOf)
          .filter(percent -> percent >= 0 && percent <= 100);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Returns the number of the satellite: 4 to 9. */
  public int satellite() {
    String digits = value("SPACECRAFT_ID").replaceAll("\\D", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits.substring(0, 1));
  }

  /** Tells whether the multispectral scanner took it, whose bands are not the later sensors'. */
  public boolean isMultispectralScanner() {
    return "MSS".equals(value("SENSOR_ID"));
  }

  /**
   * Returns where the pixels of a band lie, as the corners say; they are the centres of the corner
   * pixels. Empty where the scene is neither in UTM nor in polar stereographic on WGS 84.
   *
   * @param cellSize the name of the entry with the pixel's size: {@code GRID_CELL_SIZE_REFLECTIVE},
   *     ...
   */
  public Optional<RasterGeometry> geometry(String cellSize) {
    if (!"WGS84".equals(value("DATUM"))) {
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
      return switch (value("MAP_PROJECTION", "")) {
        case "UTM" -> Optional.of(new RasterGeometry(utmEpsg(), transform, width, height));
        case "PS" -> Optional.of(polarStereographic(transform, width, height));
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException e) {
      return Optional
          .empty(); // a number is missing or is none: the file itself must say where it lies
    }
  }

  /** Tells whether an entry is a number, or is not there at all. */
  boolean isOrLacks(String name, int expected) {
    String value = value(name);
    return value == null || value.equals(Integer.toString(expected));
  }

  /** Landsat writes the southern hemisphere in northern zones, with northings below zero. */
  private int utmEpsg() {
    String zone = value("UTM_ZONE", value("ZONE_NUMBER", ""));
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
    return value(name) == null ? defaultValue : number(name);
  }

  /** Tells whether the product is of level 2: of the surface, not of the top of the atmosphere. */
  public boolean isLevel2() {
    String id = values.getOrDefault("LANDSAT_PRODUCT_ID", "");
    String level = values.getOrDefault("PROCESSING_LEVEL", id.replaceFirst("^[^_]*_", ""));
    return level.startsWith("L2");
  }

  /**
   * Returns how the numbers of a band become reflectance: of the surface for products of level 2,
   * else at the top of the atmosphere for the sun at the zenith.
   *
   * @param band its number: {@code 4}
   * @return empty: the file does not say
   * @throws IllegalArgumentException if it says what cannot be used, in words for a person
   */
  public Optional<Rescaling> reflectance(String band) {
    return rescaling("REFLECTANCE_MULT_BAND_" + band, "REFLECTANCE_ADD_BAND_" + band);
  }

  /**
   * Returns how the numbers of a band become the temperature of the surface in kelvin; only
   * products of level 2 have it.
   *
   * @param band its number: {@code 10}
   * @return empty: the file does not say
   * @throws IllegalArgumentException if it says what cannot be used, in words for a person
   */
  public Optional<Rescaling> temperature(String band) {
    return rescaling("TEMPERATURE_MULT_BAND_ST_B" + band, "TEMPERATURE_ADD_BAND_ST_B" + band);
  }

  /** Level 1's numbers are never those of level 2, not even where the latter are missing. */
  private Optional<Rescaling> rescaling(String scaleName, String offsetName) {
    String scale = isLevel2() ? values.get(scaleName) : value(scaleName);
    String offset = isLevel2() ? values.get(offsetName) : value(offsetName);
    if (scale == null && offset == null) {
      return Optional.empty();
    }
    Rescaling rescaling =
        new Rescaling(finiteNumber(scaleName, scale), finiteNumber(offsetName, offset));
    if (rescaling.scale() == 0) {
      throw new IllegalArgumentException(scaleName + " is 0");
    }
    return Optional.of(rescaling);
  }

  private static double finiteNumber(String name, String value) {
    double number;
    try {
      number = value == null ? Double.NaN : Double.parseDouble(value);
    } catch (NumberFormatException e) {
      number = Double.NaN;
    }
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException(
          name + (value == null ? " is missing" : " is \"%s\"".formatted(value)));
    }
    return number;
  }

  /** Returns when the scene was taken, to the second. */
  public Optional<String> acquired() {
    String day = value("DATE_ACQUIRED", value("ACQUISITION_DATE", ""));
    String time = value("SCENE_CENTER_TIME", value("SCENE_CENTER_SCAN_TIME", ""));
    String text = day + "T" + time.replaceFirst("(\\.\\d+)?Z?$", "Z");
    return Optional.of(text).filter(t -> t.matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z"));
  }

  /** Tells whether it is of the product or acquisition of this id. */
  public boolean describes(String id) {
    return id.equals(value("LANDSAT_PRODUCT_ID")) || id.equals(value("LANDSAT_SCENE_ID"));
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
    String pre2012Longitude = value("PRODUCT_%s_CORNER_LON".formatted(which), "");
    String pre2012Latitude = value("PRODUCT_%s_CORNER_LAT".formatted(which), "");
    return new Coordinate(
        Double.parseDouble(value("CORNER_%s_LON_PRODUCT".formatted(which), pre2012Longitude)),
        Double.parseDouble(value("CORNER_%s_LAT_PRODUCT".formatted(which), pre2012Latitude)));
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
    return Double.parseDouble(value(name, ""));
  }
}
