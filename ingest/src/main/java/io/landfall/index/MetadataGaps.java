package io.landfall.index;

import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.ProductGrids;
import java.util.List;
import java.util.Optional;
import org.locationtech.jts.geom.Geometry;

/** Scenes of the index whose metadata nobody has read, and what was found out about them. */
public interface MetadataGaps extends AutoCloseable {
  /** Returns how many there are that can be asked for. */
  long count();

  /**
   * Returns current scenes without corners or grids, newest first, that say where their files are
   * and that were not found to have no metadata.
   *
   * @param after the last one of the page before; empty: from the newest
   */
  List<LandsatScene> nextPage(Optional<LandsatScene> after, int limit);

  /** Keeps what was found out. */
  void save(List<MetadataFinding> findings);

  /**
   * Forgets which scenes have no metadata, so that they are asked for again.
   *
   * @return how many there were
   */
  long forgetMissing();

  @Override
  void close();

  /** What was found out about a scene. */
  sealed interface MetadataFinding {
    /** Returns the id of the product. */
    String id();

    /**
     * Its corners, sun and grids.
     *
     * @param sunPosition {@code null}: unknown
     * @param grids {@code null}: unknown
     */
    record CornersFound(
        String id, Geometry footprint, LandsatScene.SunPosition sunPosition, ProductGrids grids)
        implements MetadataFinding {}

    /** It has no metadata of use. */
    record NoMetadataFound(String id, String reason) implements MetadataFinding {}
  }
}
