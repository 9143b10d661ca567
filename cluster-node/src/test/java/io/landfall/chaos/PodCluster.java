package io.landfall.chaos;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.landfall.chaos.ReferenceExports.ExportKind;
import io.landfall.node.cli.Manifests;
import io.landfall.node.wiring.Certificates;
import io.landfall.secret.SecretCipher;
import io.landfall.system.ClassArchive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pods of the overlay dev as processes: arguments, settings and ports as the manifests have them,
 * each at an address of the loopback device.
 */
final class PodCluster implements AutoCloseable {
  /** What is asked for; the layout of a Zarr may be another in another release. */
  private static final List<ExportKind> EXPORTED =
      List.of(ExportKind.MOSAIC, ExportKind.SINGLE, ExportKind.NDVI);

  private static final Path OVERLAY = Manifests.FOLDER.resolve("overlays/dev");
  private static final Path JAR = Path.of("target", "landfall.jar").toAbsolutePath();

  /** Of an earlier release, to try a rolling update; without it, nodes are all of today. */
  private static final Optional<Path> OLD_JAR =
      Optional.ofNullable(System.getProperty("landfall.oldJar"))
          .map(jar -> Path.of(jar).toAbsolutePath());

  private static final String ADDRESS = "127.0.0.";
  private static final Duration BALANCER_LAG = Duration.ofSeconds(1);

  final Path folder;
  final KubernetesApi api;
  final ReferenceExports references;
  final ApiClient client;
  private final StoreProcess store;
  private final Map<ChaosNode, String> pods = new ConcurrentHashMap<>();
  private final List<ChaosNode> order = new CopyOnWriteArrayList<>();

  /** When it was told to leave, or killed, by {@link System#nanoTime}. */
  private final Map<ChaosNode, Long> leaving = new ConcurrentHashMap<>();

  private final Map<String, String> settings = new TreeMap<>();
  private final Map<String, Object> tls;
  private final Thread hook = new Thread(this::end, "pods-end");
  private int placed;

  /** The jar that nodes are started from. */
  private Path release;

  PodCluster(Path folder, Postgres postgres, String token) throws IOException {
    this.folder = folder;
    Runtime.getRuntime().addShutdownHook(hook);
    Shell.run("rm", "-rf", folder.toString());
    Files.createDirectories(folder);
    references = ReferenceExports.prepare(folder.resolveSibling("chaos-alone"), JAR);
    OLD_JAR.ifPresent(this::prepareEarlier);
    release = OLD_JAR.orElse(JAR);
    Certificates authority = Certificates.of(folder, "authority");
    Map<String, Object> apiFiles = authority.node("api", "localhost");
    tls = authority.node("node", "landfall-cluster");
    api =
        new KubernetesApi(
            OVERLAY,
            Path.of(apiFiles.get("landfall.cluster.tls.certificate").toString()),
            Path.of(apiFiles.get("landfall.cluster.tls.key").toString()));
    store = new StoreProcess("127.0.0.1", folder.resolve("store.log"));
    client = new ApiClient(() -> pods("api").stream().map(PodCluster::url).toList(), token);
    settings.putAll(
        Manifests.read(OVERLAY).stream()
            .filter(ConfigMap.class::isInstance)
            .map(map -> ((ConfigMap) map).getData())
            .findFirst()
            .orElseThrow());
    settings.put("DATABASE_URL", postgres.url("127.0.0.1", postgres.port));
    settings.put("LANDFALL_S3_ENDPOINT", store.url);
    settings.put("LANDFALL_S3_BUCKET", "landfall");
    settings.put("LANDFALL_S3_ACCESS_KEY_ID", "chaos");
    settings.put("LANDFALL_S3_SECRET_ACCESS_KEY", "chaos-secret");
    settings.put("LANDFALL_IMPORT_FOLDER", references.scenes.toString());
    settings.put("KUBERNETES_SERVICE_HOST", "localhost");
    settings.put("KUBERNETES_SERVICE_PORT", String.valueOf(api.port()));
    settings.put("LANDFALL_CLUSTER_TLS_CERTIFICATE", file("certificate"));
    settings.put("LANDFALL_CLUSTER_TLS_KEY", file("key"));
    settings.put("LANDFALL_CLUSTER_TLS_AUTHORITY", file("authority"));
    Files.writeString(folder.resolve("secrets.key"), SecretCipher.generateKey());
  }

