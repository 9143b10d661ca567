package io.landfall.node.wiring;

import io.landfall.estimate.PlanSampler;
import io.landfall.export.ExportPlanner;
import io.landfall.model.CrsCodes;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import io.landfall.model.geojson.ToLonLat;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.tiff.ProjectionText;
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
 * @param warmUp has coordinate systems read in the background, which takes seconds and some 35 MiB,
 *     for who will soon need them; only the first call does
 */
public record RenderEngine(
    ExportPlanner planner,
    TaskExecutor executor,
    PlanSampler sampler,
    CoordinateTransforms transforms,
    LayerSources layers,
    TransferCounters transfers,
    Runnable warmUp) {

  /** Returns the transforms to longitude and latitude, for areas that name their CRS. */
  public ToLonLat.Factory toLonLat() {
    return toLonLat(transforms);
  }

  /** Returns the transforms to longitude and latitude that others make. */
  public static ToLonLat.Factory toLonLat(CoordinateTransforms transforms) {
    return new AreaTransforms(transforms);
  }

  /** Transforms from the CRSs of areas, by code or in well-known text. */
  private record AreaTransforms(CoordinateTransforms transforms) implements ToLonLat.Factory {
    private static final GeoTransform UNIT = new GeoTransform(0, 1, 0, 0, 0, -1);

    @Override
    public ToLonLat from(int epsg) {
      return transforms.between(epsg, CrsCodes.WGS84)::transform;
    }

    @Override
    public ToLonLat fromText(String text) {
      return ProjectionText.read(text).map(this::from, AreaTransforms::unknown);
    }

    private ToLonLat from(ProjectionText crs) {
      if (crs.epsg() != null) {
        return crs.epsg() == CrsCodes.WGS84 ? null : from(crs.epsg());
      }
      RasterGeometry plane = new RasterGeometry(0, crs.numbers(), UNIT, 1, 1);
      return transforms.between(plane, CrsCodes.WGS84)::transform;
    }

    private static ToLonLat unknown(String why) {
      throw new ExportFailure(ErrorCode.CRS_UNKNOWN, why);
    }
  }

  /** Returns this engine with another planner. */
  public RenderEngine withPlanner(ExportPlanner other) {
    return new RenderEngine(other, executor, sampler, transforms, layers, transfers, warmUp);
  }

  /** Returns this engine with another way to render tasks. */
  public RenderEngine withExecutor(TaskExecutor other) {
    return new RenderEngine(planner, other, sampler, transforms, layers, transfers, warmUp);
  }

  /** Returns this engine with another way to what maps show. */
  RenderEngine withLayers(LayerSources other) {
    return new RenderEngine(planner, executor, sampler, transforms, other, transfers, warmUp);
  }
}
