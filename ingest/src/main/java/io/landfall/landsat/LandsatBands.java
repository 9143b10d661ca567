package io.landfall.landsat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The bands of Landsat products and the names of their files. Source: the USGS' data format control
 * books; wavelengths as its own STAC items tell them.
 */
public final class LandsatBands {
  private static final Pattern QUERY = Pattern.compile("[?#].*");
  private static final Pattern RELATIVE = Pattern.compile("\\w[\\w.-]*+(?:/\\w[\\w.-]*+)++/?");
  private static final Set<String> SCHEMES = Set.of("http", "https", "s3", "gs");

  private static final List<LandsatBand> OLI =
      List.of(
          new LandsatBand("coastal", "coastal", "B1", 0.44, 30),
          new LandsatBand("blue", "blue", "B2", 0.48, 30),
          new LandsatBand("green", "green", "B3", 0.56, 30),
          new LandsatBand("red", "red", "B4", 0.65, 30),
          new LandsatBand("nir", "nir08", "B5", 0.86, 30),
          new LandsatBand("swir1", "swir16", "B6", 1.6, 30),
          new LandsatBand("swir2", "swir22", "B7", 2.2, 30),
          new LandsatBand("panchromatic", "pan", "B8", 0.59, 15),
          new LandsatBand("cirrus", "cirrus", "B9", 1.37, 30));
  private static final List<LandsatBand> TIRS =
      List.of(
          new LandsatBand("tirs1", "lwir11", "B10", 10.9, 100),
          new LandsatBand("tirs2", "lwir12", "B11", 12.0, 100));
  private static final List<LandsatBand> OLI_TIRS =
      Stream.concat(OLI.stream(), TIRS.stream()).toList();
  private static final List<LandsatBand> ETM =
      List.of(
          new LandsatBand("blue", "blue", "B1", 0.48, 30),
          new LandsatBand("green", "green", "B2", 0.56, 30),
          new LandsatBand("red", "red", "B3", 0.66, 30),
          new LandsatBand("nir", "nir08", "B4", 0.84, 30),
          new LandsatBand("swir1", "swir16", "B5", 1.65, 30),
          new LandsatBand("tirs1", "lwir", "B6_VCID_1", 11.34, 60),
          new LandsatBand("tirs2", "lwir", "B6_VCID_2", 11.34, 60),
          new LandsatBand("swir2", "swir22", "B7", 2.2, 30),
          new LandsatBand("panchromatic", "pan", "B8", 0.71, 15));
  private static final List<LandsatBand> TM =
      List.of(
          new LandsatBand("blue", "blue", "B1", 0.49, 30),
          new LandsatBand("green", "green", "B2", 0.56, 30),
          new LandsatBand("red", "red", "B3", 0.66, 30),
          new LandsatBand("nir", "nir08", "B4", 0.84, 30),
          new LandsatBand("swir1", "swir16", "B5", 1.65, 30),
          new LandsatBand("tirs1", "lwir", "B6", 11.45, 120),
          new LandsatBand("swir2", "swir22", "B7", 2.22, 30));

  private LandsatBands() {}

  /**
   * One band of a product.
   *
   * @param key what bf-ia-broker calls it: {@code nir}, {@code swir1}, {@code tirs1}; one of its
   *     own within a product
   * @param commonName what STAC calls it: {@code nir08}; the two gains of ETM+'s thermal band share
   *     one
   * @param fileSuffix the end of its file's name: {@code B4}, {@code SR_B4}, {@code ST_B10}
   * @param centerMicrometers the centre of its wavelengths
   * @param resolutionMeters the width of what one pixel was measured over
   */
  public record LandsatBand(
      String key,
      String commonName,
      String fileSuffix,
      double centerMicrometers,
      int resolutionMeters) {
    /** Tells whether it is of heat. */
    boolean isThermal() {
      return key.startsWith("tirs");
    }

    /** Tells whether it is of all visible light. */
    boolean isPanchromatic() {
      return key.equals("panchromatic");
    }

    private LandsatBand withName(String other) {
      return new LandsatBand(key, commonName, other, centerMicrometers, resolutionMeters);
    }
  }

  /** Returns the bands that a scene's product holds, by number; empty: its id is not Landsat's. */
  public static List<LandsatBand> of(LandsatScene scene) {
    return of(scene.id(), scene.level());
  }

  private static List<LandsatBand> of(String product, String listedLevel) {
    return of(LandsatId.parse(product), listedLevel);
  }

