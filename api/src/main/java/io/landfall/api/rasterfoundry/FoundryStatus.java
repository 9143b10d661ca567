package io.landfall.api.rasterfoundry;

import io.landfall.model.ExportStatus;

/** The statuses that Raster Foundry gives exports. */
enum FoundryStatus {
  FAILED,
  /** Never answered: an export begins when it is asked for. */
  NOTEXPORTED,
  TOBEEXPORTED,
  EXPORTING,
  EXPORTED;

  static FoundryStatus of(ExportStatus status) {
    return switch (status) { // no default: a new status must choose its name to compile
      case PENDING, SUBMITTED -> TOBEEXPORTED;
      case RENDERING, DELIVERING -> EXPORTING;
      case SUCCESS -> EXPORTED;
      case ERROR -> FAILED;
    };
  }
}
