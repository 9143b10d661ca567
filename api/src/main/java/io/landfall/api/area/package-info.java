/**
 * {@code /v1/areas}: areas of interest that people send as files. What the files hold is read by
 * {@link io.landfall.area}, what is kept by {@link io.landfall.workspace.area}. Open {@link
 * io.landfall.api.area.AreaRoutes} first.
 */
package io.landfall.api.area;
