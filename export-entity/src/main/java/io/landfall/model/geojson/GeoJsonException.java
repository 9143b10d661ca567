package io.landfall.model.geojson;

import io.landfall.model.json.JsonCursor;

/** GeoJSON that cannot be read: what is wrong, and where. */
public final class GeoJsonException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String pointer;
  private final String reason;
  private final String place;

  GeoJsonException(JsonCursor at, String reason, String place) {
    super("Invalid geometry: %s.".formatted(reason));
    this.pointer = at.pointer();
    this.reason = reason;
    this.place = place;
  }

  /** Returns where in the document it is, as a JSON pointer. */
  public String pointer() {
    return pointer;
  }

  /** Returns what is wrong, as a clause: {@code a ring is open}. */
  public String reason() {
    return reason;
  }

  /** Returns where it is in words: {@code ring 2 of polygon 1}; empty outside of a polygon. */
  public String place() {
    return place;
  }
}
