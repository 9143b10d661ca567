package io.landfall.workspace;

import io.landfall.model.ErrorCode;
import io.landfall.workspace.OwnScene.OwnSceneContent;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Looks into the files of a scene that somebody registers. Implemented by who reads rasters. */
public interface SceneInspector {
  /**
   * Reads the headers of all files, within a time of its own.
   *
   * @param owner who waits in turn with others
   * @return what is registered; fails with {@link SceneRefusedException}, or with an {@link
   *     io.landfall.model.ExportFailure} that is not the files' fault
   */
  CompletionStage<OwnSceneContent> inspect(SceneRegistration registration, String owner);

  /** Files of a scene cannot be used: all of them are named, each at the first band that it has. */
  final class SceneRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<BandRefusal> refusals;

    /**
     * Why a band cannot be registered.
     *
     * @param band from 0, as they were given
     * @param member of the band that is to blame: {@code href}, {@code index} or {@code nodata}
     * @param detail a whole sentence
     */
    public record BandRefusal(int band, String member, ErrorCode code, String detail) {}

    /** Makes one of at least one refusal. */
    public SceneRefusedException(List<BandRefusal> refusals) {
      super(refusals.get(0).detail(), null, false, false);
      this.refusals = List.copyOf(refusals);
    }

    /** Returns the refusals, in the order of the bands. */
    public List<BandRefusal> refusals() {
      return refusals;
    }
  }
}
