package io.landfall.index.query;

/** What scenes can be filtered and ordered by. */
public enum SceneProperty {
  ID(PropertyType.TEXT),
  ENTITY_ID(PropertyType.TEXT),
  ACQUIRED(PropertyType.TIME),
  INDEXED(PropertyType.TIME),
  CHANGED(PropertyType.TIME),
  CLOUD_COVER(PropertyType.NUMBER),
  PATH(PropertyType.NUMBER),
  ROW(PropertyType.NUMBER),
  LEVEL(PropertyType.TEXT),
  COLLECTION(PropertyType.NUMBER),
  CATEGORY(PropertyType.TEXT),
  /** {@code landsat-8}: what the digit of the satellite in the id says. */
  PLATFORM(PropertyType.TEXT),
  SUN_ELEVATION(PropertyType.NUMBER),
  SUN_AZIMUTH(PropertyType.NUMBER);

  /** Kinds of values: String, Double and Instant. */
  public enum PropertyType {
    TEXT,
    NUMBER,
    TIME
  }

  private final PropertyType type;

  SceneProperty(PropertyType type) {
    this.type = type;
  }

  public PropertyType type() {
    return type;
  }
}
