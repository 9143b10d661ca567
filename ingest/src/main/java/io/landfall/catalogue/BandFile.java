package io.landfall.catalogue;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a band file tells.
 *
 * @param product what stands before the band, and is the same for all files of a product; {@code
 *     ""}: nothing
 * @param code the band as the name spells it: {@code SR_B4}, {@code B04}, {@code B6_VCID_1}, {@code
 *     QA_PIXEL}
 * @param level what the numbers are, in capital letters: {@code SR}, {@code ST}, {@code TA}; {@code
 *     ""}: not said
 * @param number of the band without leading zeros: {@code 4}, {@code 8A}; {@code null}: it has none
 * @param gain {@code 1} low, {@code 2} high, of the thermal band of ETM+; {@code null}: not said
 * @param meters the size of a pixel, where Sentinel-2's names end in it; 0: not said
 */
record BandFile(String product, String code, String level, String number, String gain, int meters) {
  /** Bands without a number that are exported with the others where nobody chose. */
  private static final String QUALITY = "(?:SR_)?QA_[A-Z]+|BQA";

  private static final String AUXILIARY =
      "SR_CLOUD_QA|SR_ATMOS_OPACITY|ST_(?:QA|EMIS|EMSD|ATRAN|CDIST|DRAD|URAD|TRAD)|PIXELQA|PIXEL_QA"
          + "|RADSATQA|RADSAT_QA|SRAEROSOLQA|SR_AEROSOL|LINEAGEQA|FMASK|SCL|AOT|WVP|CLD|SNW";

  private static final Pattern NAME =
      Pattern.compile(
          "(?:(?<product>.*?)[_.])??(?<code>(?:(?<level>SR|ST|TA|TOA|BT)_?)?(?:B|band_?)"
              + "(?<number>\\d{1,2}A?)(?:_VCID_(?<gain>[12]))?|(?<quality>"
              + QUALITY
              + ")|"
              + AUXILIARY
              + ")(?:_(?<meters>10|20|60)m)?",
          Pattern.CASE_INSENSITIVE);

  /**
   * Reads the name of a file; empty for a file that is no band.
   *
   * @param stem the name without its ending
   */
  static Optional<BandFile> parse(String stem) {
    Matcher name = NAME.matcher(stem);
    if (!name.matches()) {
      return Optional.empty();
    }
    String product = name.group("product");
    String level = name.group("level");
    String number = name.group("number");
    String meters = name.group("meters");
    return Optional.of(
        new BandFile(
            product == null ? "" : product,
            name.group("code"),
            level == null ? "" : level.toUpperCase(Locale.ROOT),
            number == null ? null : number.toUpperCase(Locale.ROOT).replaceFirst("^0+(?=.)", ""),
            name.group("gain"),
            meters == null ? 0 : Integer.parseInt(meters)));
  }

  /** Tells whether it is one of those for the choice of pixels that is no quality band. */
  boolean isAuxiliary() {
    return number == null && !code.matches("(?i)" + QUALITY);
  }
}
