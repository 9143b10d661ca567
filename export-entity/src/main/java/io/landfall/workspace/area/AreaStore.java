package io.landfall.workspace.area;

import io.landfall.model.Aoi;
import io.landfall.workspace.PageRequest;
import io.landfall.workspace.WorkspacePage;
import io.landfall.workspace.area.KeptArea.AreaEntry;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps areas, each for its owner alone. Blocking; fails with DATABASE_UNAVAILABLE. Those that have
 * expired are not there.
 */
public interface AreaStore {
  /** Most areas of one owner. */
  int MAX_AREAS = 1_000;

  /** Most bytes of the areas of one owner, as GeoJSON. */
  long MAX_BYTES = 256L << 20;

  /**
   * Keeps an area from now on for as long as areas are kept; one that is there already gets the
   * name.
   *
   * @throws io.landfall.model.ExportFailure STATE_CONFLICT if the owner has too many
   */
  AreaEntry put(String owner, String name, Aoi area);

  /** Finds an area of an owner's. */
  Optional<KeptArea> find(String owner, UUID id);

  /** Lists those of an owner, the newest first. */
  WorkspacePage<AreaEntry> list(String owner, PageRequest page);

  /** Removes an area of an owner's; false: there is none. Exports that named it have a copy. */
  boolean delete(String owner, UUID id);
}
