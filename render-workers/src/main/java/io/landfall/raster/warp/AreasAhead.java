package io.landfall.raster.warp;

import io.landfall.model.ExportFailure;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterException;
import io.landfall.raster.ReadAhead;
import io.landfall.raster.mask.GridMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Works out which source windows the next rectangles of a rendering will read, and has them fetched
 * meanwhile. Of scenes that lie over each other, the top one is expected to be read, and of those
 * below it the ones that the last rectangle came to; all where pixels are made of all. For one
 * thread.
 */
final class AreasAhead {
  private final WarpContext context;
  private final MosaicInputs inputs;
  private final GridMask mask;
  private final int halo;
  private Set<SceneInput> expected = Set.of();
  private List<PixelRect> areas = List.of();
  private int at;
  private int planned;

  AreasAhead(WarpContext context, MosaicInputs inputs, GridMask mask, int halo) {
    this.context = context;
    this.inputs = inputs;
    this.mask = mask;
    this.halo = halo;
  }

  /** Takes the rectangles in their order. */
  void expect(List<PixelRect> all) {
    areas = List.copyOf(all);
    at = 0;
    planned = 0;
  }

  /** Notes that a rectangle is begun, and plans as many further ones as there is room for. */
  void begin(PixelRect area) {
    expected = Set.copyOf(context.touched());
    context.touched().clear();
    if (at >= areas.size()) {
      return;
    }
    while (at < areas.size() && !areas.get(at).equals(area)) {
      at++; // one without scenes is passed over
    }
    context.ahead().begin(at);
    planned = Math.max(planned, at);
    while (planned < areas.size() && context.ahead().hasRoom()) {
      context.ahead().plan(planned, windows(areas.get(planned)));
      planned++;
    }
    context.ahead().submit();
  }

  private List<ReadAhead.BlockWindow> windows(PixelRect area) {
    List<ReadAhead.BlockWindow> windows = new ArrayList<>();
    if (mask != null && !mask.intersects(area)) {
      return windows;
    }
    PixelRect around = area.grow(halo);
    for (MosaicInputs.InputGroup group : inputs.groups()) {
      boolean isTop = true;
      for (SceneInput scene : group.scenes(around)) {
        if (isTop || inputs.composite() != null || expected.contains(scene)) {
          List<ReadAhead.BlockWindow> ofScene = windows(scene, around);
          windows.addAll(ofScene);
          isTop &= ofScene.isEmpty();
        }
      }
    }
    return windows;
  }

  private List<ReadAhead.BlockWindow> windows(SceneInput scene, PixelRect around) {
    try {
      return new ScenePatch(context, scene, around).windows();
    } catch (RasterException | ExportFailure e) {
      return List.of(); // whoever reads it hears of it
    }
  }
}
