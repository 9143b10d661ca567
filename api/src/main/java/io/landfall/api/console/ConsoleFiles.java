package io.landfall.api.console;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The files of the page: its own beside this class, and those of libraries in their jars. */
final class ConsoleFiles {
  private static final Pattern NAME =
      Pattern.compile("([a-z]++/){0,2}+[A-Za-z][A-Za-z0-9-]*+\\.(html|css|js|json|svg)");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=UTF-8",
          "css", "text/css; charset=UTF-8",
          "js", "text/javascript; charset=UTF-8",
          "json", "application/json",
          "svg", "image/svg+xml");

  /** A file of a library's jar. */
  private record LibraryFile(String library, String file) {}

  /** What the page loads of OpenLayers and Proj4js, by the name it has here. */
  private static final Map<String, LibraryFile> LIBRARIES =
      Map.of(
          "lib/ol.js", new LibraryFile("ol", "dist/ol.js"),
          "lib/ol.css", new LibraryFile("ol", "ol.css"),
          "lib/proj4.js", new LibraryFile("proj4", "dist/proj4.js"));

  private final Map<String, ConsoleFile> files = new ConcurrentHashMap<>();

  /** Finds the file of a name such as {@code js/main.js}; empty: the page has none. */
  Optional<ConsoleFile> find(String name) {
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    ConsoleFile known = files.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    return read(resource(name))
        .map(content -> files.computeIfAbsent(name, key -> ConsoleFile.of(type(name), content)));
  }

  /** Returns the text of a file that must be there. */
  static byte[] get(String name) {
    return read(name)
        .orElseThrow(
            () -> new IllegalStateException("Cannot find %s of the console".formatted(name)));
  }

  static ContentType type(String name) {
    return ContentTypes.parse(TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
  }

  private static String resource(String name) {
    LibraryFile file = LIBRARIES.get(name);
    return file == null
        ? name
        : "/META-INF/resources/webjars/%s/%s/%s"
            .formatted(file.library(), version(file.library()), file.file());
  }

  private static String version(String library) {
    String resource = "/META-INF/maven/org.webjars.npm/%s/pom.properties".formatted(library);
    var properties = new Properties();
    try (InputStream in = ConsoleFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("Cannot find %s on the class path".formatted(library));
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + resource, e);
    }
    return properties.getProperty("version");
  }

  private static Optional<byte[]> read(String resource) {
    try (InputStream in = ConsoleFiles.class.getResourceAsStream(resource)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + resource, e);
    }
  }
}
