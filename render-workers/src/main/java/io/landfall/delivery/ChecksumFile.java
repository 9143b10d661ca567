package io.landfall.delivery;

import java.util.List;
import java.util.Map;

/** Checksums as {@code sha256sum -c} reads them. */
public final class ChecksumFile {
  private ChecksumFile() {}

  /**
   * Writes one line a file.
   *
   * @param checksums name and SHA-256 in hexadecimal, in the order of the lines
   */
  public static String write(List<Map.Entry<String, String>> checksums) {
    StringBuilder lines = new StringBuilder();
    for (var sum : checksums) {
      String name = sum.getKey().replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
      lines.append(name.equals(sum.getKey()) ? "" : "\\"); // says that the name is escaped
      lines.append(sum.getValue()).append("  ").append(name).append('\n');
    }
    return lines.toString();
  }
}
