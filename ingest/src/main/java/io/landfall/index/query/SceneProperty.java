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
  /** The first four letters of the id: {@code LC08}; three of an entity id: {@code LC8}. */
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
