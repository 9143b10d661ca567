package io.landfall.delivery.local;

import io.landfall.delivery.FileNames;
import io.landfall.delivery.Sidecar;
import io.landfall.raster.provenance.ProvenancePlan;
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
 * What an earlier export has left as sidecars of a file that somebody has removed since. Ours is a
 * list of checksums that names just the files of such an output, and what it vouches for: those may
 * be replaced, anything else is somebody else's.
 */
public final class ReplaceableFiles {
  private static final long MAX_CHECKSUM_FILE_BYTES = 64 * 1024;
  private static final long MAX_BYTES = 16L << 20; // ours are far smaller

  private final Path folder;
  private final String checksumFile;
  private final Map<String, String> checksums;

  private ReplaceableFiles(Path folder, String checksumFile, Map<String, String> checksums) {
    this.folder = folder;
    this.checksumFile = checksumFile;
    this.checksums = checksums;
  }

  /** Looks what is there. */
  static ReplaceableFiles find(Path folder, FileNames names) {
    Path file = folder.resolve(names.checksums());
    Map<String, String> vouched = new HashMap<>();
    try {
      if (Files.isRegularFile(file) && Files.size(file) <= MAX_CHECKSUM_FILE_BYTES) {
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
    Set<String> expected = new HashSet<>(names.sidecars());
    expected.remove(names.checksums());
    expected.add(names.main());
    Set<String> found = new HashSet<>(vouched.keySet());
    ProvenancePlan.names(names.main()).forEach(found::remove); // where they were asked for
    return new ReplaceableFiles(
        folder, names.checksums(), found.equals(expected) ? vouched : Map.of());
  }

  /** Tells whether nothing of anybody else's stands where the sidecars of an output go. */
  public static boolean areReplaceable(Path folder, FileNames names) {
    ReplaceableFiles left = find(folder, names);
    return names.sidecars().stream()
        .allMatch(name -> !Files.exists(folder.resolve(name)) || left.isReplaceable(name));
  }

  /** Tells whether a file that is there may be replaced. */
  boolean isReplaceable(String name) {
    if (name.equals(checksumFile)) {
      return !checksums.isEmpty();
    }
    Path file = folder.resolve(name);
    try {
      return checksums.containsKey(name)
          && Files.isRegularFile(file)
          && Files.size(file) <= MAX_BYTES
          && new Sidecar(name, "", Files.readAllBytes(file)).sha256().equals(checksums.get(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
