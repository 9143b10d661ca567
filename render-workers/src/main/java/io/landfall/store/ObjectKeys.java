package io.landfall.store;

import io.landfall.model.ExportAttempt;
import java.util.List;
import java.util.Optional;

/** Where an export's objects lie in the bucket: apart for each attempt. */
public final class ObjectKeys {
  /** All results. */
  public static final String EXPORTS = "exports/";

  /** Everything that ends with its export. */
  public static final String SCRATCH = "scratch/";

  private static final int ID_LENGTH = 36;

  private ObjectKeys() {}

  /** Returns the id of the export that a key is of, or would be; empty: it is of none. */
  public static Optional<String> exportId(String key) {
    for (String folder : List.of(EXPORTS, SCRATCH)) {
      int end = folder.length() + ID_LENGTH;
      if (key.startsWith(folder) && key.length() >= end) {
        return Optional.of(key.substring(folder.length(), end));
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the key of the finished file: letters, digits, {@code . _ -} of its name stay, all else
   * becomes {@code _}, since stores and libraries do not agree on how to sign the rest.
   */
  public static String file(ExportAttempt attempt, String fileName) {
    return EXPORTS + attempt + "/" + fileName.replaceAll("[^A-Za-z0-9._-]", "_");
  }

  /** Returns the prefix of all finished files of an attempt. */
  public static String files(ExportAttempt attempt) {
    return EXPORTS + attempt + "/";
  }

  /** Returns the prefix of all scratch objects of an attempt. */
  public static String scratch(ExportAttempt attempt) {
    return SCRATCH + attempt + "/";
  }

  /** Returns the key of the plan that workers read. */
  public static String plan(ExportAttempt attempt) {
    return scratch(attempt) + "plan.json";
  }

  /** Returns the key of the list of parts of the image, which is there once that is whole. */
  public static String imageParts(ExportAttempt attempt) {
    return scratch(attempt) + "image-parts.json";
  }

  /** Returns the key of what would be a part, where parts are composed of such objects. */
  public static String partObject(ExportAttempt attempt, int number) {
    return scratch(attempt) + "part-" + number;
  }

  /** Returns the key of what a task has of the raster of scene numbers. */
  public static String provenance(ExportAttempt attempt, int task) {
    return scratch(attempt) + "provenance-" + task;
  }

  /** Returns the key of the list of parts of the raster of scene numbers, beside that. */
  public static String provenanceParts(ExportAttempt attempt) {
    return files(attempt) + "provenance-parts.json";
  }

  /** Returns the key of the top overviews of one task. */
  public static String topOverviews(ExportAttempt attempt, int task) {
    return scratch(attempt) + "task-" + task;
  }
}
