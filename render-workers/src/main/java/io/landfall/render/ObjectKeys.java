package io.landfall.render;

import io.landfall.model.ExportId;

/** Where an export's objects lie in the bucket. */
public final class ObjectKeys {
  /** All results. */
  public static final String EXPORTS = "exports/";

  /** Everything that ends with its export. */
  public static final String SCRATCH = "scratch/";

  private ObjectKeys() {}

  /**
   * Returns the key of the finished file: letters, digits, {@code . _ -} of its name stay, all else
   * becomes {@code _}, since stores and libraries do not agree on how to sign the rest.
   */
  public static String file(ExportId id, String fileName) {
    return EXPORTS + id + "/" + fileName.replaceAll("[^A-Za-z0-9._-]", "_");
  }

  /** Returns the prefix of all finished files of an export. */
  public static String files(ExportId id) {
    return EXPORTS + id + "/";
  }

  /** Returns the prefix of all scratch objects of an export. */
  public static String scratch(ExportId id) {
    return SCRATCH + id + "/";
  }

  /** Returns the key of the plan that workers read. */
  public static String plan(ExportId id) {
    return scratch(id) + "plan.json";
  }

  /** Returns the key of the list of parts with their checksums, which a delivery compares with. */
  public static String parts(ExportId id) {
    return scratch(id) + "parts.json";
  }

  /** Returns the key of the list of scenes that gave pixels. */
  public static String scenes(ExportId id) {
    return scratch(id) + "scenes.json";
  }

  /** Returns the key of the list of parts of the picture, which is there once that is whole. */
  public static String pictureParts(ExportId id) {
    return scratch(id) + "picture-parts.json";
  }

  /** Returns the key of the top tiles of one run. */
  public static String tops(ExportId id, int run) {
    return scratch(id) + "run-" + run;
  }
}
