package io.landfall.model;

/** Where an export stands. Part of the contract; anything finer goes into the status reason. */
public enum ExportStatus {
  PENDING,
  SUBMITTED,
  RENDERING,
  DELIVERING,
  SUCCESS,
  ERROR;

  /** Tells whether nothing more will happen by itself. */
  public boolean isTerminal() {
    return this == SUCCESS || this == ERROR;
  }
}
