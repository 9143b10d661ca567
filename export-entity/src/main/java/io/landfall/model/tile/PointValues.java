package io.landfall.model.tile;

import io.landfall.model.SceneId;
import java.util.List;

/**
 * What lies under a point, at the resolution of the finest scene.
 *
 * @param inputs values of scenes, as the tool is given them
 * @param values of the layer's bands: after the tool, before stretch and colours
 * @param shown values of the image: after stretch and colours
 */
public record PointValues(
    double lon,
    double lat,
    List<SceneValue> inputs,
    List<BandValue> values,
    List<BandValue> shown) {
  public PointValues {
    inputs = List.copyOf(inputs);
    values = List.copyOf(values);
    shown = List.copyOf(shown);
  }

  /**
   * One value of a scene.
   *
   * @param value {@code null}: no data
   * @param scene that gave it; {@code null}: none did
   */
  public record SceneValue(String band, Double value, SceneId scene) {}

  /**
   * One value of a band.
   *
   * @param value {@code null}: no data
   */
  public record BandValue(String band, Double value) {}
}
