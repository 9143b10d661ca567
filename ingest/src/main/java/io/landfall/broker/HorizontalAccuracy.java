package io.landfall.broker;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** How well a scene lies on the ground: {@code 12m CE90}. */
public record HorizontalAccuracy(String text) implements SceneDetail {
  /** Landsat, wherever it comes from. */
  public static final HorizontalAccuracy LANDSAT = new HorizontalAccuracy("12m CE90");

  /** Sentinel-2 in the public bucket. */
  public static final HorizontalAccuracy SENTINEL = new HorizontalAccuracy("12.5m with GCPs");

  /** What Planet activates. */
  public static final HorizontalAccuracy PLANET = new HorizontalAccuracy("<10m RMSE");

  @Override
  public void writeTo(ObjectNode properties) {
    properties.put("srcHorizontalAccuracy", text);
  }
}
