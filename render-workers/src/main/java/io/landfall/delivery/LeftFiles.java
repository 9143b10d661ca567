package io.landfall.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What an earlier export has left beside a file that somebody has removed since. Ours is a list of
 * checksums that names just the files of such an output, and what it vouches for: those may be
 * replaced, anything else is somebody else's.
 */
public final class LeftFiles {
  private static final long MAX_SUMS_BYTES = 64 * 1024;
  private static final long MAX_BYTES = 16L << 20; // ours are far smaller

  private final Path folder;
  private final String sums;
  private final Map<String, String> vouched;

  private LeftFiles(Path folder, String sums, Map<String, String> vouched) {
    this.folder = folder;
    this.sums = sums;
    this.vouched = vouched;
  }

  /** Looks what is there. */
  static LeftFiles find(Path folder, FileNames names) {
    Path file = folder.resolve(names.sums());
    Map<String, String> vouched = new HashMap<>();
    try {
      if (Files.isRegularFile(file) && Files.size(file) <= MAX_SUMS_BYTES) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        for (String line : text.split("\n")) {
          if (line.matches("[0-9a-f]{64}  .+")) {
            vouched.put(line.substring(66), line.substring(0, 64));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Set<String> expected = new HashSet<>(names.beside());
    expected.remove(names.sums());
    expected.add(names.main());
    return new LeftFiles(
        folder, names.sums(), vouched.keySet().equals(expected) ? vouched : Map.of());
  }

  /** Tells whether nothing of anybody else's stands where the files beside an output go. */
  public static boolean areOurs(Path folder, FileNames names) {
    LeftFiles left = find(folder, names);
    return names.beside().stream()
        .allMatch(name -> !Files.exists(folder.resolve(name)) || left.isOurs(name));
  }

  /** Tells whether a file that is there may be replaced. */
  boolean isOurs(String name) {
    if (name.equals(sums)) {
      return !vouched.isEmpty();
    }
    Path file = folder.resolve(name);
    try {
      return vouched.containsKey(name)
          && Files.isRegularFile(file)
          && Files.size(file) <= MAX_BYTES
          && new SideFile(name, "", Files.readAllBytes(file)).sha256().equals(vouched.get(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
