package io.landfall.node;

import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.LoggerFactory;

/**
 * Tells the JVM's second compiler how to go about loops over pixels, and, where the process lives
 * for one export, which libraries to leave alone: it spent more time on these on the way to the
 * first pixel than on all pixels of a small export.
 */
final class CompilerDirectives {
  private static final Set<String> LIBRARIES_BY_C1 = Set.of("export", "demo", "local-node");
  private static final Set<String> RENDERING =
      Set.of("export", "demo", "serve", "worker", "local-node");
  private static final String LIBRARY_DIRECTIVES = "libraries.directives.json";
  private static final String PIXEL_DIRECTIVES = "pixels.directives.json";

  private CompilerDirectives() {}

  /** Adds the directives in the background, where pixels are rendered: others start faster. */
  static void addFor(String[] arguments) {
    if (arguments.length == 0 || !RENDERING.contains(arguments[0])) {
      return;
    }
    boolean byC1 = LIBRARIES_BY_C1.contains(arguments[0]);
    List<String> files =
        byC1 ? List.of(LIBRARY_DIRECTIVES, PIXEL_DIRECTIVES) : List.of(PIXEL_DIRECTIVES);
    var adding = new Thread(() -> add(files), "compiler-directives");
    adding.setDaemon(true);
    adding.start();
  }

  /** Another JVM may not know them, and tests have no files: then it compiles as it likes. */
  private static void add(List<String> files) {
    try {
      Path jar =
          Path.of(Landfall.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      for (String name : files) {
        Path file = jar.resolveSibling("lib").resolve(name);
        if (Files.exists(file)) {
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "compilerDirectivesAdd",
                  new Object[] {new String[] {file.toString()}},
                  new String[] {String[].class.getName()});
        }
      }
    } catch (JMException | URISyntaxException | RuntimeException e) {
      LoggerFactory.getLogger(CompilerDirectives.class).debug("No compiler directives", e);
    }
  }
}
