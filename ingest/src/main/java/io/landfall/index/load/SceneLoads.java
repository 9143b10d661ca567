package io.landfall.index.load;

/** Begins loads. */
public interface SceneLoads {
  /**
   * Begins to load a list.
   *
   * @param listUrl its name
   * @param version of its content: ETag, or time and size; a load that was cut off can go on with
   *     the same version only; empty: never
   * @throws io.landfall.model.ExportFailure STATE_CONFLICT when somebody else is loading
   */
  SceneLoad begin(String listUrl, String version);
}
