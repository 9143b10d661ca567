package io.landfall.api.stac;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.Json;
import io.landfall.index.query.IndexedScene;
import io.landfall.landsat.LandsatBands;
import io.landfall.landsat.LandsatBands.LandsatBand;
import io.landfall.landsat.LandsatId;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.ProductGrids;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The files of a scene, under the names that the USGS' own items give them. */
final class StacAssets {
  private static final String GEOTIFF = "image/tiff; application=geotiff";
  private static final String COG = GEOTIFF + "; profile=cloud-optimized";

  private StacAssets() {}

  /** Writes what is known of a scene's files. */
  static ObjectNode write(IndexedScene indexed) {
    LandsatScene scene = indexed.listed();
    ObjectNode assets = Json.object();
    thumbnail(scene)
        .ifPresent(href -> add(assets, "thumbnail", href, "Thumbnail", "image/jpeg", "thumbnail"));
    if (isPage(scene.url())) {
      add(assets, "index", scene.url(), "HTML index page", "text/html", "metadata");
    }
    List<LandsatBand> bands = LandsatBands.of(scene);
    for (LandsatBand band : bands) {
      LandsatBands.href(scene, band.fileSuffix() + ".TIF")
          .ifPresent(
              href -> putGrid(band(assets, scene, band, href), band, bands, indexed.grids()));
    }
    if (scene.collection() == 2) {
      file(assets, scene, "qa_pixel", "QA_PIXEL.TIF", "Pixel quality", COG, "cloud");
      file(assets, scene, "qa_radsat", "QA_RADSAT.TIF", "Saturation", COG, "saturation");
      file(assets, scene, "MTL.json", "MTL.json", "Metadata", "application/json", "metadata");
    } else if (scene.collection() == 1 || isOli(scene)) {
      file(assets, scene, "qa", "BQA.TIF", "Quality", type(scene), "cloud");
    }
    file(assets, scene, "MTL.txt", "MTL.txt", "Metadata", "text/plain", "metadata");
    return assets;
  }

  /** Where it is not that of the item. */
  private static void putGrid(
      ObjectNode asset, LandsatBand band, List<LandsatBand> bands, ProductGrids grids) {
    if (grids != null) {
      grids
          .of(band)
          .filter(grid -> !grids.areOfAll(bands) || !grid.equals(grids.reflective()))
          .ifPresent(grid -> SceneProjection.put(asset, grid));
    }
  }

  private static ObjectNode band(
      ObjectNode assets, LandsatScene scene, LandsatBand band, String href) {
    boolean second = assets.has(band.commonName()); // ETM+'s thermal band comes in two gains
    String key = second ? band.fileSuffix().toLowerCase(Locale.ROOT) : band.commonName();
    ObjectNode asset = add(assets, key, href, title(band), type(scene), "data");
    if (band.fileSuffix().startsWith("SR_")) {
      asset.withArray("roles").add("reflectance");
    } else if (band.fileSuffix().startsWith("ST_")) {
      asset.withArray("roles").add("temperature");
    }
    asset.put("gsd", band.resolutionMeters());
    asset
        .putArray("eo:bands")
        .addObject()
        .put("name", band.fileSuffix())
        .put("common_name", band.commonName())
        .put("center_wavelength", band.centerMicrometers());
    return asset;
  }

  private static String title(LandsatBand band) {
    return "%s, %s µm".formatted(band.fileSuffix(), band.centerMicrometers());
  }

  private static Optional<String> thumbnail(LandsatScene scene) {
    if (isHttp(scene.browseUrl())) {
      return Optional.of(scene.browseUrl());
    }
    if (!isHttp(scene.url())) {
      return Optional.empty();
    }
    return LandsatBands.href(
        scene, scene.collection() == 2 ? "thumb_small.jpeg" : "thumb_large.jpg");
  }

  private static void file(
      ObjectNode assets,
      LandsatScene scene,
      String key,
      String end,
      String title,
      String type,
      String role) {
    LandsatBands.href(scene, end).ifPresent(href -> add(assets, key, href, title, type, role));
  }

  private static ObjectNode add(
      ObjectNode assets, String key, String href, String title, String type, String role) {
    ObjectNode asset = assets.putObject(key);
    asset.put("href", href).put("title", title).put("type", type).putArray("roles").add(role);
    return asset;
  }

  private static String type(LandsatScene scene) {
    return scene.collection() == 2 ? COG : GEOTIFF;
  }

  private static boolean isOli(LandsatScene scene) {
    return LandsatId.parse(scene.id()).filter(id -> id.satellite() >= 8).isPresent();
  }

  static boolean isHttp(String url) {
    return url != null && (url.startsWith("https://") || url.startsWith("http://"));
  }

  private static boolean isPage(String url) {
    return isHttp(url) && url.endsWith(".html");
  }
}
