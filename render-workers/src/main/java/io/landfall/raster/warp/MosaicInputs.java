package io.landfall.raster.warp;

import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedComposite;
import io.landfall.model.plan.PlannedScene;
import io.landfall.raster.PixelRect;
import io.landfall.raster.crs.CoordinateTransforms;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The scenes of a plan, made ready for warping once for all threads. */
public final class MosaicInputs {
  private final List<InputGroup> groups;
  private final CompositeInputs composite;

  /**
   * How pixels are made of all scenes.
   *
   * @param score makes the program that tells the best scene, for a thread; {@code null}: none does
   * @param scoreInputs the indices of its bands in the scenes
   */
  record CompositeInputs(PlannedComposite plan, Supplier<TileProgram> score, int[] scoreInputs) {
    /** Tells whether even one scene alone is looked at pixel by pixel. */
    boolean looksAtEveryScene() {
      return score != null;
    }
  }

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

  private MosaicInputs(List<InputGroup> groups, CompositeInputs composite) {
    this.groups = groups;
    this.composite = composite;
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
    return of(plan, transforms, corrections, scene -> true, null);
  }

  /**
   * Takes some of the scenes of a plan likewise.
   *
   * @param wanted tells by its index whether a scene can have pixels on the grid
   * @param score makes the program of the composite's score; {@code null}: it has none
   * @throws io.landfall.model.ExportFailure CRS_UNKNOWN
   */
  public static MosaicInputs of(
      ExportPlan plan,
      CoordinateTransforms transforms,
      IntFunction<TileProgram> corrections,
      IntPredicate wanted,
      Supplier<TileProgram> score) {
    CompositeInputs composite = composite(plan, score);
    ExportPlan read = composite == null || score == null ? plan : withScoreBands(plan);
    int[] further = composite == null ? new int[0] : composite.scoreInputs();
    return new MosaicInputs(
        plan.effectiveInputGroups().stream()
            .map(inputs -> inputGroup(read, inputs, further, transforms, corrections, wanted))
            .toList(),
        composite);
  }

  private static CompositeInputs composite(ExportPlan plan, Supplier<TileProgram> score) {
    PlannedComposite composite = plan.composite();
    if (composite == null) {
      return null;
    }
    if ((composite.score() == null) != (score == null)) {
      throw new IllegalArgumentException("A score and its program go together");
    }
    int bands = plan.scenes().get(0).bands().size();
    int further = score == null ? 0 : composite.score().inputs().size();
    return new CompositeInputs(composite, score, IntStream.range(bands, bands + further).toArray());
  }

  /** Returns a plan whose scenes have the bands of the score after their own. */
  private static ExportPlan withScoreBands(ExportPlan plan) {
    List<PlannedScene> scenes = new ArrayList<>();
    for (int i = 0; i < plan.scenes().size(); i++) {
      PlannedScene scene = plan.scenes().get(i);
      List<PlannedBand> bands = new ArrayList<>(scene.bands());
      bands.addAll(plan.composite().scoreBands().get(i));
      scenes.add(scene.withBands(bands));
    }
    return plan.withScenes(scenes);
  }

  private static InputGroup inputGroup(
      ExportPlan plan,
      List<Integer> inputs,
      int[] further,
      CoordinateTransforms transforms,
      IntFunction<TileProgram> corrections,
      IntPredicate wanted) {
    List<Integer> all = new ArrayList<>(inputs);
    IntStream.of(further).forEach(all::add);
    List<SceneInput> scenes = new ArrayList<>(); // with null for a scene that lacks a band
    for (int scene = 0; scene < plan.scenes().size(); scene++) {
      scenes.add(
          wanted.test(scene) ? SceneInput.of(plan, scene, all, transforms, corrections) : null);
    }
    return new InputGroup(inputs.stream().mapToInt(Integer::intValue).toArray(), scenes);
  }

  List<InputGroup> groups() {
    return groups;
  }

  /** Returns how pixels are made of all scenes; {@code null}: they are of the first with data. */
  CompositeInputs composite() {
    return composite;
  }

  /** Returns how many bands of a scene are read at most, beside those that are inputs. */
  int furtherBands() {
    return composite == null ? 0 : composite.scoreInputs().length;
  }

  /** Returns how many inputs there are in all groups. */
  int count() {
    return groups.stream().mapToInt(group -> group.inputs().length).sum();
  }
}
