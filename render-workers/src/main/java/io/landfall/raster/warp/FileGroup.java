package io.landfall.raster.warp;

import io.landfall.model.cloud.QualityMask;
import io.landfall.model.plan.ExternalMask;
import io.landfall.model.plan.PlannedBand;
import io.landfall.raster.FileBands;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Those bands of a {@link SceneInput.BandGroup} that are in one file, which are read together.
 *
 * @param file one of them, to open it
 * @param members their indices in the group
 */
record FileGroup(PlannedBand file, int[] members, FileBands bands) {
  private record Key(
      String href,
      String etag,
      Integer alpha,
      ExternalMask mask,
      QualityMask clouds,
      boolean computes) {}

  /**
   * Groups bands.
   *
   * @param computes tells by the index of a band whether something is computed of it, or it is
   *     shown
   */
  static List<FileGroup> of(List<PlannedBand> bands, IntPredicate computes) {
    Map<Key, List<Integer>> byFile = new LinkedHashMap<>();
    for (int i = 0; i < bands.size(); i++) {
      PlannedBand band = bands.get(i);
      byFile
          .computeIfAbsent(
              new Key(
                  band.href(),
                  band.etag(),
                  band.alpha(),
                  band.mask(),
                  band.clouds(),
                  computes.test(i)),
              k -> new ArrayList<>())
          .add(i);
    }
    return byFile.values().stream()
        .map(
            members ->
                new FileGroup(
                    bands.get(members.get(0)),
                    members.stream().mapToInt(Integer::intValue).toArray(),
                    reading(
                        computes.test(members.get(0)), members.stream().map(bands::get).toList())))
        .toList();
  }

  private static FileBands reading(boolean computes, List<PlannedBand> bands) {
    return computes ? FileBands.toCompute(bands) : FileBands.toShow(bands);
  }
}
