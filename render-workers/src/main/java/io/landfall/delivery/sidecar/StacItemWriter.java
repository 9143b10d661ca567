package io.landfall.delivery.sidecar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.delivery.FileNames;
import io.landfall.delivery.Sidecar;
import io.landfall.model.PixelGrid;
import io.landfall.model.Rescaling;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.OutputCalibration;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedScene;
import io.landfall.model.request.OutputFormat;
import io.landfall.raster.provenance.ProvenancePlan;
import io.landfall.store.MediaTypes;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Writes the STAC 1.0.0 item that describes an output: where it lies, what it shows, of what. */
final class StacItemWriter {
  private static final List<String> EXTENSIONS =
      List.of(
          "https://stac-extensions.github.io/projection/v1.1.0/schema.json",
          "https://stac-extensions.github.io/raster/v1.1.0/schema.json",
          "https://stac-extensions.github.io/file/v2.1.0/schema.json",
          "https://stac-extensions.github.io/processing/v1.1.0/schema.json");
  private static final ObjectMapper JSON = new ObjectMapper();

  private StacItemWriter() {}

  /**
   * What an item tells.
   *
   * @param outline of the grid; {@code null}: it cannot be told in longitude and latitude
   * @param scenes that gave pixels, in mosaic order
   * @param requestedAt the time of the item when its scenes tell none
   */
  record StacItemFacts(
      String id,
      ExportPlan plan,
      GridOutline outline,
      List<PlannedScene> scenes,
      Instant requestedAt) {}

  /**
   * Writes the item.
   *
   * @param sha256 of the file, in hexadecimal
   */
  static String write(
      StacItemFacts facts, FileNames names, long bytes, String sha256, Sidecar thumbnail) {
    ObjectNode item = JSON.createObjectNode();
    item.put("type", "Feature");
    item.put("stac_version", "1.0.0");
    EXTENSIONS.forEach(item.putArray("stac_extensions")::add);
    item.put("id", facts.id());
    putGeometry(item, facts.outline());
    putProperties(item.putObject("properties"), facts);
    ArrayNode links = item.putArray("links");
    for (PlannedScene scene : facts.scenes()) {
      links
          .addObject()
          .put("rel", "derived_from")
          .put("href", href(scene))
          .put("title", scene.name());
    }
    putAssets(item.putObject("assets"), facts.plan(), names, bytes, sha256, thumbnail);
    try {
      var lines = new DefaultIndenter("  ", "\n");
      return JSON.writer(new DefaultPrettyPrinter().withObjectIndenter(lines))
              .writeValueAsString(item)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write a tree", e);
    }
  }

  private static void putGeometry(ObjectNode item, GridOutline outline) {
    if (outline == null) {
      item.putNull("geometry");
      return;
    }
    ObjectNode geometry = item.putObject("geometry");
    boolean single = outline.rings().size() == 1;
    geometry.put("type", single ? "Polygon" : "MultiPolygon");
    ArrayNode coordinates = geometry.putArray("coordinates");
    for (double[][] ring : outline.rings()) {
      ArrayNode points = single ? coordinates.addArray() : coordinates.addArray().addArray();
      for (double[] point : ring) {
        points.addArray().add(rounded(point[0])).add(rounded(point[1]));
      }
    }
    ArrayNode box = item.putArray("bbox");
    for (double bound : outline.box()) {
      box.add(rounded(bound));
    }
  }

  /** Keeps a centimetre. */
  private static double rounded(double degrees) {
    return Math.rint(degrees * 1e7) / 1e7;
  }

  private static void putProperties(ObjectNode properties, StacItemFacts facts) {
    putTime(properties, facts);
    properties.put("created", time(facts));
    PixelGrid grid = facts.plan().grid();
    properties.put("proj:epsg", grid.epsg());
    properties.putArray("proj:shape").add(grid.height()).add(grid.width());
    properties
        .putArray("proj:transform")
        .add(grid.pixelWidth())
        .add(0)
        .add(grid.west())
        .add(0)
        .add(-grid.pixelHeight())
        .add(grid.north());
    if (!facts.plan().warnings().isEmpty()) {
      facts.plan().warnings().forEach(properties.putArray("landfall:warnings")::add);
    }
    properties
        .putObject("processing:software")
        .put("Landfall", facts.plan().software().replaceFirst("(?i)^landfall ", ""));
  }

