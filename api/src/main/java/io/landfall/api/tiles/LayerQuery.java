package io.landfall.api.tiles;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.Query;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.PageCursors;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.tiles.LayerTarget.LayerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The parameters that say how a layer looks, apart from those of one path.
 *
 * @param layer by name, in order of names; those of an input keep the order they came in
 * @param own parameters of the path that was asked for, by name
 * @param signature of the address; {@code null}: it has none
 */
record LayerQuery(Map<String, List<String>> layer, Map<String, String> own, String signature) {
  static final String VERSION = "version";
  static final String SIGNATURE = "signature";
  static final String INPUT = "input";

  /** What an address may have after its question mark, in characters. */
  static final int MAX_CHARACTERS = 8_000;

  private static final Set<String> LAYER =
      Set.of(
          "bands",
          "stretch",
          "color",
          "tool",
          "resampling",
          "look",
          "ramp",
          "cloudMask",
          "cloudBuffer",
          "composite",
          VERSION);
  private static final Set<String> OF_TOOLS =
      Set.of(
          "stretch", "resampling", "ramp", "cloudMask", "cloudBuffer", "composite", INPUT, VERSION);
  private static final int MAX_INPUTS = 100;

  /**
   * Reads the query of a request.
   *
   * @param own names that the path has beside those of layers
   * @throws ApiProblem 400 for a parameter that is not known, or comes twice, or a query too long
   */
  static LayerQuery read(HttpRequest request, LayerKind kind, Set<String> own) {
    String raw = request.getUri().rawQueryString().orElse("");
    if (raw.length() > MAX_CHARACTERS) {
      throw new ApiProblem(
          400,
          "parameter-invalid",
          "Invalid query: it has %d characters, at most %d may be. Post a long tool or colour correction once with POST /v1/styles, and name it by its id."
              .formatted(raw.length(), MAX_CHARACTERS));
    }
    Set<String> ofLayer = kind == LayerKind.TOOL ? OF_TOOLS : LAYER;
    Map<String, List<String>> layer = new TreeMap<>();
    Map<String, String> others = new TreeMap<>();
    String signature = null;
    Query query = request.getUri().query();
    for (Map.Entry<String, List<String>> each : query.toMultiMap().entrySet()) {
      String name = each.getKey();
      List<String> values = withoutWmtsVersion(name, each.getValue(), own);
      checkOnce(name, values);
      if (values.isEmpty()) {
        continue;
      }
      if (name.equals(SIGNATURE)) {
        signature = values.get(0);
      } else if (own.contains(name)) {
        others.put(name, values.get(0));
      } else if (ofLayer.contains(name)) {
        layer.put(name, inOrder(query, name, values));
      } else {
        throw PageCursors.badParameter(name, known(ofLayer, own));
      }
    }
    return new LayerQuery(layer, others, signature);
  }

  /** Clients of WMTS add theirs, whatever an address has already. */
  private static List<String> withoutWmtsVersion(
      String name, List<String> values, Set<String> own) {
    return name.equals(VERSION) && own.contains("SERVICE")
        ? values.stream().filter(value -> !value.equals("1.0.0")).toList()
        : values;
  }

  private static void checkOnce(String name, List<String> values) {
    if (values.size() > 1 && !name.equals(INPUT)) {
      throw PageCursors.badParameter(name, "it comes twice. Give it once.");
    }
    if (values.size() > MAX_INPUTS) {
      throw PageCursors.badParameter(
          name, "it comes %d times, at most %d may be.".formatted(values.size(), MAX_INPUTS));
    }
  }

  private static String known(Set<String> ofLayer, Set<String> own) {
    Set<String> all = new TreeSet<>(ofLayer);
    all.addAll(own);
    all.add(SIGNATURE);
    return "it is not known here. Known: %s.".formatted(String.join(", ", all));
  }

  /** Akka HTTP gives the values of a name last first. */
  private static List<String> inOrder(Query query, String name, List<String> values) {
    if (values.size() < 2) {
      return List.copyOf(values);
    }
    List<String> ordered = new ArrayList<>();
    query.toList().stream()
        .filter(pair -> pair.first().equals(name))
        .forEach(pair -> ordered.add(pair.second()));
    return List.copyOf(ordered);
  }

  /** Returns the value of a parameter of the layer. */
  Optional<String> value(String name) {
    return Optional.ofNullable(layer.get(name)).map(values -> values.get(0));
  }

  List<String> inputs() {
    return layer.getOrDefault(INPUT, List.of());
  }

  /** Returns the version that the address was made for; empty: it names none. */
  String version() {
    return value(VERSION).orElse("");
  }

  /** Returns the same for another version. */
  LayerQuery withVersion(String version) {
    Map<String, List<String>> changed = new TreeMap<>(layer);
    changed.put(VERSION, List.of(version));
    return new LayerQuery(changed, own, signature);
  }

  /**
   * Returns the parameters of the layer as a query, encoded and in order: the same for the same.
   */
  String canonical() {
    return layer.entrySet().stream()
        .flatMap(
            each ->
                each.getValue().stream()
                    .map(value -> each.getKey() + "=" + HttpResponses.urlEncode(value)))
        .collect(Collectors.joining("&"));
  }
}
