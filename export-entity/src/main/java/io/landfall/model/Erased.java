package io.landfall.model;

import java.util.Set;

/** What stands in the place of what named a person who was erased. No user can have this name. */
public final class Erased {
  /** Stands for a name, a place, a sentence. */
  public static final String TEXT = "[erased]";

  private static final String STEM = "erased";

  private static final Set<String> ENDINGS =
      Set.of(
          "tif", "tiff", "png", "jpg", "jpeg", "zip", "mbtiles", "pmtiles", "json", "txt", "xml",
          "csv", "pgw", "jgw", "sha256");

  private Erased() {}

  /** Tells whether a text stands for one that was erased. */
  public static boolean is(String text) {
    return TEXT.equals(text);
  }

  /** Returns what stands for the name of a file: of one of ours the ending stays. */
  public static String fileName(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1);
    return ENDINGS.contains(ending) ? STEM + "." + ending : STEM;
  }
}
