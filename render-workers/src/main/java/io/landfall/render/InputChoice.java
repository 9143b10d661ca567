package io.landfall.render;

import io.landfall.export.SceneSource;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportRequest;
import io.landfall.model.ExportSource;
import io.landfall.model.PlannedBand;
import io.landfall.model.PlannedScene;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import io.landfall.model.ToolSource;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.algebra.ToolInput;
import io.landfall.model.color.BandPreset;
import io.landfall.model.color.BandPresets;
import io.landfall.model.color.ColorCorrection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The inputs of an export's tool: which band of which scenes each is, pinned.
 *
 * @param scenes in the order of the mosaic, with one band an input
 * @param layers inputs by the mosaic they come from; {@code null}: all from one
 * @param names of the inputs' bands
 */
record InputChoice(List<PlannedScene> scenes, List<List<Integer>> layers, List<String> names) {

  /** An input as asked for: a band by any of its names, of a mosaic of scenes. */
  private record Wanted(String alias, List<SceneId> scenes, ToolInput.Values values) {}

  /**
   * Chooses.
   *
   * @throws ExportFailure BAND_UNKNOWN naming the scenes that were searched, TOOL_INVALID for
   *     imagery that nobody named, SCENE_UNKNOWN and what opening files throws
   */
  static InputChoice of(ExportRequest request, SceneSource catalogue, BandChoice bands) {
    ExportSource.Scenes source = (ExportSource.Scenes) request.source();
    Map<SceneId, Scene> found = new LinkedHashMap<>();
    List<Wanted> wanted;
    AlgebraTool tool = request.wanted().tool();
    if (tool == null) {
      Scene first = load(source.scenes().get(0), catalogue, bands, found);
      wanted =
          aliases(source.bands(), request.wanted().color(), first).stream()
              .map(alias -> new Wanted(alias, source.scenes(), ToolInput.Values.STORED))
              .toList();
    } else {
      wanted = tool.inputs().stream().map(input -> wanted(input, request)).toList();
    }
    Set<SceneId> order = new LinkedHashSet<>();
    wanted.forEach(input -> order.addAll(input.scenes()));
    order.forEach(id -> load(id, catalogue, bands, found));
    List<String> names = wanted.stream().map(input -> name(input, found)).toList();
    List<PlannedScene> pinned = new ArrayList<>();
    for (SceneId id : order) {
      pinned.add(pin(found.get(id), wanted, bands));
    }
    return new InputChoice(pinned, layers(wanted), names);
  }

  /** Returns all bands of all scenes. */
  List<PlannedBand> bands() {
    return scenes.stream().flatMap(s -> s.bands().stream()).filter(Objects::nonNull).toList();
  }

  private static Scene load(
      SceneId id, SceneSource catalogue, BandChoice bands, Map<SceneId, Scene> found) {
    return found.computeIfAbsent(id, one -> bands.expand(catalogue.scene(one)));
  }

  /** Returns the bands of an export without a tool: as named, of a preset, or the scene's own. */
  private static List<String> aliases(List<String> asked, ColorCorrection color, Scene first) {
    if (asked.size() == 1 && BandChoice.find(first, asked.get(0)) == null) {
      return BandPresets.find(asked.get(0)).map(BandPreset::bands).orElse(asked);
    }
    if (!asked.isEmpty()) {
      return asked;
    }
    return color == null ? first.defaultBands() : colored(color, first.defaultBands());
  }

  /** Returns the bands that a colour correction names, and those it would get for others. */
  private static List<String> colored(ColorCorrection color, List<String> bands) {
    List<Integer> indices = Arrays.asList(color.redBand(), color.greenBand(), color.blueBand());
    if (indices.stream().allMatch(Objects::isNull)) {
      return bands;
    }
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < indices.size(); i++) {
      String own = i < bands.size() ? bands.get(i) : String.valueOf(i + 1);
      chosen.add(indices.get(i) == null ? own : String.valueOf(indices.get(i) + 1));
    }
    return chosen;
  }

  private static Wanted wanted(ToolInput input, ExportRequest request) {
    Map<String, ToolSource> named = request.wanted().inputs();
    ToolSource given = named.getOrDefault(input.name(), named.get(String.valueOf(input.source())));
    if (given != null) {
      String band = given.band() == null ? input.band() : given.band();
      return new Wanted(band, given.scenes(), input.values());
    }
    List<SceneId> own = ((ExportSource.Scenes) request.source()).scenes();
    if (input.source() == null) {
      return new Wanted(input.band(), own, input.values());
    }
    if (own.stream().anyMatch(id -> id.value().equals(input.source()))) {
      return new Wanted(input.band(), List.of(new SceneId(input.source())), input.values());
    }
    throw new ExportFailure(
        ErrorCode.TOOL_INVALID,
        "Cannot find the imagery \"%s\" that input \"%s\" of the tool reads. Name its scenes in the inputs, as --input %s=PATH does."
            .formatted(input.source(), input.name(), input.source()));
  }

  private static String name(Wanted input, Map<SceneId, Scene> found) {
    for (SceneId id : input.scenes()) {
      SceneBand band = BandChoice.find(found.get(id), input.alias());
      if (band != null) {
        return band.name();
      }
    }
    Scene first = found.get(input.scenes().get(0));
    List<String> names =
        first.bands().stream().map(band -> String.join(" or ", band.aliases())).toList();
    throw new ExportFailure(
        ErrorCode.BAND_UNKNOWN,
        "Cannot find band %s in scene %s%s: it has %s. Choose among these."
            .formatted(
                input.alias(),
                first.name(),
                input.scenes().size() == 1 ? "" : " or those below it",
                String.join("; ", names)));
  }

  private static PlannedScene pin(Scene scene, List<Wanted> wanted, BandChoice bands) {
    List<PlannedBand> pinned = new ArrayList<>();
    for (Wanted input : wanted) {
      SceneBand band =
          input.scenes().contains(scene.id()) ? BandChoice.find(scene, input.alias()) : null;
      pinned.add(band == null ? null : bands.pin(scene, band, input.values()));
    }
    return new PlannedScene(scene.id(), scene.name(), pinned, scene.acquired());
  }

  private static List<List<Integer>> layers(List<Wanted> wanted) {
    Map<List<SceneId>, List<Integer>> byScenes = new LinkedHashMap<>();
    for (int i = 0; i < wanted.size(); i++) {
      byScenes.computeIfAbsent(wanted.get(i).scenes(), scenes -> new ArrayList<>()).add(i);
    }
    return byScenes.size() == 1 ? null : List.copyOf(byScenes.values());
  }
}
