package io.landfall.node.wiring;

import io.landfall.estimate.PlanSampler;
import io.landfall.export.ExportPlanner;
import io.landfall.model.CrsCodes;
import io.landfall.model.geojson.ToLonLat;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.source.TransferCounters;
import io.landfall.tiles.LayerSources;
import io.landfall.worker.TaskExecutor;

/**
 * What plans exports and renders their tasks.
 *
 * @param planner asked on nodes that exports live on
 * @param executor asked there for headers, and on workers for tasks
 * @param sampler renders parts of outputs on trial, for estimates
 * @param transforms of coordinates, for what describes a finished file
 * @param layers plans what maps show
 * @param transfers counts what comes from other machines for all of these
 */
public record RenderEngine(
    ExportPlanner planner,
    TaskExecutor executor,
    PlanSampler sampler,
    CoordinateTransforms transforms,
    LayerSources layers,
    TransferCounters transfers) {

  /** Returns the transforms to longitude and latitude, for areas that name their CRS. */
  public ToLonLat.Factory toLonLat() {
    return epsg -> transforms.between(epsg, CrsCodes.WGS84)::transform;
  }

  /** Returns this engine with another planner. */
  public RenderEngine withPlanner(ExportPlanner other) {
    return new RenderEngine(other, executor, sampler, transforms, layers, transfers);
  }

  /** Returns this engine with another way to what maps show. */
  RenderEngine withLayers(LayerSources other) {
    return new RenderEngine(planner, executor, sampler, transforms, other, transfers);
  }
}
