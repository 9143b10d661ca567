package io.landfall.node.cli;

import com.typesafe.config.Config;
import io.landfall.ingest.IngestSettings;
import io.landfall.node.cli.option.DataOptions;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which scene list file, and into which database. */
final class SceneListOptions {
  @Mixin DataOptions data;

  @Option(
      names = "--url",
      paramLabel = "LIST",
      description =
          "The scene list file: http://, https://, file:/ or a path. Default:"
              + " LANDSAT_INDEX_SCENES_URL.")
  String url;

  @Option(
      names = "--list-name",
      paramLabel = "NAME",
      description =
          "What the list is known by, wherever it lies. Default: LANDFALL_LIST_NAME, or else its"
              + " URL.")
  String listName;

  /**
   * Returns the effective settings.
   *
   * @throws UsageException when no list is named
   */
  Config load(Map<String, ?> flags) {
    Map<String, Object> all = new HashMap<>(flags);
    if (url != null) {
      all.put("landfall.ingest.scenes-url", url);
    }
    if (listName != null) {
      all.put("landfall.ingest.list-name", listName);
    }
    Config config = data.load(all);
    if (IngestSettings.from(config).listUrl().isEmpty()) {
      throw new UsageException(
          "There is no scene list file: name one with --url or LANDSAT_INDEX_SCENES_URL.");
    }
    return config;
  }
}
