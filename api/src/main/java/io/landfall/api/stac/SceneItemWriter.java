package io.landfall.api.stac;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.json.Json;
import io.landfall.index.geo.FootprintJson;
import io.landfall.index.query.IndexedScene;
import io.landfall.landsat.LandsatBands;
import io.landfall.landsat.LandsatBands.LandsatBand;
import io.landfall.landsat.LandsatId;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.ProductGrids;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** A scene as a STAC item 1.0.0 with the fields of the eo, projection and view extensions. */
final class SceneItemWriter {
  private static final String EXTENSIONS = "https://stac-extensions.github.io/";

  private SceneItemWriter() {}

  /**
   * Writes an item.
   *
   * @param root URL of the landing page
   */
  static ObjectNode write(IndexedScene indexed, String root) {
    LandsatScene scene = indexed.listed();
    Optional<ProductGrids> grids = Optional.ofNullable(indexed.grids());
    OptionalInt epsg =
        grids
            .flatMap(ProductGrids::any)
            .map(grid -> OptionalInt.of(grid.epsg()))
            .orElseGet(() -> SceneProjection.findEpsg(scene.footprint()));
    ObjectNode item = Json.object();
    item.put("type", "Feature").put("stac_version", "1.0.0");
    ArrayNode extensions = item.putArray("stac_extensions");
    extensions.add(EXTENSIONS + "eo/v1.0.0/schema.json");
    extensions.add(EXTENSIONS + "view/v1.0.0/schema.json");
    if (epsg.isPresent()) {
      extensions.add(EXTENSIONS + "projection/v1.0.0/schema.json");
    }
    if (indexed.withdrawn() != null) {
      extensions.add(EXTENSIONS + "version/v1.1.0/schema.json");
    }
    item.put("id", scene.id());
    item.set("geometry", FootprintJson.geometry(scene.footprint()));
    item.set("bbox", FootprintJson.bbox(scene.footprint()));
    ObjectNode properties = item.putObject("properties");
    putCommon(properties, indexed);
    epsg.ifPresent(code -> properties.put("proj:epsg", code));
    grids
        .filter(known -> known.areOfAll(LandsatBands.of(scene))) // all assets would inherit it
        .ifPresent(known -> SceneProjection.put(properties, known.reflective()));
    putLandsat(properties, scene);
    if (indexed.withdrawn() != null) {
      properties.put("deprecated", true);
    }
    item.set("links", links(indexed, root));
    item.set("assets", StacAssets.write(indexed));
    item.put("collection", StacProperties.COLLECTION);
    return item;
  }

  private static void putCommon(ObjectNode properties, IndexedScene indexed) {
    LandsatScene scene = indexed.listed();
    properties.put("datetime", scene.acquired().toString());
    properties.put("created", indexed.indexed().toString());
    properties.put("updated", indexed.changed().toString());
    properties.put("mission", StacProperties.MISSION);
    Optional<LandsatId> id = LandsatId.parse(scene.id());
    id.ifPresent(
        parsed -> {
          properties.put("platform", "landsat-" + parsed.satellite());
          instruments(parsed).forEach(properties.putArray("instruments")::add);
        });
    LandsatBands.of(scene).stream()
        .filter(band -> !band.key().equals("panchromatic"))
        .mapToInt(LandsatBand::resolutionMeters)
        .min()
        .ifPresent(metres -> properties.put("gsd", metres));
    if (scene.cloudCover() != null) {
      properties.put("eo:cloud_cover", scene.cloudCover());
    }
    properties.put("view:off_nadir", 0);
    if (scene.sun() != null) {
      properties.put("view:sun_elevation", scene.sun().elevation());
      properties.put("view:sun_azimuth", normalizedAzimuth(scene.sun().azimuth()));
    }
  }

  private static List<String> instruments(LandsatId id) {
    return switch (id.sensor()) {
      case 'C' -> List.of("oli", "tirs");
      case 'O' -> List.of("oli");
      case 'E' -> List.of("etm+");
      case 'M' -> List.of("mss");
      default -> List.of(id.satellite() >= 8 ? "tirs" : "tm");
    };
  }

  /** Lists count to the west from 0 to -180; STAC goes on clockwise to 360. */
  private static double normalizedAzimuth(double azimuth) {
    return azimuth < 0 ? azimuth + 360 : azimuth;
  }

  private static void putLandsat(ObjectNode properties, LandsatScene scene) {
    boolean first = LandsatId.parse(scene.id()).filter(id -> id.satellite() <= 3).isPresent();
    properties.put("landsat:wrs_type", first ? "1" : "2");
    properties.put("landsat:wrs_path", String.format(Locale.ROOT, "%03d", scene.path()));
    properties.put("landsat:wrs_row", String.format(Locale.ROOT, "%03d", scene.row()));
    putIfKnown(properties, "landsat:scene_id", scene.entityId());
    putIfKnown(properties, "landsat:correction", scene.level());
    putIfKnown(properties, "landsat:collection_category", scene.category());
    if (scene.collection() > 0) {
      properties.put(
          "landsat:collection_number", String.format(Locale.ROOT, "%02d", scene.collection()));
    }
  }

  private static void putIfKnown(ObjectNode properties, String name, String value) {
    if (value != null) {
      properties.put(name, value);
    }
  }

  private static ArrayNode links(IndexedScene indexed, String root) {
    ArrayNode links = Json.object().putArray("links");
    String collection = root + "/collections/" + StacProperties.COLLECTION;
    String items = collection + "/items/";
    StacLinks.add(links, "self", items + HttpResponses.urlEncode(indexed.id()), StacLinks.GEOJSON);
    StacLinks.add(links, "root", root, StacLinks.JSON);
    StacLinks.add(links, "parent", collection, StacLinks.JSON);
    StacLinks.add(links, "collection", collection, StacLinks.JSON);
    if (indexed.replacedBy() != null) {
      String successor = items + HttpResponses.urlEncode(indexed.replacedBy());
      StacLinks.add(links, "successor-version", successor, StacLinks.GEOJSON);
    }
    return links;
  }
}
