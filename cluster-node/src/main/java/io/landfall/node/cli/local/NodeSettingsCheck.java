package io.landfall.node.cli.local;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import io.landfall.node.config.Configuration;
import io.landfall.node.local.CommandRequest;
import io.landfall.node.local.Umask;
import io.landfall.node.wiring.RunningService;
import io.landfall.schedule.RenderSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Tells whether a command means the same in a node as in a process of its own: settings are those
 * of the node, so what would change a command must be alike on both sides, credentials above all.
 */
final class NodeSettingsCheck {
  private static final String SLOTS = "landfall.render.slots";

  /** What a command does not depend on: who asks a node how, and where its state is. */
  private static final List<String> OF_THE_NODE =
      List.of(
          "landfall.api.",
          "landfall.audit.",
          "landfall.cluster.",
          "landfall.console.",
          "landfall.data-dir",
          "landfall.database.",
          "landfall.expiry.",
          "landfall.failpoints",
          "landfall.import-folder",
          "landfall.ingest.",
          "landfall.jwt.",
          "landfall.management.",
          "landfall.planet.",
          SLOTS,
          "landfall.roles",
          "landfall.secrets.",
          "landfall.store.",
          "landfall.tides.",
          "landfall.webhook.");

  /** Read by the program or its libraries as they are. */
  private static final Set<String> VARIABLES =
      Set.of(
          "HOME",
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "LANDFALL_JAVA_OPTS",
          "XDG_CACHE_HOME",
          "all_proxy",
          "http_proxy",
          "https_proxy",
          "no_proxy",
          "ALL_PROXY",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "NO_PROXY",
          Umask.NAME);

  private final Map<String, Object> settings;
  private final Map<String, String> environment;
  private final int slots;
  private volatile Alike latest;

  /** What was found alike, so that the next command of the same shell need not be looked at. */
  private record Alike(Map<String, String> environment, String folder, Optional<String> workers) {}

  NodeSettingsCheck(Config config, Map<String, String> environment) {
    settings = settings(config);
    slots = RenderSettings.from(config).slots();
    this.environment = Map.copyOf(environment);
  }

  /** Returns the names of settings and variables that are others for a command. */
  List<String> others(CommandRequest command) {
    var asked = new Alike(command.environment(), command.folder(), command.workers());
    boolean hasFile = Path.of(command.folder(), "application.conf").toFile().exists();
    if (asked.equals(latest) && !hasFile) {
      return List.of();
    }
    Set<String> others = new TreeSet<>();
    Config effective =
        Configuration.load(Map.of(), command.environment(), Path.of(command.folder()));
    if (hasOtherWorkers(command, effective)) {
      others.add(SLOTS + " (--workers)");
    }
    if (RunningService.isConfigured(effective)) { // by application.conf of the command's folder
      others.add("landfall.database or landfall.store");
    }
    Map<String, Object> wanted = settings(effective);
    Set<String> names = new TreeSet<>(settings.keySet());
    names.addAll(wanted.keySet());
    names.removeIf(name -> Objects.equals(settings.get(name), wanted.get(name)));
    others.addAll(names);
    Map<String, String> variables = new HashMap<>(environment);
    variables.putAll(command.environment());
    for (String name : variables.keySet()) {
      boolean counts = name.startsWith("AWS_") || VARIABLES.contains(name);
      if (counts && !Objects.equals(environment.get(name), command.environment().get(name))) {
        others.add(name);
      }
    }
    if (others.isEmpty() && !hasFile) {
      latest = asked;
    }
    return List.copyOf(others);
  }

  /** Where nobody has asked for a number of workers, those that there are will do. */
  private boolean hasOtherWorkers(CommandRequest command, Config effective) {
    boolean isSet = !effective.getValue(SLOTS).origin().description().contains("reference.conf");
    return command
        .workers()
        .map(named -> !named.equals(Integer.toString(slots)))
        .orElse(isSet && RenderSettings.from(effective).slots() != slots);
  }

  private static Map<String, Object> settings(Config config) {
    Map<String, Object> settings = new TreeMap<>();
    for (Map.Entry<String, ConfigValue> entry : config.getConfig("landfall").entrySet()) {
      String name = "landfall." + entry.getKey();
      if (OF_THE_NODE.stream().noneMatch(name::startsWith)) {
        settings.put(name, entry.getValue().unwrapped());
      }
    }
    return settings;
  }
}
