package io.landfall.index;

/** What scenes can be filtered and ordered by. */
public enum SceneProperty {
  ID(Type.TEXT),
  ENTITY_ID(Type.TEXT),
  ACQUIRED(Type.TIME),
  INDEXED(Type.TIME),
  CHANGED(Type.TIME),
  CLOUD_COVER(Type.NUMBER),
  PATH(Type.NUMBER),
  ROW(Type.NUMBER),
  LEVEL(Type.TEXT),
  COLLECTION(Type.NUMBER),
  CATEGORY(Type.TEXT),
  /** The first four letters of the id: {@code LC08}; three of an entity id: {@code LC8}. */
  PLATFORM(Type.TEXT),
  SUN_ELEVATION(Type.NUMBER),
  SUN_AZIMUTH(Type.NUMBER);

  /** Kinds of values: String, Double and Instant. */
  public enum Type {
    TEXT,
    NUMBER,
    TIME
  }

  private final Type type;

  SceneProperty(Type type) {
    this.type = type;
  }

  public Type type() {
    return type;
  }
}
