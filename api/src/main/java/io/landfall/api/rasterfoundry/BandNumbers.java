package io.landfall.api.rasterfoundry;

import io.landfall.api.json.BodyCursor;
import io.landfall.api.workspace.WorkspacePorts;
import io.landfall.model.ErrorCode;
import io.landfall.workspace.Caller;
import io.landfall.workspace.OwnScene;
import io.landfall.workspace.Project;
import io.landfall.workspace.WorkspaceIds;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Bands by their number from 0, as the names that they have here. Blocking. */
final class BandNumbers {
  /** Of the sensors of Landsat 8 and 9, whose bands are B1 to B11. */
  private static final Pattern LANDSAT_8_OR_9 = Pattern.compile("L[COT]0?[89].{3,}");

  private static final int LANDSAT_BANDS = 11;

  /** Each is asked of the database, and may have hundreds of bands. */
  static final int MAX_LOOKED_UP = 200;

  private final WorkspacePorts ports;

  BandNumbers(WorkspacePorts ports) {
    this.ports = ports;
  }

  /**
   * Returns the names, which all scenes of a project must have alike.
   *
   * @param at where the numbers stand; what is wrong is noted there
   * @return empty if something is wrong
   */
  List<String> names(Project project, List<Integer> numbers, BodyCursor at) {
    Optional<List<String>> all = Optional.empty();
    int lookedUp = 0;
    for (var scene : project.content().scenes()) {
      String id = scene.sceneId().value();
      if (WorkspaceIds.parse(id).isPresent() && ++lookedUp > MAX_LOOKED_UP) {
        at.addError(
            ErrorCode.OPTION_UNSUPPORTED,
            "Cannot count the bands of more than %d registered scenes: name them in the project, or use POST /v1/exports."
                .formatted(MAX_LOOKED_UP));
        return List.of();
      }
      Optional<List<String>> bands = bands(id, project);
      if (bands.isEmpty() || all.isPresent() && !all.get().equals(bands.get())) {
        at.addError(
            ErrorCode.OPTION_UNSUPPORTED,
            "Cannot count the bands of scene %s: name them in the project, or use POST /v1/exports."
                .formatted(id));
        return List.of();
      }
      all = bands;
    }
    List<String> known = all.orElse(List.of());
    for (int number : numbers) {
      if (number >= known.size()) {
        at.addError(
            ErrorCode.BAND_UNKNOWN,
            "Cannot find band %d: the scenes have the bands 0 to %d."
                .formatted(number, known.size() - 1));
        return List.of();
      }
    }
    return numbers.stream().map(known::get).toList();
  }

  /** Whoever may read a project reads the scenes that its owner may. */
  private Optional<List<String>> bands(String id, Project project) {
    Optional<UUID> own = WorkspaceIds.parse(id);
    if (own.isPresent()) {
      var access = project.access();
      return ports
          .scenes()
          .find(own.get(), new Caller(access.owner(), access.organization(), false))
          .map(scene -> scene.content().bands().stream().map(OwnScene.OwnBand::name).toList());
    }
    return LANDSAT_8_OR_9.matcher(id).matches()
        ? Optional.of(
            java.util.stream.IntStream.rangeClosed(1, LANDSAT_BANDS)
                .mapToObj(Integer::toString)
                .toList())
        : Optional.empty();
  }
}
