package io.landfall.model;

import java.util.List;

/**
 * One acquisition as the catalogue knows it, before anybody has opened its files.
 *
 * @param id as asked for
 * @param name the product's name, for people
 * @param bands in the order of the sensor; at least one
 * @param defaultBands aliases of the bands to show when nobody chose: red, green, blue where it has
 *     them
 * @param acquired when it was taken, as {@code 2024-06-01T10:20:30Z}; {@code null}: unknown
 * @param cloudCover how much of it clouds hide, in percent; {@code null}: unknown
 * @param warnings what of its metadata is not as a person may expect, in sentences
 */
public record Scene(
    SceneId id,
    String name,
    List<SceneBand> bands,
    List<String> defaultBands,
    String acquired,
    Double cloudCover,
    List<String> warnings) {
  public Scene {
    bands = List.copyOf(bands);
    defaultBands = List.copyOf(defaultBands);
    warnings = List.copyOf(warnings);
  }

  /** Makes a scene of unknown cloud cover without warnings. */
  public Scene(
      SceneId id, String name, List<SceneBand> bands, List<String> defaultBands, String acquired) {
    this(id, name, bands, defaultBands, acquired, null, List.of());
  }

  /** Returns the same scene with other bands. */
  public Scene withBands(List<SceneBand> others) {
    return new Scene(id, name, others, defaultBands, acquired, cloudCover, warnings);
  }
}