  private static String time(StacItemFacts facts) {
    return facts.requestedAt().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static void putTime(ObjectNode properties, StacItemFacts facts) {
    List<LocalDate> days =
        facts.scenes().stream()
            .map(scene -> SceneDates.find(scene.name()))
            .flatMap(Optional::stream)
            .sorted()
            .toList();
    if (days.isEmpty() || days.size() < facts.scenes().size()) {
      properties.put("datetime", time(facts));
      return;
    }
    Instant end = days.get(days.size() - 1).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    properties.putNull("datetime");
    properties.put(
        "start_datetime", days.get(0).atStartOfDay(ZoneOffset.UTC).toInstant().toString());
    properties.put("end_datetime", end.minusSeconds(1).toString());
  }

  /**
   * Names a scene by its first file if others can reach that; a path of ours is nobody's matter.
   */
  private static String href(PlannedScene scene) {
    String href =
        scene.bands().stream()
            .filter(Objects::nonNull)
            .map(PlannedBand::href)
            .findFirst()
            .orElse("");
    if (href.matches("(?i)(https?|s3)://.*")) {
      return URI.create(href.replaceFirst("[?#].*", "")).toString(); // a query may hold a secret
    }
    return "urn:landfall:scene:" + encoded(scene.name());
  }

  private static void putAssets(
      ObjectNode assets,
      ExportPlan plan,
      FileNames names,
      long bytes,
      String sha256,
      Sidecar thumbnail) {
    OutputFormat.FileFormat type = plan.format().type();
    ObjectNode data = asset(assets, "data", names.main(), MediaTypes.of(type), "data");
    data.put("file:size", bytes).put("file:checksum", multihash(sha256));
    putBands(data, plan);
    asset(assets, "thumbnail", names.thumbnail(), MediaTypes.PNG, "thumbnail")
        .put("file:size", thumbnail.content().length)
        .put("file:checksum", multihash(thumbnail.sha256()));
    asset(assets, "checksums", names.checksums(), MediaTypes.TEXT, "metadata");
    if (names.worldFile() != null) {
      asset(assets, "world-file", names.worldFile(), MediaTypes.TEXT, "metadata");
      asset(assets, "auxiliary", names.auxiliary(), "application/xml", "metadata");
    }
    if (plan.provenance()) {
      String raster = ProvenancePlan.name(names.main());
      asset(
          assets,
          "provenance",
          raster,
          MediaTypes.of(ProvenancePlan.of(plan).format().type()),
          "metadata");
      asset(assets, "provenance-table", ProvenancePlan.csv(raster), MediaTypes.CSV, "metadata");
    }
  }

  /**
   * Tells of each band in the file, of opacity as the last, and how pixels without data are told.
   */
  private static void putBands(ObjectNode data, ExportPlan plan) {
    OutputBands told = plan.bands();
    boolean isPicture = plan.format().type().isPicture();
    if (told.mask() != null && !isPicture) {
      data.put("landfall:mask", told.mask().name().toLowerCase(Locale.ROOT));
    }
    ArrayNode bands = data.putArray("raster:bands");
    for (int i = 0; i < told.count(); i++) {
      ObjectNode band = putBand(bands, told.names().get(i), told);
      if (told.mask() == null && told.nodata() != null) {
        putNumber(band, "nodata", told.nodata());
      }
      Rescaling calibration = OutputCalibration.of(plan, i);
      if (calibration != null) {
        band.put("scale", calibration.scale()).put("offset", calibration.offset());
      }
      if (told.details(i).unit() != null) {
        band.put("unit", told.details(i).unit());
      }
    }
    if (told.mask() == OutputMask.ALPHA && !isPicture) {
      putBand(bands, "alpha", told);
    }
  }

  private static ObjectNode putBand(ArrayNode bands, String name, OutputBands told) {
    return bands
        .addObject()
        .put("name", name)
        .put("data_type", told.type().name().toLowerCase(Locale.ROOT));
  }

  /** Puts a number, or the word that STAC has for what JSON cannot tell. */
  private static void putNumber(ObjectNode node, String name, double value) {
    if (Double.isNaN(value)) {
      node.put(name, "nan");
    } else if (Double.isInfinite(value)) {
      node.put(name, value > 0 ? "inf" : "-inf");
    } else {
      node.put(name, value);
    }
  }

  private static ObjectNode asset(
      ObjectNode assets, String key, String name, String mediaType, String role) {
    ObjectNode asset = assets.putObject(key);
    asset.put("href", "./" + encoded(name));
    asset.put("type", mediaType);
    asset.putArray("roles").add(role);
    return asset;
  }

  /** Says before the digest that it is SHA-256 and has 32 bytes. */
  private static String multihash(String sha256) {
    return "1220" + sha256;
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
