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

/** The files of the page: its own beside this class, and those of OpenLayers in their jar. */
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

  private static final String WEBJAR = "/META-INF/resources/webjars/ol/";
  private static final String WEBJAR_VERSION = "/META-INF/maven/org.webjars.npm/ol/pom.properties";

  /** What the page loads of OpenLayers, by the name it has here. */
  private static final Map<String, String> OPEN_LAYERS =
      Map.of("lib/ol.js", "dist/ol.js", "lib/ol.css", "ol.css");

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
    return OPEN_LAYERS.containsKey(name)
        ? WEBJAR + openLayersVersion() + "/" + OPEN_LAYERS.get(name)
        : name;
  }

  private static String openLayersVersion() {
    var properties = new Properties();
    try (InputStream in = ConsoleFiles.class.getResourceAsStream(WEBJAR_VERSION)) {
      if (in == null) {
        throw new IllegalStateException("Cannot find OpenLayers on the class path");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + WEBJAR_VERSION, e);
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
