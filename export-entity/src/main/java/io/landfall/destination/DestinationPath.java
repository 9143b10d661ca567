package io.landfall.destination;

import io.landfall.model.ExportId;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;

/**
 * The folder at a destination: names with slashes between them, that every store and every client
 * reads as the same, and that nobody sees as something else. {@value #EXPORT_ID} in it stands for
 * the id of the export.
 */
public final class DestinationPath {
  /** What is replaced by the id of the export. */
  public static final String EXPORT_ID = "{exportId}";

  /**
   * UTF-8 of a folder at most, before {@value #EXPORT_ID} is replaced, which may stand there once:
   * with the id (36) and a sidecar's name (378) keys stay below the 1,024 bytes that S3 takes.
   */
  public static final int MAX_BYTES = 512;

  private DestinationPath() {}

  /**
   * Tells what is wrong with a folder that is given without slash at its beginning; one at its end
   * may be.
   *
   * @return the rest of a sentence that begins with the value, with the fix; empty: nothing
   */
  public static Optional<String> problem(String folder) {
    String whole = "/" + (folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder);
    return Optional.ofNullable(problemOf(folder, whole + "/"));
  }

  private static String problemOf(String folder, String whole) {
    Optional<String> invisible = invisible(folder);
    if (invisible.isPresent()) {
      return "it has %s, which nobody sees. Take it out.".formatted(invisible.get());
    }
    if (folder.indexOf('\\') >= 0) {
      return "it has a backslash. Give slashes between the names of folders.";
    }
    if (whole.contains("//")) {
      return "a name of a folder is empty. Give one slash between names, and none before the"
          + " first.";
    }
    if (whole.contains("/./") || whole.contains("/../")) {
      return "it has . or .. as a name, which clients read as another folder. Give the folder"
          + " itself.";
    }
    if (whole.contains("/ ") || whole.contains(" /")) {
      return "a name of a folder begins or ends with a space. Take it out.";
    }
    String rest = folder.replace(EXPORT_ID, "");
    if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
      return "it has braces. {exportId} alone may stand in them.";
    }
    if (folder.indexOf(EXPORT_ID) != folder.lastIndexOf(EXPORT_ID)) {
      return "{exportId} stands there more than once. Give it once.";
    }
    if (!Normalizer.isNormalized(folder, Normalizer.Form.NFC)) {
      return "its letters are not in Unicode's form NFC, so it would be another folder than the one"
          + " that looks the same. Give it in NFC.";
    }
    int bytes = folder.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      return "it has %d bytes in UTF-8, at most %d may be. Give a shorter one."
          .formatted(bytes, MAX_BYTES);
    }
    return null;
  }

  /** Finds the first code point that is not seen, or makes others be seen elsewhere. */
  private static Optional<String> invisible(String text) {
    return text.codePoints()
        .filter(DestinationPath::isInvisible)
        .mapToObj("the character U+%04X"::formatted)
        .findFirst();
  }

  private static boolean isInvisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> Character.isSpaceChar(codePoint) && codePoint != ' ';
    };
  }

  /** Returns the folder of one export: {@value #EXPORT_ID} is replaced by its id. */
  public static String forExport(String folder, ExportId id) {
    return folder.replace(EXPORT_ID, id.toString());
  }

  /**
   * Returns the folder that all exports share, with a slash at its end, from one without: what
   * stands before the name that {@value #EXPORT_ID} is in; empty: there is none.
   */
  public static String shared(String folder) {
    int variable = folder.indexOf(EXPORT_ID);
    if (variable < 0) {
      return folder.isEmpty() ? "" : folder + "/";
    }
    return folder.substring(0, folder.lastIndexOf('/', variable) + 1);
  }
}
