package io.landfall.model.cloud;

/** What becomes of an export with a scene that has no quality band. */
public enum MissingQuality {
  /** It is refused. */
  REFUSE,
  /** The scene is taken as it is, with a warning. */
  WARN
}
