package io.landfall.node.local;

import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the program of this client is started: by the launcher beside its jar, else as the JVM was.
 *
 * @param folder of {@code landfall.jar}; {@code null}: classes lie in folders
 * @param ownOptions whether this JVM was started by hand, with options that the program's wants
 */
record Program(Path folder, boolean ownOptions) {
  private static final String CLIENT_JAR = "landfall-client.jar";
  private static final String MAIN = "io.landfall.node.Landfall";

  static Program ours() {
    try {
      Path place =
          Path.of(Program.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path jar = place.resolveSibling("landfall.jar");
      return new Program(
          Files.isRegularFile(place) && Files.exists(jar) ? jar.getParent() : null,
          !place.endsWith(CLIENT_JAR));
    } catch (URISyntaxException e) {
      return new Program(null, true);
    }
  }

  /** Returns what starts the whole program; its arguments follow. */
  List<String> nodeCommand() {
    if (folder != null && !ownOptions && isRunnable(folder.resolve("landfall"))) {
      return List.of(folder.resolve("landfall").toString());
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+ExitOnOutOfMemoryError");
    if (ownOptions) {
      command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    }
    command.addAll(
        folder == null
            ? List.of("-cp", System.getProperty("java.class.path"), MAIN)
            : List.of("-jar", folder.resolve("landfall.jar").toString()));
    return command;
  }

  private static boolean isRunnable(Path launcher) {
    return Files.isExecutable(launcher)
        && (Files.exists(Path.of("/bin/bash")) || Files.exists(Path.of("/usr/bin/bash")));
  }
}
