package io.landfall.node.local;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.zip.ZipFile;

/**
 * Which build of the program this is.
 *
 * @param version numbers with dots between, and what a build has beside them
 * @param commit what it was built of
 * @param committed when that was made, as {@code 2026-11-30T04:09:48Z}; empty: not known
 */
record BuildId(String version, String commit, String committed) {
  private static final String NAME = "landfall-version.properties";
  private static final String CLIENT_JAR = "landfall-client.jar";

  /** Reads what the build wrote down. */
  static BuildId ours() {
    var properties = new Properties();
    try (InputStream in = versionFile()) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String committed = properties.getProperty("committed", "");
    return new BuildId(
        properties.getProperty("version"),
        properties.getProperty("commit"),
        committed.startsWith("$") ? "" : committed);
  }

  /** From the jar where there is but one, which is open: a resource is looked for in Java first. */
  private static InputStream versionFile() throws IOException {
    String classPath = System.getProperty("java.class.path", "");
    if (classPath.endsWith(CLIENT_JAR) && classPath.indexOf(File.pathSeparatorChar) < 0) {
      try (var jar = new ZipFile(classPath)) {
        return new ByteArrayInputStream(jar.getInputStream(jar.getEntry(NAME)).readAllBytes());
      }
    }
    return BuildId.class.getResourceAsStream("/" + NAME);
  }

  /** Tells whether this is the same build. */
  boolean isSameAs(BuildId other) {
    return version.equals(other.version) && commit.equals(other.commit);
  }

  /**
   * Tells whether this has a higher version number, or the same and a later commit, as builds
   * between two releases do.
   */
  boolean isNewerThan(BuildId other) {
    String[] ours = numbers(version);
    String[] theirs = numbers(other.version);
    for (int i = 0; i < Math.max(ours.length, theirs.length); i++) {
      int difference = Integer.compare(number(ours, i), number(theirs, i));
      if (difference != 0) {
        return difference > 0;
      }
    }
    return !committed.isEmpty()
        && !other.committed.isEmpty()
        && committed.compareTo(other.committed) > 0;
  }

  private static String[] numbers(String version) {
    int end = 0;
    while (end < version.length() && "0123456789.".indexOf(version.charAt(end)) >= 0) {
      end++;
    }
    return version.substring(0, end).split("\\.");
  }

  private static int number(String[] numbers, int index) {
    String text = index < numbers.length ? numbers[index] : "";
    return text.isEmpty() || text.length() > 9 ? 0 : Integer.parseInt(text);
  }

  @Override
  public String toString() {
    return version + " (" + commit + (committed.isEmpty() ? "" : ", " + committed) + ")";
  }
}
