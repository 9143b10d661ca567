/**
 * The front door of the index of scenes: opens its parts on a database, with PostGIS or without,
 * and tells which scenes lack metadata.
 *
 * <p>Knows the packages below it; callers search by {@code .query}, load by {@code .load}. Open
 * {@link io.landfall.index.SceneIndex} first.
 */
package io.landfall.index;
