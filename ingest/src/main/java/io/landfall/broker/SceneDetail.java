package io.landfall.broker;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Something more that is known of a scene. Each kind writes properties of its own. */
public sealed interface SceneDetail permits PlanetAsset, BandLinks, HorizontalAccuracy, Tides {
  /** Adds the properties that tell of it. */
  void writeTo(ObjectNode properties);
}
