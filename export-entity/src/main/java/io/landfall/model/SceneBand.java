package io.landfall.model;

import java.util.List;

/**
 * One band of a scene: which file, and which of its bands.
 *
 * @param aliases every name it answers to, the one for people first: {@code red}, {@code 4}, {@code
 *     B4}, {@code SR_B4}
 * @param href {@code file:}, {@code https:} or {@code s3:}
 * @param index of the band in the file, from 0; {@link #ALL_BANDS}: every band of the file, by the
 *     names and 1-based indices it has there, and an only one by the aliases too; {@link
 *     #ONLY_BAND}
 * @param nodata the value that the scene's metadata or the sensor's habit gives; {@code null}: only
 *     what the file says
 * @param geometry from metadata in a sidecar file, for files that carry none; {@code null}: the
 *     file must say
 * @param calibration how stored numbers become the quantity that was measured, as the product says;
 *     {@code null}: it does not
 * @param unit of the calibrated numbers: {@code K}, {@code m}; {@code ""} for reflectance and other
 *     pure numbers; {@code null}: unknown
 * @param registered what was said of it when somebody registered it; {@code null}: nobody did
 */
public record SceneBand(
    List<String> aliases,
    String href,
    int index,
    Double nodata,
    RasterGeometry geometry,
    Rescaling calibration,
    String unit,
    Registered registered) {
  /** As an index: the file's bands are known only once it is opened. */
  public static final int ALL_BANDS = -1;

  /** As an index: the only band of the file, which nobody has said to have but one. */
  public static final int ONLY_BAND = -2;

  public SceneBand {
    aliases = List.copyOf(aliases);
  }

  /** Describes a band that nobody has registered. */
  public SceneBand(
      List<String> aliases,
      String href,
      int index,
      Double nodata,
      RasterGeometry geometry,
      Rescaling calibration,
      String unit) {
    this(aliases, href, index, nodata, geometry, calibration, unit, null);
  }

  /**
   * How a band was when somebody registered it.
   *
   * @param nodata what he says, which counts more than the file; {@code null}: as the file says
   * @param version of its file then
   */
  public record Registered(Double nodata, String version) {}

  /** Returns the same band, answering to other names. */
  public SceneBand withAliases(List<String> others) {
    return new SceneBand(others, href, index, nodata, geometry, calibration, unit, registered);
  }

  /** Returns the same band in another file. */
  public SceneBand withHref(String other) {
    return new SceneBand(aliases, other, index, nodata, geometry, calibration, unit, registered);
  }

  /** Returns the name for people. */
  public String name() {
    return aliases.get(0);
  }

  /** Tells whether the band answers to {@code alias}, in any case of letters. */
  public boolean hasAlias(String alias) {
    return aliases.stream().anyMatch(alias::equalsIgnoreCase);
  }
}
