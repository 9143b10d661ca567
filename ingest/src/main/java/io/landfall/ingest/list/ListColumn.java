package io.landfall.ingest.list;

/** What a column of a list can say of a scene. */
enum ListColumn {
  PRODUCT_ID,
  ENTITY_ID,
  /** Day and time; where a list has both this and {@link #ACQUIRED_DATE}, this is the finer one. */
  ACQUIRED_AT,
  ACQUIRED_DATE,
  CLOUD_COVER,
  LEVEL,
  PATH,
  ROW,
  SUN_ELEVATION,
  SUN_AZIMUTH,
  URL,
  BROWSE_URL,
  WEST,
  SOUTH,
  EAST,
  NORTH,
  UPPER_LEFT_LATITUDE,
  UPPER_LEFT_LONGITUDE,
  UPPER_RIGHT_LATITUDE,
  UPPER_RIGHT_LONGITUDE,
  LOWER_RIGHT_LATITUDE,
  LOWER_RIGHT_LONGITUDE,
  LOWER_LEFT_LATITUDE,
  LOWER_LEFT_LONGITUDE
}
