package io.landfall.raster.warp;

import io.landfall.model.plan.ExportPlan;
import io.landfall.raster.PixelRect;
import io.landfall.raster.crs.CoordinateTransforms;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/** The scenes of a plan, made ready for warping once for all threads. */
public final class MosaicInputs {
  private final List<InputGroup> groups;

  /**
   * Inputs of the tool that come from one mosaic.
   *
   * @param inputs their indices
   * @param scenes from the top one down, with {@code null} for what lacks one of them
   */
  record InputGroup(int[] inputs, List<SceneInput> scenes) {
    /** Returns those scenes that can cover a part of a rectangle of the output grid. */
    List<SceneInput> scenes(PixelRect area) {
      return scenes.stream().filter(scene -> scene != null && scene.intersects(area)).toList();
    }
  }

  private MosaicInputs(List<InputGroup> groups) {
    this.groups = groups;
  }

  /**
   * Takes the scenes of a plan.
   *
   * @throws io.landfall.model.ExportFailure CRS_UNKNOWN
   */
  public static MosaicInputs of(ExportPlan plan, CoordinateTransforms transforms) {
    return of(plan, transforms, null);
  }

  /**
   * Takes the scenes of a plan, and corrects each before it is laid over others.
   *
   * @param corrections gives the program for the scene of an index: as many bands out as in, no
   *     halo; asked by any thread whenever the scene is begun. {@code null}: none
   * @throws io.landfall.model.ExportFailure CRS_UNKNOWN
   */
  public static MosaicInputs of(
      ExportPlan plan, CoordinateTransforms transforms, IntFunction<TileProgram> corrections) {
    return of(plan, transforms, corrections, scene -> true);
  }

  /**
   * Takes some of the scenes of a plan likewise.
   *
   * @param wanted tells by its index whether a scene can have pixels on the grid
   * @throws io.landfall.model.ExportFailure CRS_UNKNOWN
   */
  public static MosaicInputs of(
      ExportPlan plan,
      CoordinateTransforms transforms,
      IntFunction<TileProgram> corrections,
      IntPredicate wanted) {
    return new MosaicInputs(
        plan.effectiveInputGroups().stream()
            .map(inputs -> inputGroup(plan, inputs, transforms, corrections, wanted))
            .toList());
  }

  private static InputGroup inputGroup(
      ExportPlan plan,
      List<Integer> inputs,
      CoordinateTransforms transforms,
      IntFunction<TileProgram> corrections,
      IntPredicate wanted) {
    List<SceneInput> scenes = new ArrayList<>(); // with null for a scene that lacks a band
    for (int scene = 0; scene < plan.scenes().size(); scene++) {
      scenes.add(
          wanted.test(scene) ? SceneInput.of(plan, scene, inputs, transforms, corrections) : null);
    }
    return new InputGroup(inputs.stream().mapToInt(Integer::intValue).toArray(), scenes);
  }

  List<InputGroup> groups() {
    return groups;
  }

  /** Returns how many inputs there are in all groups. */
  int count() {
    return groups.stream().mapToInt(group -> group.inputs().length).sum();
  }
}
