package io.landfall.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import io.landfall.model.json.JsonCursor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An asset of a STAC item that is a raster, or may be one. What it does not say itself, the item's
 * properties may.
 */
final class StacAsset {
  /** Data first, single bands before composites, the finest, what is read before what is not. */
  static final Comparator<StacAsset> BEST_FIRST =
      Comparator.comparingInt(StacAsset::roleRank)
          .thenComparing(asset -> asset.bands.size() > 1)
          .thenComparingDouble(StacAsset::metersPerPixel)
          .thenComparing(asset -> !asset.isTiff());

  private static final double METERS_PER_DEGREE = 111_320;
  private static final Pattern TIFF_NAME =
      Pattern.compile("\\.tiff?(?:[?#]|$)", Pattern.CASE_INSENSITIVE);
  private static final Pattern JPEG2000_NAME =
      Pattern.compile("\\.jp2(?:[?#]|$)", Pattern.CASE_INSENSITIVE);
  private static final Pattern EPSG = Pattern.compile("EPSG:(\\d{1,6})", Pattern.CASE_INSENSITIVE);

  private final String key;
  private final JsonNode asset;
  private final JsonNode properties;
  private final List<StacBand> bands;

  StacAsset(String key, JsonNode asset, JsonNode properties) {
    this.key = key;
    this.asset = asset;
    this.properties = properties;
    this.bands = bands(asset, properties);
  }

  /** STAC 1.1 has one list of bands, 1.0 one for each extension, earlier ones positions in it. */
  private static List<StacBand> bands(JsonNode asset, JsonNode properties) {
    JsonNode all = asset.path("bands");
    JsonNode eo = asset.path("eo:bands");
    JsonNode raster = asset.path("raster:bands");
    int count = Math.max(all.size(), Math.max(eo.size(), raster.size()));
    if (count == 0 && asset.hasNonNull("eo:common_name")) {
      count = 1; // STAC 1.1 lets the only band be described by its asset
    }
    List<StacBand> bands = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      JsonNode own = eo.path(i);
      JsonNode resolved =
          JsonCursor.isWholeNumber(own) ? properties.path("eo:bands").path(own.asInt()) : own;
      bands.add(new StacBand(all.path(i), resolved, raster.path(i), asset, count == 1));
    }
    return bands;
  }

  String key() {
    return key;
  }

  String href() {
    return asset.path("href").asText("");
  }

  /** Returns what it says of its bands; empty: it does not even say how many it has. */
  List<StacBand> bands() {
    return bands;
  }

  /** Returns what it says of its band, if it should turn out to have but one. */
  StacBand asOnlyBand() {
    JsonNode nothing = MissingNode.getInstance();
    return new StacBand(nothing, nothing, nothing, asset, true);
  }

  /** Tells whether any of its bands has a name. */
  boolean hasNamedBands() {
    return bands.stream().anyMatch(band -> !band.names().isEmpty());
  }

  /** Tells whether it is there to be computed with, not to be looked at. */
  boolean isData() {
    return roleRank() == 0;
  }

  /** Tells whether it is a small image of the others. */
  boolean isPreview() {
    return roleRank() > 1;
  }

  /** Tells whether type or name are a raster's that holds data. */
  boolean isRaster() {
    return isTiff() || type().startsWith("image/jp2") || JPEG2000_NAME.matcher(href()).find();
  }

  private boolean isTiff() {
    return TIFF_NAME.matcher(href()).find()
        || type().contains("tiff") && !JPEG2000_NAME.matcher(href()).find();
  }

  private String type() {
    return asset.path("type").asText("").toLowerCase(Locale.ROOT);
  }

  /** Tells whether it has one of these roles. */
  boolean hasRole(Set<String> wanted) {
    for (JsonNode role : asset.path("roles")) {
      if (wanted.contains(role.asText().toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }

  private int roleRank() {
    String text = asset.path("roles").isEmpty() ? key : asset.path("roles").toString();
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("thumbnail")) {
      return 3;
    }
    if (lower.matches("(?s).*(overview|preview|browse|quicklook).*")) {
      return 2;
    }
    return lower.matches("(?s).*(visual|true-?color|tci).*") ? 1 : 0;
  }

  private double metersPerPixel() {
    double said = Double.NaN;
    for (StacBand band : bands) {
      said = Double.isNaN(said) ? band.metersPerPixel() : said;
    }
    double pixelWidth = Math.abs(asset.path("proj:transform").path(0).asDouble(Double.NaN));
    double boxWidth =
        (asset.path("proj:bbox").path(2).asDouble(Double.NaN)
                - asset.path("proj:bbox").path(0).asDouble(Double.NaN))
            / asset.path("proj:shape").path(1).asDouble(Double.NaN);
    double[] candidates = {
      said,
      asset.path("gsd").asDouble(Double.NaN),
      meters(pixelWidth),
      meters(boxWidth),
      properties.path("gsd").asDouble(Double.NaN)
    };
    for (double candidate : candidates) {
      if (candidate > 0) {
        return candidate;
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  /** A pixel narrower than a tenth of any unit is in degrees. */
  private static double meters(double pixelWidth) {
    return pixelWidth < 0.1 ? pixelWidth * METERS_PER_DEGREE : pixelWidth;
  }

  /** Returns where its pixels lie; {@code null}: it does not say in full. */
  RasterGeometry geometry() {
    JsonNode transform = inherited("proj:transform");
    JsonNode shape = inherited("proj:shape");
    int height = shape.path(0).asInt();
    int width = shape.path(1).asInt();
    Optional<Integer> epsg = epsg();
    if (epsg.isEmpty() || transform.size() < 6 || width <= 0 || height <= 0) {
      return null;
    }
    double[] t = new double[6];
    for (int i = 0; i < t.length; i++) {
      t[i] = transform.path(i).asDouble(Double.NaN);
    }
    double area = t[0] * t[4] - t[1] * t[3];
    return Double.isFinite(area) && area != 0 && Double.isFinite(t[2] + t[5])
        ? new RasterGeometry(
            epsg.get(), new GeoTransform(t[2], t[0], t[1], t[5], t[3], t[4]), width, height)
        : null;
  }

  private Optional<Integer> epsg() {
    Matcher code = EPSG.matcher(inherited("proj:code").asText(""));
    if (code.matches()) {
      return Optional.of(Integer.parseInt(code.group(1)));
    }
    JsonNode epsg = inherited("proj:epsg");
    return JsonCursor.isWholeNumber(epsg) && epsg.canConvertToInt() && epsg.intValue() > 0
        ? Optional.of(epsg.intValue())
        : Optional.empty();
  }

  private JsonNode inherited(String name) {
    return asset.has(name) ? asset.path(name) : properties.path(name);
  }
}
