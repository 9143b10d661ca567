package io.landfall.catalogue;

import io.landfall.http.DocumentClient;
import io.landfall.http.DocumentClient.DocumentResult;
import io.landfall.landsat.LandsatBands;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.MtlMetadata;
import io.landfall.landsat.ProductGrids;
import io.landfall.model.ExportFailure;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.locationtech.jts.geom.Geometry;

/**
 * Names the MTL files of scenes, and reads corners, sun and grids from them. Safe for many threads,
 * which share the client's rate limit per host.
 */
public final class MtlFetcher {
  private final DocumentClient client;

  /** What came of a scene. */
  public sealed interface MtlResult {
    /**
     * Its metadata.
     *
     * @param sunPosition {@code null}: they do not say
     * @param grids {@code null}: they do not say
     */
    record MtlFound(Geometry footprint, LandsatScene.SunPosition sunPosition, ProductGrids grids)
        implements MtlResult {}

    /** It has none that are of use: there is no reason to ask again. */
    record MtlMissing(String reason) implements MtlResult {}

    /** It could not be asked now. */
    record MtlFetchFailed(String reason) implements MtlResult {}
  }

  /** Makes one. */
  public MtlFetcher(DocumentClient client) {
    this.client = client;
  }

  /** Asks for the metadata of a scene: as JSON, else as text. */
  public MtlResult fetch(LandsatScene scene) throws InterruptedException {
    MtlResult last = new MtlResult.MtlMissing("the list does not say where its files are");
    for (String suffix : List.of("MTL.json", "MTL.txt")) {
      Optional<URI> url = mtlUrl(scene, suffix);
      if (url.isEmpty()) {
        return last;
      }
      DocumentResult document = client.fetch(url.get(), MtlMetadata.MAX_BYTES);
      if (document instanceof DocumentResult.DocumentUnavailable unavailable) {
        return new MtlResult.MtlFetchFailed(unavailable.reason());
      }
      last =
          document instanceof DocumentResult.DocumentFound found
              ? parse(scene, suffix, found.bytes())
              : new MtlResult.MtlMissing("%s is not there".formatted(suffix));
      if (last instanceof MtlResult.MtlFound) {
        return last;
      }
    }
    return last;
  }

  private static Optional<URI> mtlUrl(LandsatScene scene, String suffix) {
    try {
      return LandsatBands.href(scene, suffix)
          .map(href -> href.replaceFirst("^gs://", "https://storage.googleapis.com/"))
          .filter(href -> href.startsWith("http"))
          .map(URI::create)
          .filter(uri -> uri.getHost() != null);
    } catch (IllegalArgumentException e) { // spaces and the like
      return Optional.empty();
    }
  }

  private static MtlResult parse(LandsatScene scene, String suffix, byte[] body) {
    try {
      MtlMetadata metadata = MtlMetadata.parse(suffix, body);
      if (!metadata.describes(scene.id())) {
        return new MtlResult.MtlMissing("%s is of another scene".formatted(suffix));
      }
      return metadata
          .footprint()
          .<MtlResult>map(
              corners ->
                  new MtlResult.MtlFound(
                      corners,
                      metadata.sunPosition().orElse(null),
                      ProductGrids.of(metadata).orElse(null)))
          .orElseGet(() -> new MtlResult.MtlMissing("%s names no corners".formatted(suffix)));
    } catch (ExportFailure | IllegalArgumentException e) {
      return new MtlResult.MtlMissing("%s is of no use: %s".formatted(suffix, e.getMessage()));
    }
  }
}
