/**
 * {@code /v1/exports}: requests read from JSON, exports, lists and histories written as JSON.
 *
 * <p>Knows exports by their ports, their events as history, and the values of request and plan;
 * never the entity. Open {@link io.landfall.api.export.ExportRoutes} first, then {@link
 * io.landfall.api.export.ExportRequestReader}.
 */
package io.landfall.api.export;
