package io.landfall.catalogue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Scene;
import io.landfall.model.SceneId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A STAC item whose assets are the band files. Source: STAC 1.0 and 1.1 item specification and the
 * extensions eo, projection and raster.
 */
final class StacItemReader {
  private static final int MAX_BYTES = 4 << 20;
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(64).build())
              .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // no-data that Python writes
              .build());

  private StacItemReader() {}

  /**
   * Reads an item.
   *
   * @param allowed refuses the URLs of files that must not be read
   * @throws ExportFailure SCENE_UNREADABLE, or SCENE_UNSUPPORTED where it is none or has no rasters
   */
  static Scene read(SceneId id, Path file, Consumer<String> allowed) {
    String name = file.getFileName().toString();
    return scene(
        id,
        readTree(file),
        name,
        file.toString(),
        href -> {
          String resolved = resolve(file.toString(), href, plain -> StacHref.ofFile(file, plain));
          allowed.accept(resolved);
          return resolved;
        });
  }

  /**
   * Reads an item of another machine. What it names lies on other machines too, never on this one.
   *
   * @throws ExportFailure as for a file
   */
  static Scene fetch(SceneId id, String url, DocumentFetcher documents) {
    String name = RemoteScenes.fileName(url);
    JsonNode item;
    try {
      item = JSON.readTree(documents.fetch(url, MAX_BYTES));
    } catch (IOException e) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNSUPPORTED,
          "Cannot use %s as a scene: it is not valid JSON. Give the URL of a raster or a STAC item."
              .formatted(name),
          e);
    }
    return scene(
        id, item, name, name, href -> resolve(name, href, plain -> StacHref.ofUrl(url, plain)));
  }

  private static Scene scene(
      SceneId id, JsonNode item, String name, String shown, UnaryOperator<String> resolve) {
    requireItem(item, shown);
    String itemId = item.path("id").asText(name);
    List<String> warnings = new ArrayList<>();
    StacBands bands = StacBands.of(itemId, item, resolve, warnings);
    if (bands.all().isEmpty()) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNSUPPORTED,
          "Cannot use %s as a scene: none of its assets is a raster or names bands. Give the band files themselves."
              .formatted(shown));
    }
    return new Scene(
        id,
        itemId,
        bands.all(),
        bands.defaultBands(),
        acquired(item.path("properties")).orElse(null),
        cloudCover(item.path("properties").path("eo:cloud_cover")),
        warnings);
  }

  private static void requireItem(JsonNode item, String shown) {
    String type = item.path("type").asText();
    if (type.equals("Feature") && item.path("assets").isObject()) {
      return;
    }
    String what =
        switch (type) {
          case "FeatureCollection" ->
              "it is a list of %d items. Save the one that is meant in a file of its own"
                  .formatted(item.path("features").size());
          case "Collection", "Catalog" -> "it is a STAC %s. Give one of its items".formatted(type);
          default ->
              "it is not a valid STAC item with assets. Give a raster, a folder, a tar file or an"
                  + " item";
        };
    throw new ExportFailure(
        ErrorCode.SCENE_UNSUPPORTED, "Cannot use %s as a scene: %s.".formatted(shown, what));
  }

  private static Double cloudCover(JsonNode percent) {
    return percent.isNumber() && percent.doubleValue() >= 0 && percent.doubleValue() <= 100
        ? percent.doubleValue()
        : null;
  }

  /** Returns when it was taken, to the second. */
  private static Optional<String> acquired(JsonNode properties) {
    for (String name : List.of("datetime", "start_datetime")) {
      try {
        return Optional.of(
            OffsetDateTime.parse(properties.path(name).asText())
                .toInstant()
                .truncatedTo(ChronoUnit.SECONDS)
                .toString());
      } catch (DateTimeException e) {
        // null for a range, whose start comes next; a day alone is not a time
      }
    }
    return Optional.empty();
  }

  private static JsonNode readTree(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException("it is larger than %d bytes".formatted(MAX_BYTES));
      }
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      String why =
          e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
      throw new ExportFailure(
          ErrorCode.SCENE_UNREADABLE, "Cannot read the STAC item %s: %s.".formatted(file, why), e);
    }
  }

  private static String resolve(String item, String href, UnaryOperator<String> resolve) {
    try {
      return resolve.apply(href);
    } catch (IllegalArgumentException e) { // InvalidPathException is one
      throw new ExportFailure(
          ErrorCode.SCENE_UNSUPPORTED,
          "Cannot use %s as a scene: the href \"%s\" of an asset is not a valid URL (%s). Correct the item."
              .formatted(item, href, e.getMessage()),
          e);
    }
  }
}
