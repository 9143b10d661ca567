package io.landfall.plan;

import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import java.util.List;

/**
 * Finds what a number or a file's name for a band means in one scene and not in another: band 4 is
 * red of Landsat, and near infrared of a scene whose bands are blue, green, red and nir. What it
 * means in a scene without names nobody knows.
 */
final class MixedBands {
  private MixedBands() {}

  /**
   * Warns where scenes of one mosaic give bands of different names, and one of them has the other's
   * band as well; and once a mosaic where some have names and others do not.
   *
   * @param aliases what the inputs are asked for by
   * @param scenes in the order of the mosaic
   * @param choices of each scene the band an input is; {@code null} where it is none
   */
  static void warn(
      List<String> aliases,
      List<Scene> scenes,
      List<List<ChosenBand>> choices,
      PlanWarnings warnings) {
    boolean hasUnnamed = false;
    for (int input = 0; input < aliases.size(); input++) {
      int top = -1;
      for (int i = 0; i < scenes.size(); i++) {
        if (choices.get(i).get(input) == null) {
          continue;
        }
        if (top < 0) {
          top = i;
        } else if (differ(
            scenes.get(top),
            choices.get(top).get(input).band(),
            scenes.get(i),
            choices.get(i).get(input).band())) {
          warnings.add(
              "Band %s is %s of scene %s, but %s of scene %s: the mosaic shows both as one band. Name the band that you mean."
                  .formatted(
                      aliases.get(input),
                      choices.get(top).get(input).band().name(),
                      scenes.get(top).name(),
                      choices.get(i).get(input).band().name(),
                      scenes.get(i).name()));
          break; // once a band
        } else if (!hasUnnamed) {
          hasUnnamed =
              warnOfUnnamed(
                  aliases.get(input),
                  scenes.get(top),
                  choices.get(top).get(input).band(),
                  scenes.get(i),
                  choices.get(i).get(input).band(),
                  warnings);
        }
      }
    }
  }

  /** Of files of one band each there is none that could be meant instead. */
  private static boolean warnOfUnnamed(
      String alias,
      Scene top,
      SceneBand upper,
      Scene below,
      SceneBand lower,
      PlanWarnings warnings) {
    boolean isOnly = top.bands().size() == 1 && below.bands().size() == 1;
    if (isOnly || isNamed(upper) == isNamed(lower)) {
      return false;
    }
    warnings.add(
        "Band %s is %s of scene %s, but scene %s has no name for it: the mosaic takes both by their number, as one band. See that the numbers mean the same."
            .formatted(
                alias,
                isNamed(upper) ? upper.name() : lower.name(),
                isNamed(upper) ? top.name() : below.name(),
                isNamed(upper) ? below.name() : top.name()));
    return true;
  }

  private static boolean isNamed(SceneBand band) {
    return !band.aliases().stream().allMatch(alias -> alias.chars().allMatch(Character::isDigit));
  }

  private static boolean differ(Scene top, SceneBand upper, Scene below, SceneBand lower) {
    return hasAnother(top, upper, lower.name()) || hasAnother(below, lower, upper.name());
  }

  private static boolean hasAnother(Scene scene, SceneBand chosen, String name) {
    SceneBand other = BandChoice.find(scene, name);
    return other != null && !chosen.hasAlias(name);
  }
}