  private static List<LandsatBand> of(Optional<LandsatId> id, String listedLevel) {
    if (id.isEmpty()) {
      return List.of();
    }
    List<LandsatBand> level1Bands = ofSensor(id.get());
    String level = listedLevel == null ? id.get().level() : listedLevel;
    return level != null && level.startsWith("L2") ? level2Bands(level1Bands, level) : level1Bands;
  }

  /**
   * Returns the end of the name of the file that tells of clouds; empty: the product has none.
   * Before collections only Landsat 8 had one.
   */
  public static Optional<String> qualitySuffix(String product) {
    return LandsatId.parse(product)
        .filter(id -> id.collection() > 0 || id.satellite() == 8 && id.sensor() != 'T')
        .map(id -> id.collection() == 2 ? "QA_PIXEL" : "BQA");
  }

  private static List<LandsatBand> ofSensor(LandsatId id) {
    return switch (id.sensor()) {
      case 'C' -> OLI_TIRS;
      case 'O' -> OLI;
      case 'E' -> ETM;
      case 'M' -> multispectralScanner(id.satellite() <= 3 ? 4 : 1);
      default -> id.satellite() >= 8 ? TIRS : TM;
    };
  }

  /** The multispectral scanner's four bands were counted from 4 up to Landsat 3. */
  private static List<LandsatBand> multispectralScanner(int first) {
    return List.of(
        new LandsatBand("green", "green", "B" + first, 0.55, 60),
        new LandsatBand("red", "red", "B" + (first + 1), 0.65, 60),
        new LandsatBand("nir", "nir08", "B" + (first + 2), 0.75, 60),
        new LandsatBand("nir2", "nir09", "B" + (first + 3), 0.95, 60));
  }

  /** Level 2 has reflectance of the surface, and its temperature unless it is {@code L2SR}. */
  private static List<LandsatBand> level2Bands(List<LandsatBand> level1Bands, String level) {
    return level1Bands.stream()
        .filter(band -> !Set.of("panchromatic", "cirrus", "tirs2").contains(band.key()))
        .filter(band -> !(level.equals("L2SR") && band.key().equals("tirs1")))
        .map(band -> band.withName(level2Name(band)))
        .toList();
  }

  private static String level2Name(LandsatBand band) {
    return band.key().equals("tirs1")
        ? "ST_" + band.fileSuffix().replace("_VCID_1", "")
        : "SR_" + band.fileSuffix();
  }

  /**
   * Returns the URLs of a scene's band files by key; empty where they are not known. They are
   * relative where the list's are.
   */
  public static Map<String, String> bandHrefs(LandsatScene scene) {
    return bandHrefs(scene, LandsatId.parse(scene.id()));
  }

  /** Returns the same of a scene whose id was read already. */
  public static Map<String, String> bandHrefs(LandsatScene scene, Optional<LandsatId> id) {
    return bandHrefs(scene.id(), of(id, scene.level()), scene.url());
  }

  /**
   * Returns the same of a product that no list names.
   *
   * @param url its folder or a page in it
   */
  public static Map<String, String> bandHrefs(String id, String url) {
    return bandHrefs(id, of(id, null), url);
  }

  private static Map<String, String> bandHrefs(String id, List<LandsatBand> bands, String url) {
    Map<String, String> hrefs = new LinkedHashMap<>();
    Optional<String> folder = folder(url);
    if (folder.isPresent()) {
      String start = folder.get() + id + "_";
      bands.forEach(band -> hrefs.put(band.key(), start + band.fileSuffix() + ".TIF"));
    }
    return hrefs;
  }

  /**
   * Returns the whole URL of a file of a scene, {@code {folder}/{id}_{suffix}}; empty where the
   * scene's folder is not known or lies where no one else can read.
   *
   * @param suffix of the file's name: {@code B4.TIF}, {@code MTL.txt}
   */
  public static Optional<String> href(LandsatScene scene, String suffix) {
    return folder(scene.url())
        .filter(folder -> folder.contains("://"))
        .map(folder -> folder + scene.id() + "_" + suffix);
  }

  /** The last part of a URL with a dot in it is a page, else a folder. */
  private static Optional<String> folder(String url) {
    String plain = url == null ? "" : QUERY.matcher(url).replaceFirst("");
    int scheme = plain.indexOf("://");
    if (scheme < 0
        ? !RELATIVE.matcher(plain).matches()
        : !SCHEMES.contains(plain.substring(0, scheme))) {
      return Optional.empty();
    }
    int last = plain.lastIndexOf('/');
    boolean page = (scheme < 0 || last > scheme + 2) && plain.indexOf('.', last) > 0;
    return Optional.of(
        page ? plain.substring(0, last + 1) : plain.endsWith("/") ? plain : plain + "/");
  }
}
