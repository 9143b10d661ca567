/**
 * {@code /api/exports}, {@code /api/projects} and {@code /api/tools} as clients of Raster Foundry
 * call them: its words and its pages over the same exports, projects and tools that {@code /v1}
 * has. A request for an export is put into the words of {@code POST /v1/exports} and read as one.
 * Open {@link io.landfall.api.rasterfoundry.RasterFoundryRoutes} first, then {@link
 * io.landfall.api.rasterfoundry.ExportDialect}.
 */
package io.landfall.api.rasterfoundry;
