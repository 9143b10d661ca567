package io.landfall.workspace;

import java.util.List;

/**
 * What somebody says of a scene that he registers; the rest its files say.
 *
 * @param name for people
 * @param acquired as {@code 2024-06-01T10:20:30Z}; {@code null}: as the files say
 * @param cloudCover percent; {@code null}: unknown
 * @param bands at least one, whose names differ in more than the case of letters
 */
public record SceneRegistration(
    String name, String acquired, Double cloudCover, List<BandRegistration> bands) {
  /** More bands are not registered as one scene: more than any instrument has. */
  public static final int MAX_BANDS = 512;

  /** More files are not read for one scene. */
  public static final int MAX_FILES = 64;

  public SceneRegistration {
    bands = List.copyOf(bands);
  }

  /** Returns the files of all bands, each once. */
  public List<String> hrefs() {
    return bands.stream().map(BandRegistration::href).distinct().toList();
  }

  /**
   * A band.
   *
   * @param href of its file: {@code file:}, {@code https:} or {@code s3:}
   * @param index of the band in its file, from 1; {@code null}: its only one
   * @param nodata counts more than what the file says; {@code null}: as the file says
   */
  public record BandRegistration(String name, String href, Integer index, Double nodata) {}
}
