package io.landfall.raster.warp;

import io.landfall.model.plan.ExportPlan;
import io.landfall.raster.BlockCache;
import io.landfall.raster.PixelRect;
import io.landfall.raster.ReadAhead;
import io.landfall.raster.TinyScenes;
import java.util.HashSet;
import java.util.function.IntFunction;

/** Tiny scenes, ready for warping. */
record WarpCase(WarpContext context, MosaicInputs inputs) {
  static WarpCase of(TinyScenes scenes) {
    return of(scenes, null);
  }

  /** Corrects each scene before it is laid over others. */
  static WarpCase of(TinyScenes scenes, IntFunction<TileProgram> corrections) {
    return of(scenes, corrections, ReadHelpers.NONE);
  }

  /** Lets others help to read. */
  static WarpCase of(TinyScenes scenes, IntFunction<TileProgram> corrections, ReadHelpers helpers) {
    ExportPlan plan = scenes.plan();
    WarpContext context =
        new WarpContext(
            plan.grid(),
            plan.resampling(),
            scenes.sources(),
            new BlockCache(),
            new WindowBuffers(1 << 20),
            WindowLimits.PIXELS,
            helpers,
            ReadAhead.NONE,
            new HashSet<>());
    return new WarpCase(context, MosaicInputs.of(plan, scenes.transforms(), corrections));
  }

  /** Takes the first scene. */
  ScenePatch patch(PixelRect area, long maxWindowPixels) {
    SceneInput scene = inputs.groups().get(0).scenes().get(0);
    return new ScenePatch(context, scene, area, maxWindowPixels);
  }

  /** Takes the scenes of the first group. */
  InputGroupRows rows(PixelRect area) {
    MosaicInputs.InputGroup group = inputs.groups().get(0);
    return new InputGroupRows(context, group.scenes(area), group.inputs(), area);
  }

  /**
   * Makes pixels of all scenes of the first group.
   *
   * @param maxValues that are kept at a time
   */
  CompositeRows composite(
      PixelRect area,
      InputRows.WantedPixels wanted,
      MosaicInputs.CompositeInputs composite,
      long maxValues) {
    MosaicInputs.InputGroup group = inputs.groups().get(0);
    return new CompositeRows(
        context, group.scenes(area), group.inputs(), composite, area, wanted, maxValues);
  }

  /** Takes the scenes of the first group, one after the other. */
  SceneBySceneRows sceneByScene(PixelRect area, InputRows.WantedPixels wanted) {
    MosaicInputs.InputGroup group = inputs.groups().get(0);
    return new SceneBySceneRows(context, group.scenes(area), group.inputs(), area, wanted);
  }
}