  /** Has an earlier release render what is asked for alone: it, too, must be the same bytes. */
  private void prepareEarlier(Path jar) {
    var earlier = ReferenceExports.prepare(folder.resolveSibling("chaos-alone-earlier"), jar);
    for (ExportKind kind : EXPORTED) {
      try {
        if (Files.mismatch(earlier.reference(kind), references.reference(kind)) != -1) {
          throw new AssertionError("The release of %s renders %s differently".formatted(jar, kind));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Returns the release before today's, where one is named. */
  static Optional<Path> earlierJar() {
    return OLD_JAR;
  }

  private String file(String what) {
    return tls.get("landfall.cluster.tls." + what).toString();
  }

  static String token(ChaosNode node) {
    return "token-of-" + node.host;
  }

  /** Makes a place for a pod of a role at the next address; it does not run yet. */
  ChaosNode place(String role) {
    placed++;
    var node =
        new ChaosNode(
            placed,
            role.equals("control"),
            ADDRESS + placed,
            folder.resolve(role + "-" + placed + ".log"));
    api.addPod("landfall-" + role, node.host);
    pods.put(node, role);
    order.add(node);
    return node;
  }

  /** Nodes that start from now on are of today; {@code false}: of the earlier release. */
  void update(boolean toToday) {
    release = toToday ? JAR : OLD_JAR.orElseThrow();
  }

  void start(ChaosNode node) {
    Container container = Manifests.container(Manifests.node(OVERLAY, pods.get(node)));
    Path data = folder.resolve(node.host);
    var command =
        new ArrayList<>(
            List.of(
                ReferenceExports.java(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
    command.addAll(ClassArchive.options(release));
    var properties = new TreeMap<>(ReferenceExports.PLANNER_PROPERTIES);
    properties.putAll(
        api.mountAccount(
            folder.resolve(node.host + ".account"), token(node), Path.of(file("authority"))));
    properties.forEach((key, value) -> command.add("-D%s=%s".formatted(key, value)));
    command.addAll(List.of("-jar", release.toString()));
    for (String argument : container.getArgs()) {
      command.add(
          argument
              .replace("$(POD_IP)", node.host)
              .replace("0.0.0.0", node.host) // or one pod would have the port of all
              .replace("/data", data.toString()));
    }
    var environment = new HashMap<>(settings);
    environment.put("LANDFALL_MANAGEMENT_HOST", node.host);
    environment.put("LC_ALL", "C.UTF-8");
    container
        .getEnv()
        .forEach(
            variable -> {
              if (variable.getName().equals("LANDFALL_SECRETS_KEY_FILE")) {
                environment.put(variable.getName(), folder.resolve("secrets.key").toString());
              }
            });
    node.start(command, environment);
  }

  String role(ChaosNode node) {
    return pods.get(node);
  }

  /** Returns the pods of a role that are there and have not been told to leave. */
  List<ChaosNode> pods(String role) {
    return order.stream()
        .filter(node -> pods.get(node).equals(role) && !leaving.containsKey(node))
        .toList();
  }

  void kill(ChaosNode node) {
    leaving.put(node, System.nanoTime());
    api.removePod(node.host);
    node.kill();
  }

  void terminate(ChaosNode node) {
    leaving.put(node, System.nanoTime());
    api.removePod(node.host);
    node.terminate();
  }

  boolean isReady(ChaosNode node) {
    if (!node.isAlive()) {
      throw new AssertionError("%s has ended: %s".formatted(node.log, node.output(0)));
    }
    boolean ready = get(node, "/health/ready").status() == 200;
    node.wasReady |= ready;
    return ready;
  }

  /** Returns where a balancer sends callers, who hears a second late that a node leaves. */
  List<String> balancedUrls() {
    long longAgo = System.nanoTime() - BALANCER_LAG.toNanos();
    return order.stream()
        .filter(node -> pods.get(node).equals("api") && node.wasReady)
        .filter(node -> !leaving.containsKey(node) || leaving.get(node) > longAgo)
        .map(PodCluster::url)
        .toList();
  }

  private static String url(ChaosNode node) {
    return "http://%s:8080".formatted(node.host);
  }

  /** Returns a number of a node; 0 where it does not answer. */
  double metric(ChaosNode node, String name) {
    Matcher line =
        Pattern.compile("(?m)^" + name + " (\\S+)$").matcher(get(node, "/metrics").body());
    return line.find() ? Double.parseDouble(line.group(1)) : 0;
  }

  /** Returns the sum over the control nodes, where exports live. */
  double sum(String name) {
    return pods("control").stream().mapToDouble(node -> metric(node, name)).sum();
  }

  double tasksWanted() {
    return sum("landfall_tasks_wanted");
  }

  private ApiClient.ApiResponse get(ChaosNode node, String path) {
    String url =
        "http://%s:%s%s".formatted(node.host, settings.get("LANDFALL_MANAGEMENT_PORT"), path);
    return client.sendOnce("GET", url, null, null, Duration.ofSeconds(5));
  }

  /** Asks for exports, two in five with dozens of tasks. */
  List<ExportOutcome> submit(int exports) {
    List<ExportOutcome> all = new ArrayList<>();
    for (int i = 0; i < exports; i++) {
      ExportKind kind = kind(i);
      var outcome = new ExportOutcome(kind, "storm-" + i, false);
      var answer = client.submit(kind.body, outcome.key, Duration.ofSeconds(30));
      if (answer.status() != 202) {
        throw new AssertionError("%d %s".formatted(answer.status(), answer.body()));
      }
      outcome.id = answer.json().path("id").asText();
      all.add(outcome);
    }
    return all;
  }

  /** Two in five have dozens of tasks. */
  static ExportKind kind(int number) {
    return switch (number % 5) {
      case 0 -> ExportKind.MOSAIC;
      case 2 -> ExportKind.NDVI;
      default -> ExportKind.SINGLE;
    };
  }

  /** Asks how those stand that had not ended. */
  boolean haveEnded(List<ExportOutcome> exports) {
    for (ExportOutcome export : exports) {
      if (!export.hasEnded()) {
        var now = client.getExport(export.id).json();
        export.status = now.path("status").asText();
        export.detail = now.path("statusReason").asText() + now.path("error");
        export.file = now.at("/result/files/0/name").asText();
      }
    }
    return exports.stream().allMatch(ExportOutcome::hasEnded);
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(hook);
    end();
  }

  private void end() {
    order.stream().filter(ChaosNode::isAlive).forEach(ChaosNode::kill);
    if (store != null) { // it got as far as that
      store.close();
      api.close();
    }
  }
}
