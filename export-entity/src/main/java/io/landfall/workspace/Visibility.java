package io.landfall.workspace;

/** Who else may read and export something; only its owner changes it. */
public enum Visibility {
  /** Its owner alone. */
  PRIVATE,
  /** Members of its owner's organization. */
  ORGANIZATION,
  /** Everybody who has a token. */
  PUBLIC
}
