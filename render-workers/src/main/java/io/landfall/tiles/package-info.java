/**
 * Live map tiles: a project, a tool, a scene or a finished file as images of squares in Web
 * Mercator, by the pixels that an export of the same square has.
 *
 * <p>A layer is planned once and kept; its tiles are rendered on threads of their own, which owners
 * share. Knows plans, rasters and the store; no HTTP. Open {@link io.landfall.tiles.RenderedTiles}
 * first, then {@link io.landfall.tiles.PlannedLayer}.
 */
package io.landfall.tiles;
