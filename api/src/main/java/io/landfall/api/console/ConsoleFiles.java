package io.landfall.api.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** The files of the page: its own beside this class, and those of libraries in their jars. */
final class ConsoleFiles {
  /** The page itself. */
  static final String PAGE = "index.html";

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

  private static final Pattern BUILD = Pattern.compile("v[0-9a-f]{16}");
  private static final int BUILD_BYTES = 8;

  private final Map<String, ConsoleFile> files = new ConcurrentHashMap<>();
  private volatile String build;

  /** Tells whether a segment of a path can only be a build, of this version or another. */
  static boolean isBuild(String segment) {
    return BUILD.matcher(segment).matches();
  }

  /** Returns what tells these files from those of any other version: a hash over all of them. */
  String build() {
    if (build == null) {
      build = "v" + hash();
    }
    return build;
  }

  private static String hash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String name : names()) {
        digest.update(name.getBytes(UTF_8));
        digest.update(get(name));
      }
      for (LibraryFile file : new TreeMap<>(LIBRARIES).values()) {
        digest.update((file + version(file.library())).getBytes(UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, BUILD_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** Lists the page's own files, sorted. */
  private static SortedSet<String> names() {
    URL root = ConsoleFiles.class.getResource(PAGE);
    try {
      var names = new TreeSet<String>();
      if (root.openConnection() instanceof JarURLConnection inJar) {
        inJar.setUseCaches(false); // so that it may be closed
        String folder =
            inJar.getEntryName().substring(0, inJar.getEntryName().length() - PAGE.length());
        try (JarFile jar = inJar.getJarFile()) {
          jar.stream()
              .map(ZipEntry::getName)
              .filter(name -> name.startsWith(folder))
              .map(name -> name.substring(folder.length()))
              .forEach(names::add);
        }
      } else {
        Path folder = Path.of(root.toURI()).getParent();
        try (Stream<Path> all = Files.walk(folder)) {
          all.map(file -> folder.relativize(file).toString().replace('\\', '/'))
              .forEach(names::add);
        }
      }
      names.removeIf(name -> !NAME.matcher(name).matches());
      return names;
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("Cannot list the files of the console at " + root, e);
    }
  }

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
