package io.landfall.chaos;

import com.typesafe.config.ConfigFactory;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.node.embedded.DatabaseEndpoint;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.node.schema.Schema;
import io.landfall.node.token.ApiTokens;
import io.landfall.secret.SecretCipher;
import io.landfall.system.ClassArchive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Three nodes with the API and the exports, two workers, a database behind a proxy and a store,
 * each a process; and the platform, which starts again what has ended.
 */
final class ChaosCluster implements AutoCloseable {
  static final int CONTROLS = 3;
  static final int NODES = 5;
  private static final String USER = "chaos";
  private static final int CLUSTER_PORT = 25_520;
  private static final int API_PORT = 8_080;
  private static final Path JAR = Path.of("target", "landfall.jar").toAbsolutePath();

  /** A cluster that notices a death quickly, and whose store may not keep it waiting. */
  private static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry("akka.cluster.split-brain-resolver.stable-after", "3s"),
          Map.entry("akka.cluster.failure-detector.acceptable-heartbeat-pause", "2s"),
          Map.entry("akka.cluster.shutdown-after-unsuccessful-join-seed-nodes", "20s"),
          Map.entry("landfall.store.request-timeout", "5s"),
          Map.entry("landfall.database.connections", "8"),
          Map.entry("landfall.database.connect-timeout", "5s"),
          Map.entry("landfall.export.check-interval", "3s"),
          Map.entry("landfall.render.lease-timeout", "8s"),
          Map.entry("landfall.orphan-collection.interval", "10s"),
          Map.entry("landfall.orphan-collection.min-age", "20s"),
          Map.entry("landfall.reconcile.interval", "10s"),
          Map.entry("landfall.render.ask-timeout", "3s"));

  final Path folder;
  final Network network;
  final Postgres postgres;
  final PgProxy proxy;
  final StoreProcess store;
  final FailpointServer failpoints;
  final ReferenceExports referenceExports;
  final ApiClient client;
  final List<ChaosNode> nodes = new ArrayList<>();
  final Set<String> secrets;
  private final String token;
  private final String storeSecret = "s3-canary-" + UUID.randomUUID();
  private final String bucketSecret = "bucket-canary-" + UUID.randomUUID();
  private final String secretsKey = SecretCipher.generateKey();
  private String bucketConfig;
  private final Deque<Runnable> closing = new ArrayDeque<>();
  private final Thread hook = new Thread(this::close, "chaos-end");
  private volatile boolean isEnding;

  private ChaosCluster(Path folder) {
    this.folder = folder;
    Runtime.getRuntime().addShutdownHook(hook);
    referenceExports = ReferenceExports.prepare(folder.resolveSibling("chaos-alone"), JAR);
    network = Network.create(NODES);
    closing.push(network::close);
    postgres = new Postgres();
    closing.push(postgres::close);
    token = prepareDatabase();
    secrets = Set.of(token, postgres.password, storeSecret, bucketSecret);
    proxy = new PgProxy(network.gateway(), postgres.port);
    closing.push(proxy::close);
    store = new StoreProcess(network.gateway(), folder.resolve("store.log"));
    closing.push(store::close);
    failpoints = new FailpointServer(network.gateway());
    closing.push(failpoints::close);
    client = new ApiClient(this::urls, token);
    for (int number = 1; number <= NODES; number++) {
      nodes.add(
          new ChaosNode(
              number,
              number <= CONTROLS,
              network.host(number),
              folder.resolve("n" + number + ".log")));
    }
    var platform = new Thread(this::supervise, "chaos-platform");
    platform.setDaemon(true);
    platform.start();
  }

  /** Starts all and waits until it is ready. */
  static ChaosCluster start(Path folder) {
    try {
      Shell.run("rm", "-rf", folder.toString());
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!Files.exists(JAR)) {
      throw new IllegalStateException("There is no " + JAR + ": build it first");
    }
    var cluster = new ChaosCluster(folder);
    try {
      cluster.awaitReady(Duration.ofMinutes(3));
      cluster.bucketConfig();
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  /** Returns the id of the delivery configuration of the user's bucket, making it at first. */
  synchronized String bucketConfig() {
    if (bucketConfig == null) {
      String body =
          """
          {"name": "chaos", "type": "S3", "bucket": "customer", "prefix": "%s{exportId}",
           "endpoint": "%s", "accessKeyId": "chaos", "secretAccessKey": "%s"}
          """
              .formatted(StoreProcess.USER_PREFIX, store.url, bucketSecret);
      var answer =
          client.sendOnce(
              "POST",
              url(controls().get(0)) + "/v1/delivery-configs",
              body,
              null,
              Duration.ofSeconds(30));
      if (answer.status() != 201) {
        throw new IllegalStateException("There is no delivery configuration: " + answer);
      }
      bucketConfig = answer.json().path("id").asText();
    }
    return bucketConfig;
  }

  private String prepareDatabase() {
    var address = DatabaseEndpoint.local(postgres.port, "postgres", "landfall", postgres.password);
    try (Database database =
        Database.connect(address, DatabaseSettings.from(ConfigFactory.defaultReference()))) {
      new Schema(database).migrateUp();
      return new ApiTokens(database).create(new Principal(USER, null, Set.of()), null);
    }
  }

  List<ChaosNode> controls() {
    return nodes.subList(0, CONTROLS);
  }

  List<ChaosNode> workers() {
    return nodes.subList(CONTROLS, NODES);
  }

  /** Returns the nodes of the API, those that are not stopped first. */
  List<String> urls() {
    return controls().stream()
        .sorted(Comparator.comparing(node -> node.isPaused() || !node.isAlive()))
        .map(this::url)
        .toList();
  }

  String url(ChaosNode node) {
    return "http://%s:%d".formatted(node.host, API_PORT);
  }

  boolean isReady(ChaosNode node) {
    if (!node.isAlive() || node.isPaused()) {
      return false;
    }
    boolean ready =
        !node.isControl
            || client
                    .sendOnce("GET", url(node) + "/health/ready", null, null, Duration.ofSeconds(4))
                    .status()
                == 200;
    node.wasReady |= ready;
    return ready;
  }

  /** Waits until every node is there and every API node says that it is ready. */
  void awaitReady(Duration timeout) {
    long until = System.nanoTime() + timeout.toNanos();
    while (!nodes.stream().allMatch(this::isReady)) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException(
            "Not ready: "
                + nodes.stream().filter(node -> !isReady(node)).toList()
                + ", see "
                + folder);
      }
      Shell.sleep(300);
    }
  }

  /** Returns the node that was the last to say that it renders an export. */
  ChaosNode findRenderingNode(String export) {
    Pattern line = Pattern.compile("(?m)^(\\S+Z) INFO  \\S+ (?:Rendering|Resuming) " + export);
    var hosts = new TreeMap<String, ChaosNode>();
    for (ChaosNode node : controls()) {
      line.matcher(node.output(0)).results().forEach(found -> hosts.put(found.group(1), node));
    }
    return hosts.isEmpty() ? null : hosts.lastEntry().getValue();
  }

  ChaosNode findNode(long pid) {
    return nodes.stream().filter(node -> node.pid() == pid).findFirst().orElse(null);
  }

  /** Returns the control node that has lived longest: it has the singletons. */
  ChaosNode oldest() {
    return controls().stream()
        .filter(ChaosNode::isAlive)
        .min(Comparator.comparing(ChaosNode::startedAt))
        .orElse(nodes.get(0));
  }

  /** Ends everything that was done to the cluster; what is down comes back by itself. */
  void heal() {
    network.heal();
    proxy.heal();
    store.heal();
    postgres.start();
    for (ChaosNode node : nodes) {
      node.resume();
      node.isWanted = true;
      FaultInjector.emptyDisk(this, node);
    }
  }

  private void supervise() {
    while (!isEnding) {
      for (ChaosNode node : nodes) {
        if (node.isWanted && !node.isAlive() && !isEnding) {
          node.start(command(node), environment());
        } else if (node.isControl && !node.wasReady && node.isAlive()) {
          isReady(node);
        }
      }
      Shell.sleep(500);
    }
  }

  /**
   * As a platform does: where a cluster lives, a new node may only join it. Else two of them could
   * come to be while one side does not see the other.
   */
  private List<String> seeds(ChaosNode node) {
    List<ChaosNode> running =
        controls().stream()
            .filter(other -> other != node && other.isAlive() && other.wasReady)
            .toList();
    List<ChaosNode> seeds = running.isEmpty() ? controls() : running;
    return seeds.stream().map(seed -> seed.host + ":" + CLUSTER_PORT).toList();
  }

  private List<String> command(ChaosNode node) {
    Path data = folder.resolve("n" + node.number);
    try {
      Files.createDirectories(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var command =
        new ArrayList<>(
            List.of(
                ReferenceExports.java(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.io.tmpdir=" + data,
                "-Dlandfall.failpoints=%s:%d".formatted(network.gateway(), failpoints.port())));
    command.addAll(ClassArchive.options(JAR));
    PROPERTIES.forEach((key, value) -> command.add("-D%s=%s".formatted(key, value)));
    ReferenceExports.PLANNER_PROPERTIES.forEach(
        (key, value) -> command.add("-D%s=%s".formatted(key, value)));
    command.addAll(List.of("-jar", JAR.toString(), node.isControl ? "serve" : "worker"));
    command.addAll(List.of("--data-dir", data.toString(), "--cluster-host", node.host));
    command.addAll(List.of("--cluster-port", String.valueOf(CLUSTER_PORT)));
    command.addAll(List.of("--join", String.join(",", seeds(node))));
    command.addAll(
        node.isControl
            ? List.of(
                "--roles", "api,control", "--host", node.host, "--port", String.valueOf(API_PORT))
            : List.of("--workers", "1"));
    return network.wrapCommand(node.number, data.toString(), "64m", command);
  }

  private Map<String, String> environment() {
    return Map.of(
        "DATABASE_URL",
        postgres.url(network.gateway(), proxy.port()),
        "LANDFALL_S3_ENDPOINT",
        store.url,
        "LANDFALL_S3_BUCKET",
        "landfall",
        "LANDFALL_S3_ACCESS_KEY_ID",
        "chaos",
        "LANDFALL_S3_SECRET_ACCESS_KEY",
        storeSecret,
        "LANDFALL_DELIVERY_ALLOWED_HOSTS",
        URI.create(store.url).getAuthority(),
        "LANDFALL_SECRETS_KEY",
        secretsKey,
        "LANDFALL_IMPORT_FOLDER",
        referenceExports.scenes.toString());
  }

  @Override
  public synchronized void close() {
    if (isEnding) {
      return;
    }
    isEnding = true;
    for (ChaosNode node : nodes) {
      if (node.isAlive()) {
        node.kill();
      }
    }
    while (!closing.isEmpty()) {
      closing.pop().run();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process is ending: the hook is what runs
    }
  }
}
