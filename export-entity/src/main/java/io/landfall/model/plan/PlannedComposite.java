package io.landfall.model.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.request.CompositeMethod;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How each pixel is made of all scenes that have data there, where that is more than the first of
 * them. A scene has data where all bands of an input group have, and those of the score.
 *
 * @param method none that is an order of scenes
 * @param percentile of {@link CompositeMethod#PERCENTILE}, 0 to 100; {@code null}: of others
 * @param score of {@link CompositeMethod#BEST}: the scene with the greatest value gives the pixel,
 *     the upper one of equals; where no value is a number, the first. {@code null}: of others
 * @param scoreBands by scene, the bands that the score reads, pinned, in the order of its inputs;
 *     {@code null}: of other methods
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlannedComposite(
    CompositeMethod method,
    Double percentile,
    AlgebraTool score,
    List<List<PlannedBand>> scoreBands) {
  public PlannedComposite {
    if (scoreBands != null) {
      List<List<PlannedBand>> copy = new ArrayList<>();
      scoreBands.forEach(bands -> copy.add(Collections.unmodifiableList(new ArrayList<>(bands))));
      scoreBands = Collections.unmodifiableList(copy);
    }
  }
}
