package io.landfall.export;

import com.fasterxml.jackson.annotation.JsonValue;

/** The steps of an export in their order. Their labels stand in the journal and are shown. */
public enum ExportStep {
  /** The request becomes a plan. */
  PLAN("plan"),
  /** The upload that the parts go to is opened. */
  UPLOAD("upload"),
  /** Tasks are rendered, then the header. */
  RENDER("render"),
  /** The upload is completed. */
  COMMIT("commit"),
  /** The file goes to its destinations. */
  DELIVER("deliver"),
  /** The upload is closed and scratch objects are deleted; the finished file stays. */
  CLEAN_UP("cleanUp"),
  /** As {@link #CLEAN_UP}, and the finished file goes too. */
  DISCARD("discard");

  private final String label;

  ExportStep(String label) {
    this.label = label;
  }

  /** Returns how people and the journal call it. */
  @JsonValue
  public String label() {
    return label;
  }
}
