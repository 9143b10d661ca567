package io.landfall.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The classes of a node as its JVM keeps them, made once for a jar and all suites: a process starts
 * with a third less of the processor.
 */
public final class ClassArchive {
  private static final Path FOLDER = Path.of("target", "class-archives").toAbsolutePath();

  private ClassArchive() {}

  /**
   * Returns the options by which a JVM takes the classes of {@code jar}, made before it returns.
   */
  public static List<String> options(Path jar) {
    return List.of(
        "-XX:SharedArchiveFile=" + archive(jar), "-Xlog:disable", "-Xlog:all=error:stderr");
  }

  private static Path archive(Path jar) {
    try {
      long modified = Files.getLastModifiedTime(jar).toMillis();
      Path archive =
          Files.createDirectories(FOLDER)
              .resolve("%08x-%d.jsa".formatted(jar.toString().hashCode(), modified));
      if (!Files.exists(archive)) {
        make(jar, archive);
      }
      return archive;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void make(Path jar, Path archive) throws IOException {
    try (var lock = ProcessLock.take(FOLDER.resolve("lock"))) {
      if (Files.exists(archive)) {
        return;
      }
      Path partial = FOLDER.resolve("partial.jsa");
      Path demo = Files.createTempDirectory("landfall-classes");
      Files.deleteIfExists(partial);
      Programs.run(
              List.of(
                  Programs.javaExecutable(),
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-XX:ArchiveClassesAtExit=" + partial,
                  "-Xlog:disable",
                  "-jar",
                  jar.toString(),
                  "demo",
                  "--data-dir",
                  demo.toString()))
          .expectSuccess();
      Programs.run("rm", "-rf", demo.toString());
      Files.move(partial, archive);
    }
  }
}
