package io.landfall.plan.composite;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.plan.PlannedScene;
import io.landfall.model.request.Composite;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Which scene of a mosaic lies on top, where a composite says that. */
public final class MosaicOrder {
  private MosaicOrder() {}

  /**
   * Returns the scenes from the top down, by their index in the mosaic; of those equally near to a
   * date, or hidden by clouds equally, the upper one first.
   *
   * @throws ExportFailure REQUEST_INVALID for a date or clouds, where a scene does not tell its own
   */
  public static List<Integer> of(Composite composite, List<PlannedScene> scenes) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, scenes.size()).boxed().toList());
    switch (composite.method()) {
      case LAST -> Collections.reverse(order);
      case NEAREST_DATE -> {
        Instant wanted = Instant.parse(composite.date());
        List<Duration> away =
            scenes.stream().map(scene -> Duration.between(wanted, taken(scene)).abs()).toList();
        order.sort(Comparator.comparing(away::get));
      }
      case LEAST_CLOUD -> order.sort(Comparator.comparing(at -> cloudCover(scenes.get(at))));
      default -> {
        // as they are
      }
    }
    return order;
  }

  private static double cloudCover(PlannedScene scene) {
    if (scene.cloudCover() == null) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Cannot order scenes by clouds: nothing tells how much of scene %s they hide. Give it with its metadata (MTL, MTD_MSIL, STAC), register it with a cloudCover, or choose another composite."
              .formatted(scene.name()));
    }
    return scene.cloudCover();
  }

  private static Instant taken(PlannedScene scene) {
    if (scene.acquired() == null) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Cannot order scenes by date: nothing tells when scene %s was taken. Give it with its metadata (MTL, STAC), register it with a date, or choose another composite."
              .formatted(scene.name()));
    }
    return Composite.time(scene.acquired());
  }
}
