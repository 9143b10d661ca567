package io.landfall.plan;

import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.raster.RasterInfo;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Finds the band of a file that tells which pixels of the others have data. A band that its file
 * flags as alpha is none where somebody knows better: a band called nir is near infrared, whatever
 * its flag says.
 */
final class OpacityBand {
  /** Names that do not contradict the flag. */
  private static final Pattern OPACITY =
      Pattern.compile("(band[ _-]?|b)?\\d+|.*(alpha|opacity|transparen|mask).*");

  private OpacityBand() {}

  /**
   * Returns the index of the band that masks {@code band}; {@code null}: none does.
   *
   * @param asked the bands that the export takes as data
   */
  static Integer of(Scene scene, SceneBand band, RasterInfo info, List<SceneBand> asked) {
    for (int i = 0; i < info.bands().size(); i++) {
      if (isFlagged(info, i)
          && asked.stream().noneMatch(isBand(band.href(), i))
          && scene.bands().stream()
              .filter(isBand(band.href(), i))
              .allMatch(flagged -> is(flagged, info))) {
        return i;
      }
    }
    return null;
  }

  /** Tells whether a band of a file is there to tell which pixels of the others have data. */
  static boolean is(SceneBand band, RasterInfo info) {
    return isFlagged(info, band.index())
        && band.aliases().stream()
            .allMatch(alias -> OPACITY.matcher(alias.toLowerCase(Locale.ROOT)).matches());
  }

  private static boolean isFlagged(RasterInfo info, int index) {
    return info.bands().get(index).color().equals("alpha");
  }

  private static Predicate<SceneBand> isBand(String href, int index) {
    return band -> band.index() == index && band.href().equals(href);
  }
}
