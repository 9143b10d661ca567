package io.landfall.broker;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.index.query.IndexedScene;
import io.landfall.landsat.LandsatBands;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Where the bands of a Landsat 8 scene are that Planet knows by its entity id: in a folder made of
 * path and row if it is older than the collections, else where our own index says.
 */
final class LandsatBandLinks {
  private static final Set<String> PRE_COLLECTION_TYPES = Set.of("L1T", "L1G");
  private static final Set<String> COLLECTION_TYPES = Set.of("L1TP", "L1GS");
  private static final String AMBIGUOUS_TYPE = "L1GT";

  private final String host;
  private final Function<String, CompletionStage<Optional<IndexedScene>>> index;

  LandsatBandLinks(String host, Function<String, CompletionStage<Optional<IndexedScene>>> index) {
    this.host = host;
    this.index = index;
  }

  /** Finds the bands of one of Planet's items. */
  CompletionStage<BandLinks> of(String id, JsonNode properties) {
    String type = properties.path("data_type").asText("");
    boolean before = PRE_COLLECTION_TYPES.contains(type) || type.equals(AMBIGUOUS_TYPE);
    if (!before && !COLLECTION_TYPES.contains(type)) {
      throw new BrokerFailure(
          502,
          String.format(
              Locale.ROOT,
              "Failed to find metadata for scene %s: its data type, %s, is unknown.",
              id,
              type.isEmpty() ? "none" : type));
    }
    Optional<BandLinks> folder = before ? folder(id, properties) : Optional.empty();
    if (folder.isPresent() && !type.equals(AMBIGUOUS_TYPE)) {
      return CompletableFuture.completedFuture(folder.get());
    }
    return index
        .apply(id)
        .thenApply(
            found ->
                found
                    .map(scene -> new BandLinks(LandsatBands.bandHrefs(scene.listed())))
                    .or(() -> folder)
                    .filter(links -> !links.hrefs().isEmpty())
                    .orElseThrow(
                        () ->
                            new BrokerFailure(
                                404,
                                String.format(
                                    Locale.ROOT,
                                    "Failed to find metadata for scene %s: the index of Landsat scenes does not have it.",
                                    id))));
  }

  private Optional<BandLinks> folder(String id, JsonNode properties) {
    int path = properties.path("wrs_path").asInt(0);
    int row = properties.path("wrs_row").asInt(0);
    if (host.isEmpty() || path < 1 || row < 1) {
      return Optional.empty();
    }
    String folder = String.format(Locale.ROOT, "%s/L8/%03d/%03d/%s/", host, path, row, id);
    return Optional.of(new BandLinks(LandsatBands.bandHrefs(id, folder)));
  }
}
