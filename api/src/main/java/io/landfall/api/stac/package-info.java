/** STAC API 1.0.0 over the index of scenes: one collection, {@code landsat}. */
package io.landfall.api.stac;
