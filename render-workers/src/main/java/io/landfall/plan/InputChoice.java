package io.landfall.plan;

import static java.util.stream.Collectors.joining;

import io.landfall.export.SceneSource;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.algebra.ToolInput;
import io.landfall.model.color.ColorCorrection;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedComposite;
import io.landfall.model.plan.PlannedScene;
import io.landfall.model.request.Composite;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportSource;
import io.landfall.model.request.Pansharpening;
import io.landfall.model.request.ToolSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The inputs of an export's tool: which band of which scenes each is, pinned.
 *
 * @param scenes in the order of the mosaic, with one band an input
 * @param choices the same bands of each scene, with what is known of them; {@code null} where it
 *     lacks one
 * @param inputGroups inputs by the mosaic they come from; {@code null}: all from one
 * @param names of the inputs' bands
 * @param score the bands of the same scenes that tell the best one of a pixel; {@code null}:
 *     nothing does
 */
record InputChoice(
    List<PlannedScene> scenes,
    List<List<ChosenBand>> choices,
    List<List<Integer>> inputGroups,
    List<String> names,
    InputChoice score) {

  /** A plan names them all, in memory and in the journal. */
  private static final int MAX_BANDS = 100_000;

  /** An input as asked for: a band by any of its names, of a mosaic of scenes. */
  private record RequestedInput(String alias, List<SceneId> scenes) {}

  /**
   * Chooses.
   *
   * @throws ExportFailure BAND_UNKNOWN naming the scenes that were searched, TOOL_INVALID for
   *     imagery that nobody named, SCENE_UNKNOWN and what opening files throws
   */
  static InputChoice of(ExportRequest request, SceneSource catalogue, BandChoice bands) {
    ExportSource.MosaicSource source = (ExportSource.MosaicSource) request.source();
    Map<SceneId, Scene> found = new LinkedHashMap<>();
    List<RequestedInput> wanted;
    AlgebraTool tool = request.effectiveProcessing().tool();
    if (tool == null) {
      Scene first = load(source.scenes().get(0), catalogue, bands, found);
      wanted =
          Stream.concat(
                  ShownBands.of(request, first, bands.warnings()).stream(),
                  Stream.ofNullable(request.effectiveProcessing().pansharpening())
                      .map(Pansharpening::band))
              .map(alias -> new RequestedInput(alias, source.scenes()))
              .toList();
    } else {
      wanted = tool.inputs().stream().map(input -> wanted(input, request)).toList();
    }
    checkCount(wanted.stream().mapToLong(input -> input.scenes().size()).sum());
    Set<SceneId> order = new LinkedHashSet<>();
    wanted.forEach(input -> order.addAll(input.scenes()));
    loadAll(List.copyOf(order), catalogue, bands, found);
    List<String> names = wanted.stream().map(input -> name(input, found)).toList();
    List<PlannedScene> pinned = new ArrayList<>();
    List<List<ChosenBand>> choices = new ArrayList<>();
    var opened =
        bands
        .new OpenedAhead(
            order.stream().map(found::get).toList(), scene -> asked(scene, wanted), wanted.size());
    for (SceneId id : order) {
      Scene scene = found.get(id);
      opened.next();
      List<ChosenBand> chosen = choose(scene, ownBands(scene, wanted, request), bands);
      choices.add(chosen);
      pinned.add(
          new PlannedScene(
              id, scene.name(), planned(chosen), acquired(scene, chosen), scene.cloudCover()));
    }
    MixedBands.warn(
        wanted.stream().map(RequestedInput::alias).toList(),
        order.stream().map(found::get).toList(),
        choices,
        bands.warnings());
    bands.warnings().addAll(lacking(wanted, pinned));
    return new InputChoice(pinned, choices, inputGroups(wanted), names, null);
  }

  /**
   * Returns the same inputs with what tells the best scene of a pixel.
   *
   * @throws ExportFailure REQUEST_INVALID where these are not bands of the same scenes,
   *     BAND_UNKNOWN where a scene lacks one
   */
  InputChoice withScore(InputChoice other) {
    boolean isOfSame =
        inputGroups == null && other.inputGroups == null && ids(scenes).equals(ids(other.scenes));
    if (!isOfSame) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Cannot choose the best scene of each pixel: the tool reads several mosaics, and the"
              + " expression is of one. Export a composite of each first.");
    }
    for (int scene = 0; scene < scenes.size(); scene++) {
      int lacking = other.choices.get(scene).indexOf(null);
      if (lacking >= 0) {
        throw new ExportFailure(
            ErrorCode.BAND_UNKNOWN,
            "Cannot choose the best scene of each pixel: scene %s has no band %s, which the expression reads. Leave the scene out, or choose another composite."
                .formatted(scenes.get(scene).name(), other.names.get(lacking)));
      }
    }
    return new InputChoice(scenes, choices, inputGroups, names, other);
  }

  /** Tells of scenes that the mosaic is without, as each gives all bands of a pixel or none. */
  private static List<String> lacking(List<RequestedInput> wanted, List<PlannedScene> scenes) {
    List<String> sentences = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      RequestedInput input = wanted.get(i);
      int at = i;
      List<String> names =
          scenes.stream()
              .filter(scene -> scene.bands().get(at) == null)
              .filter(scene -> input.scenes().contains(scene.id()))
              .map(PlannedScene::name)
              .toList();
      if (!names.isEmpty()) {
        String more = names.size() > 1 ? " and %d more".formatted(names.size() - 1) : "";
        sentences.add(
            "No pixels of scene %s%s are taken: nothing there is called band %s. Leave such scenes out, or name bands that all have."
                .formatted(names.get(0), more, input.alias()));
      }
    }
    return sentences;
  }

  private static List<SceneId> ids(List<PlannedScene> scenes) {
    return scenes.stream().map(PlannedScene::id).toList();
  }

  /** Returns how pixels are made of all scenes; {@code null}: the first with data gives one. */
  PlannedComposite composite(Composite asked) {
    return asked == null || asked.method().isOrder()
        ? null
        : new PlannedComposite(
            asked.method(),
            asked.percentile(),
            asked.score(),
            score == null ? null : score.scenes.stream().map(PlannedScene::bands).toList());
  }

  /** Refuses more bands of scenes than a plan holds, before any is looked up. */
  static void checkCount(long bands) {
    if (bands > MAX_BANDS) {
      throw new ExportFailure(
          ErrorCode.EXPORT_TOO_LARGE,
          "Cannot export %d bands of scenes: all inputs, each of all its scenes, may be %d. Name fewer bands or fewer scenes."
              .formatted(bands, MAX_BANDS));
    }
  }

  /** Returns all bands of all scenes. */
  List<PlannedBand> bands() {
    return chosen().stream().map(ChosenBand::planned).toList();
  }

  /** Returns all bands of the input that comes last, and then the others. */
  List<PlannedBand> bandsLastFirst() {
    int last = names.size() - 1;
    return Stream.concat(
            all(last).stream(), IntStream.range(0, last).mapToObj(this::all).flatMap(List::stream))
        .map(ChosenBand::planned)
        .toList();
  }

  /** Returns the band of a scene that is an input; {@code null}: it has none. */
  ChosenBand chosen(int scene, int input) {
    return choices.get(scene).get(input);
  }

  /** Returns the bands of all scenes that are an input, the topmost first. */
  List<ChosenBand> all(int input) {
    return choices.stream().map(scene -> scene.get(input)).filter(Objects::nonNull).toList();
  }

  /** Returns the band of the topmost scene that has one for an input. */
  ChosenBand first(int input) {
    return all(input).get(0);
  }

  /**
   * Returns the same inputs for pixels that are to be looked at, or counted, coarsely: overviews
   * are read under cloud masks, too.
   */
  InputChoice coarselyMasked() {
    List<List<ChosenBand>> coarse = new ArrayList<>();
    for (List<ChosenBand> scene : choices) {
      List<ChosenBand> bands = new ArrayList<>();
      for (ChosenBand band : scene) {
        bands.add(
            band == null || band.planned().clouds() == null
                ? band
                : band.with(band.planned().withClouds(band.planned().clouds().withOverviews())));
      }
      coarse.add(bands);
    }
    InputChoice masked = withChoices(coarse);
    return score == null ? masked : masked.withScore(score.coarselyMasked());
  }

  /** Returns the same inputs with other planned values. */
  InputChoice withChoices(List<List<ChosenBand>> others) {
    List<PlannedScene> pinned = new ArrayList<>();
    for (int i = 0; i < scenes.size(); i++) {
      pinned.add(scenes.get(i).withBands(planned(others.get(i))));
    }
    return new InputChoice(pinned, others, inputGroups, names, score);
  }

  /** Returns the inputs of some scenes only, by their index. */
  InputChoice only(List<Integer> some) {
    return new InputChoice(
        some.stream().map(scenes::get).toList(),
        some.stream().map(choices::get).toList(),
        inputGroups,
        names,
        score == null ? null : score.only(some));
  }

  /** Tells whether a scene has a band for every input; else no pixel of it shows. */
  boolean isComplete(int scene) {
    return choices.get(scene).stream().allMatch(Objects::nonNull);
  }

  /** Returns all bands of all scenes, with what is known of them. */
  List<ChosenBand> chosen() {
    return choices.stream().flatMap(List::stream).filter(Objects::nonNull).toList();
  }

  /** Looks some scenes up at a time, so that their files are opened side by side. */
  private static void loadAll(
      List<SceneId> ids, SceneSource catalogue, BandChoice bands, Map<SceneId, Scene> found) {
    for (int from = 0; from < ids.size(); from += BandChoice.OpenedAhead.FILES) {
      List<SceneId> some =
          ids.subList(from, Math.min(ids.size(), from + BandChoice.OpenedAhead.FILES));
      Map<SceneId, Scene> looked = new HashMap<>();
      some.stream()
          .filter(id -> !found.containsKey(id))
          .forEach(id -> looked.put(id, catalogue.scene(id)));
      bands.prepareWhole(looked.values());
      some.forEach(id -> found.computeIfAbsent(id, one -> bands.withBandsOfFile(looked.get(one))));
    }
  }

  private static List<SceneBand> asked(Scene scene, List<RequestedInput> wanted) {
    return wanted.stream()
        .filter(input -> input.scenes().contains(scene.id()))
        .map(input -> BandChoice.find(scene, input.alias()))
        .filter(Objects::nonNull)
        .toList();
  }

  private static Scene load(
      SceneId id, SceneSource catalogue, BandChoice bands, Map<SceneId, Scene> found) {
    return found.computeIfAbsent(id, one -> bands.withBandsOfFile(catalogue.scene(one)));
  }

  private static RequestedInput wanted(ToolInput input, ExportRequest request) {
    Map<String, ToolSource> named = request.effectiveProcessing().inputs();
    ToolSource given = named.getOrDefault(input.name(), named.get(String.valueOf(input.source())));
    if (given != null) {
      String band = given.band() == null ? input.band() : given.band();
      return new RequestedInput(band, given.scenes());
    }
    List<SceneId> own = ((ExportSource.MosaicSource) request.source()).scenes();
    if (input.source() == null) {
      return new RequestedInput(input.band(), own);
    }
    if (own.stream().anyMatch(id -> id.value().equals(input.source()))) {
      return new RequestedInput(input.band(), List.of(new SceneId(input.source())));
    }
    throw new ExportFailure(
        ErrorCode.TOOL_INVALID,
        "Cannot find the imagery \"%s\" that input \"%s\" of the tool reads. Name its scenes in the inputs, as --input %s=PATH does."
            .formatted(input.source(), input.name(), input.source()));
  }

  private static String name(RequestedInput input, Map<SceneId, Scene> found) {
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
                    String.join("; ", names))
            + first.warnings().stream().map(warning -> " " + warning).collect(joining()));
  }

  /**
   * Returns the inputs with the bands that the scene's own colour correction names.
   *
   * @throws ExportFailure BAND_UNKNOWN where the scene lacks one of these
   */
  private static List<RequestedInput> ownBands(
      Scene scene, List<RequestedInput> wanted, ExportRequest request) {
    ColorCorrection own = request.effectiveProcessing().colorOf(scene.id()).orElse(null);
    if (own == null) {
      return wanted;
    }
    List<Integer> indices = Arrays.asList(own.redBand(), own.greenBand(), own.blueBand());
    List<RequestedInput> changed = new ArrayList<>(wanted);
    for (int i = 0; i < indices.size() && i < wanted.size(); i++) {
      if (indices.get(i) != null) {
        var input = new RequestedInput(String.valueOf(indices.get(i) + 1), List.of(scene.id()));
        name(input, Map.of(scene.id(), scene));
        changed.set(i, input);
      }
    }
    return changed;
  }

  /** Returns one band an input; {@code null} where the scene is not asked for it or lacks it. */
  private static List<ChosenBand> choose(
      Scene scene, List<RequestedInput> wanted, BandChoice bands) {
    List<SceneBand> found = new ArrayList<>();
    for (RequestedInput input : wanted) {
      found.add(input.scenes().contains(scene.id()) ? BandChoice.find(scene, input.alias()) : null);
    }
    List<SceneBand> asked = found.stream().filter(Objects::nonNull).toList();
    List<ChosenBand> chosen = new ArrayList<>();
    found.forEach(band -> chosen.add(band == null ? null : bands.choose(scene, band, asked)));
    return chosen;
  }

  /** Returns when a scene was taken, as its metadata say, else the first of its files. */
  private static String acquired(Scene scene, List<ChosenBand> chosen) {
    return scene.acquired() != null
        ? scene.acquired()
        : chosen.stream()
            .filter(Objects::nonNull)
            .map(band -> band.info().acquired())
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
  }

  private static List<PlannedBand> planned(List<ChosenBand> chosen) {
    List<PlannedBand> pinned = new ArrayList<>();
    chosen.forEach(band -> pinned.add(band == null ? null : band.planned()));
    return pinned;
  }

  private static List<List<Integer>> inputGroups(List<RequestedInput> wanted) {
    Map<List<SceneId>, List<Integer>> byScenes = new LinkedHashMap<>();
    for (int i = 0; i < wanted.size(); i++) {
      byScenes.computeIfAbsent(wanted.get(i).scenes(), scenes -> new ArrayList<>()).add(i);
    }
    return byScenes.size() == 1 ? null : List.copyOf(byScenes.values());
  }
}
