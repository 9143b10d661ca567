package io.landfall.workspace.style;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A tool or a colour correction that has a short id.
 *
 * @param id of what it is: the same content has the same one
 * @param definition as its reader reads it
 */
public record LayerStyle(String id, StyleKind kind, JsonNode definition) {
  private static final String PREFIX = "s-";
  private static final int ID_BYTES = 12;
  private static final int ID_CHARACTERS = PREFIX.length() + 2 * ID_BYTES;

  /** What a style says. The names stand in the database. */
  public enum StyleKind {
    /** Map algebra. */
    TOOL,
    /** Blocks of a colour correction. */
    COLOR_CORRECTION
  }

  public LayerStyle {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(definition, "definition");
  }

  /** Makes one with the id that its content gives. */
  public static LayerStyle of(StyleKind kind, JsonNode definition) {
    byte[] text = (kind + "\n" + definition).getBytes(StandardCharsets.UTF_8);
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      String id = PREFIX + HexFormat.of().formatHex(Arrays.copyOf(hash, ID_BYTES));
      return new LayerStyle(id, kind, definition);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: every Java has SHA-256", e);
    }
  }

  /** Tells whether a text is written as ids of styles are. */
  public static boolean isId(String text) {
    return text.length() == ID_CHARACTERS
        && text.startsWith(PREFIX)
        && text.chars().skip(PREFIX.length()).allMatch(one -> Character.digit(one, 16) >= 0);
  }
}
