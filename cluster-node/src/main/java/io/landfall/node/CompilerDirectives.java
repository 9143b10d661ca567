package io.landfall.node;

import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.LoggerFactory;

/**
 * Tells the JVM which libraries its second compiler leaves alone, where the process lives for one
 * export: it spent more time on the way to the first pixel than on all pixels of a small export.
 */
final class CompilerDirectives {
  private static final Set<String> MODES = Set.of("export", "demo");
  private static final String FILE = "compiler-directives.json";

  /** Set by the launcher, which gives them to the JVM itself. */
  private static final String GIVEN = "compiler-directives";

  private CompilerDirectives() {}

  /** Adds the directives in the background where the mode is short-lived. */
  static void addFor(String[] arguments) {
    if (arguments.length > 0 && MODES.contains(arguments[0]) && System.getProperty(GIVEN) == null) {
      var adding = new Thread(CompilerDirectives::add, "compiler-directives");
      adding.setDaemon(true);
      adding.start();
    }
  }

  /** Another JVM may not know them, and tests have no file: then all is compiled. */
  private static void add() {
    try {
      Path ours =
          Path.of(Landfall.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path file = ours.resolveSibling("lib").resolve(FILE);
      if (Files.exists(file)) {
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "compilerDirectivesAdd",
                new Object[] {new String[] {file.toString()}},
                new String[] {String[].class.getName()});
      }
    } catch (JMException | URISyntaxException | RuntimeException e) {
      LoggerFactory.getLogger(CompilerDirectives.class).debug("No compiler directives", e);
    }
  }
}
