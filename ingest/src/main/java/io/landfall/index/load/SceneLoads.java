package io.landfall.index.load;

/** Begins loads. */
public interface SceneLoads {
  /**
   * Begins to load a list.
   *
   * @param version of its content: ETag, or time and size; a load that was cut off can go on with
   *     the same version only; empty: never
   * @throws io.landfall.model.ExportFailure STATE_CONFLICT when somebody else is loading
   */
  SceneLoad begin(SceneListName list, String version);

  /** Begins to load what is known by its name alone. */
  default SceneLoad begin(String name, String version) {
    return begin(new SceneListName(name, ""), version);
  }
}
