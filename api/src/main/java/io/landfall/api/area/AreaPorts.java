package io.landfall.api.area;

import io.landfall.model.geojson.ToLonLat;
import io.landfall.workspace.area.AreaStore;

/**
 * What the routes of areas ask.
 *
 * @param store asked on a thread that may wait
 * @param transforms from the CRSs that files are in
 */
public record AreaPorts(AreaStore store, ToLonLat.Factory transforms) {}
