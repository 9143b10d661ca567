package io.landfall.catalogue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Rescaling;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A STAC item whose assets name the band files. Source: STAC 1.0 item specification and its eo and
 * raster extensions.
 */
final class StacItemReader {
  private static final int MAX_BYTES = 4 << 20;
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(64).build())
              .build());

  private StacItemReader() {}

  /**
   * Reads an item.
   *
   * @throws ExportFailure SCENE_UNREADABLE, or SCENE_UNSUPPORTED where it is none or has no band
   *     assets
   */
  static Scene read(SceneId id, Path file) {
    String name = file.getFileName().toString();
    return scene(id, readTree(file), name, file.toString(), href -> resolveHref(file, href));
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
    return scene(id, item, name, name, href -> resolveRemoteHref(name, url, href));
  }

  private static Scene scene(
      SceneId id, JsonNode item, String name, String shown, UnaryOperator<String> resolve) {
    if (!"Feature".equals(item.path("type").asText()) || !item.path("assets").isObject()) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNSUPPORTED,
          "Cannot use %s as a scene: it is not a valid STAC item with assets. Give a raster, a folder, a tar file or an item."
              .formatted(shown));
    }
    List<SceneBand> bands = new ArrayList<>();
    for (Map.Entry<String, JsonNode> asset : item.path("assets").properties()) {
      addBands(resolve, item, asset, bands);
    }
    if (bands.isEmpty()) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNSUPPORTED,
          "Cannot use %s as a scene: none of its assets has eo:bands. Give the band files themselves."
              .formatted(shown));
    }
    boolean colour =
        Stream.of("red", "green", "blue")
            .allMatch(role -> bands.stream().anyMatch(band -> band.hasAlias(role)));
    List<String> defaults =
        colour ? List.of("red", "green", "blue") : bands.stream().map(SceneBand::name).toList();
    return new Scene(id, item.path("id").asText(name), bands, defaults, null);
  }

  private static JsonNode readTree(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException("it is larger than %d bytes".formatted(MAX_BYTES));
      }
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNREADABLE,
          "Cannot read the STAC item %s: %s.".formatted(file, e.getMessage()),
          e);
    }
  }

  private static void addBands(
      UnaryOperator<String> resolve,
      JsonNode item,
      Map.Entry<String, JsonNode> keyed,
      List<SceneBand> bands) {
    JsonNode asset = keyed.getValue();
    JsonNode eo = asset.path("eo:bands");
    for (int i = 0; i < eo.size(); i++) {
      JsonNode band = eo.get(i);
      if (band.isInt()) { // before STAC 1.0: a position in the item's own list
        band = item.path("properties").path("eo:bands").path(band.asInt());
      }
      List<String> aliases = new ArrayList<>();
      Stream.of(
              band.path("common_name").asText(),
              band.path("name").asText(),
              eo.size() == 1 ? keyed.getKey() : "")
          .filter(alias -> !alias.isBlank() && !aliases.contains(alias))
          .forEach(aliases::add);
      if (!aliases.isEmpty()) {
        JsonNode raster = asset.path("raster:bands").path(i);
        JsonNode nodata = raster.path("nodata");
        bands.add(
            new SceneBand(
                aliases,
                resolve.apply(asset.path("href").asText()),
                i,
                nodata.isNumber() ? nodata.asDouble() : null,
                null,
                raster.path("scale").isNumber()
                    ? new Rescaling(
                        raster.path("scale").asDouble(), raster.path("offset").asDouble(0))
                    : null,
                null));
      }
    }
  }

  private static String resolveRemoteHref(String name, String url, String href) {
    try {
      boolean isAddress = href.matches("(?s)[a-zA-Z][a-zA-Z0-9+.-]+:.*");
      if (isAddress && RemoteScenes.handles(new SceneId(href))) {
        return href;
      }
      if (href.isBlank() || isAddress) {
        throw new IllegalArgumentException("neither http, https nor s3");
      }
      return URI.create(url).resolve(href).toString();
    } catch (IllegalArgumentException e) {
      throw invalidHref(name, href, e);
    }
  }

  /** Resolves an asset's URL against the item's own; files come out as {@code file:///…}. */
  private static String resolveHref(Path file, String href) {
    try {
      if (href.isBlank()) {
        throw new IllegalArgumentException("it is empty");
      }
      Path path;
      if (href.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*")) {
        URI url = URI.create(href);
        if (!"file".equalsIgnoreCase(url.getScheme())) {
          return href;
        }
        path = Path.of(url);
      } else {
        path = file.toAbsolutePath().getParent().resolve(href);
      }
      return path.normalize().toUri().toString();
    } catch (IllegalArgumentException e) { // InvalidPathException is one
      throw invalidHref(file.toString(), href, e);
    }
  }

  private static ExportFailure invalidHref(String item, String href, IllegalArgumentException e) {
    return new ExportFailure(
        ErrorCode.SCENE_UNSUPPORTED,
        "Cannot use %s as a scene: the href \"%s\" of an asset is not a valid URL (%s). Correct the item."
            .formatted(item, href, e.getMessage()),
        e);
  }
}
