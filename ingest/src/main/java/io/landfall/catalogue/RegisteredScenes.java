package io.landfall.catalogue;

import io.landfall.export.SceneSource;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import io.landfall.workspace.OwnScene;
import io.landfall.workspace.OwnScene.OwnBand;
import io.landfall.workspace.OwnScene.OwnFile;
import io.landfall.workspace.WorkspaceIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Scenes that somebody has registered, by their UUID; only their owner finds them. What is none of
 * these is taken from elsewhere.
 */
public final class RegisteredScenes implements SceneSource {
  private final SceneSource others;
  private final Function<UUID, Optional<OwnScene>> registered;
  private final UnaryOperator<String> hrefs;
  private final Function<SceneId, String> viewers;

  /**
   * Makes a source; nobody's scenes are found before {@link #asSeenBy}.
   *
   * @param registered finds a scene, whosesoever it is
   * @param hrefs returns the URL to read for one that was registered, or throws
   */
  public RegisteredScenes(
      SceneSource others,
      Function<UUID, Optional<OwnScene>> registered,
      UnaryOperator<String> hrefs) {
    this(others, registered, hrefs, id -> null);
  }

  private RegisteredScenes(
      SceneSource others,
      Function<UUID, Optional<OwnScene>> registered,
      UnaryOperator<String> hrefs,
      Function<SceneId, String> viewers) {
    this.others = others;
    this.registered = registered;
    this.hrefs = hrefs;
    this.viewers = viewers;
  }

  @Override
  public SceneSource asSeenBy(Function<SceneId, String> anyone) {
    return new RegisteredScenes(others.asSeenBy(anyone), registered, hrefs, anyone);
  }

  @Override
  public Scene scene(SceneId id) {
    Optional<UUID> uuid = WorkspaceIds.parse(id.value());
    if (uuid.isEmpty()) {
      return others.scene(id);
    }
    Optional<OwnScene> own =
        registered
            .apply(uuid.get())
            .filter(scene -> scene.access().owner().equals(viewers.apply(id)));
    return own.isPresent() ? scene(id, own.get()) : otherScene(id);
  }

  /** A folder may have the name of a UUID, too. */
  private Scene otherScene(SceneId id) {
    try {
      return others.scene(id);
    } catch (ExportFailure e) {
      if (e.code() != ErrorCode.SCENE_UNKNOWN && e.code() != ErrorCode.NOT_ALLOWED) {
        throw e;
      }
      throw new ExportFailure(
          ErrorCode.SCENE_UNKNOWN,
          "Cannot find scene %s: none of yours has this id. List them with GET /v1/scenes."
              .formatted(id),
          e);
    }
  }

  private Scene scene(SceneId id, OwnScene own) {
    Map<String, OwnFile> files =
        own.content().files().stream().collect(Collectors.toMap(OwnFile::href, file -> file));
    Map<String, String> urls =
        files.keySet().stream().collect(Collectors.toMap(href -> href, hrefs));
    List<OwnBand> bands = own.content().bands();
    List<SceneBand> found = new ArrayList<>();
    for (int i = 0; i < bands.size(); i++) {
      OwnBand band = bands.get(i);
      found.add(
          new SceneBand(
              aliases(bands, i),
              urls.get(band.href()),
              band.index() - 1,
              null,
              null,
              null,
              null,
              new SceneBand.Registered(band.givenNodata(), files.get(band.href()).version())));
    }
    List<SceneBand> named = CommonNames.withSynonyms(found);
    return new Scene(
        id,
        own.content().name(),
        named,
        CommonNames.defaultBands(named, named.stream().map(SceneBand::name).toList()),
        own.content().acquired(),
        own.content().cloudCover(),
        List.of());
  }

  /** A band answers to its place too, from 1, unless a band has a number for a name. */
  private static List<String> aliases(List<OwnBand> bands, int index) {
    String name = bands.get(index).name();
    boolean numbered = bands.stream().anyMatch(band -> band.name().matches("\\d+"));
    return numbered ? List.of(name) : List.of(name, String.valueOf(index + 1));
  }
}
