package io.landfall.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of Java of all modules. */
final class JavaSources {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern MODULE = Pattern.compile("<module>(.+?)</module>");
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import (?:static )?([a-z0-9_.]+)\\.[A-Z]");

  private JavaSources() {}

  /** A file of Java. */
  record SourceFile(Path path, String packageName, String text) {
    /** Returns the name of its class. */
    String name() {
      return path.getFileName().toString().replace(".java", "");
    }

    /** Returns the packages it imports from; those that serve only its comments are among them. */
    List<String> importedPackages() {
      return IMPORT.matcher(text).results().map(found -> found.group(1)).toList();
    }
  }

  /** Returns the files of main code. */
  static List<SourceFile> main() {
    return below("src/main/java");
  }

  /** Returns the files of tests. */
  static List<SourceFile> tests() {
    return below("src/test/java");
  }

  private static List<SourceFile> below(String folder) {
    return modules()
        .map(module -> module.resolve(folder))
        .filter(Files::exists)
        .flatMap(JavaSources::javaFiles)
        .toList();
  }

  /** Returns the folders of the modules. */
  static Stream<Path> modules() {
    return MODULE
        .matcher(read(ROOT.resolve("pom.xml")))
        .results()
        .map(module -> ROOT.resolve(module.group(1)));
  }

  private static Stream<SourceFile> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(JavaSources::sourceFile)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SourceFile sourceFile(Path path) {
    String text = read(path);
    MatchResult found = PACKAGE.matcher(text).results().findFirst().orElseThrow();
    return new SourceFile(path, found.group(1), text);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
