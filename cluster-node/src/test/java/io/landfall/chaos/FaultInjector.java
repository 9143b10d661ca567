package io.landfall.chaos;

import java.util.List;

/** What can be done to a cluster. Each ends by itself, or by {@link ChaosCluster#heal}. */
enum FaultInjector {
  KILL,
  KILL_ENTITY,
  KILL_OLDEST,
  KILL_CONTROLS,
  STOP_3,
  STOP_8,
  STOP_20,
  TERM,
  PARTITION,
  ONE_WAY,
  FLAP,
  PG_DOWN,
  PG_SLOW,
  PG_RESET,
  PG_CUT,
  PG_KILL,
  S3_500,
  S3_SLOW_DOWN,
  S3_TRICKLE,
  S3_HANG,
  S3_CORRUPT,
  S3_LOST_ANSWER,
  S3_LOST_COMPLETE,
  S3_ERROR_IN_200,
  S3_NO_ROOM,
  S3_403,
  DISK_FULL,
  WORKER_CHURN,
  /** Done by the client: the export is cancelled. */
  CANCEL;

  private static final String WRITES = "^PUT ";

  /** Whether an export may end in ERROR for it. */
  boolean mayFailExports() {
    return this == S3_403 || this == S3_NO_ROOM;
  }

  /** Whether two copies of an entity or coordinator may live at once for a while. */
  boolean makesStaleCopies() {
    return switch (this) {
      case STOP_3, STOP_8, STOP_20, PARTITION, ONE_WAY, FLAP -> true;
      default -> false;
    };
  }

  /** Whether it needs namespaces. */
  boolean needsNamespaces() {
    return this == PARTITION || this == ONE_WAY || this == FLAP || this == DISK_FULL;
  }

  /**
   * Does it. Returns when it has begun; what lasts goes on beside.
   *
   * @param target the node it happens to
   * @param export that it is about; {@code null}: none
   */
  void inject(ChaosCluster cluster, ChaosNode target, String export) {
    switch (this) {
      case KILL -> kill(target);
      case KILL_ENTITY -> {
        ChaosNode host = export == null ? null : cluster.findRenderingNode(export);
        kill(host == null ? target : host);
      }
      case KILL_OLDEST -> kill(cluster.oldest());
      case KILL_CONTROLS -> cluster.controls().forEach(FaultInjector::kill);
      case STOP_3 -> pauseProcess(target, 3_000);
      case STOP_8 -> pauseProcess(target, 8_000);
      case STOP_20 -> pauseProcess(target, 20_000);
      case TERM -> target.terminate();
      case PARTITION, ONE_WAY, FLAP -> partition(cluster, target);
      case PG_DOWN, PG_SLOW, PG_RESET, PG_CUT, PG_KILL -> injectDatabaseFault(cluster);
      case DISK_FULL -> fillDisk(cluster, target);
      case CANCEL -> {}
      case WORKER_CHURN -> runLater(0, () -> churnWorkers(cluster));
      default -> injectStoreFault(cluster.store);
    }
  }

  private static void kill(ChaosNode node) {
    if (node.isAlive()) {
      node.kill();
    }
  }

  private static void pauseProcess(ChaosNode node, long millis) {
    node.pause();
    runLater(millis, node::resume);
  }

  private void partition(ChaosCluster cluster, ChaosNode target) {
    List<ChaosNode> others = cluster.nodes.stream().filter(node -> node != target).toList();
    Runnable partitioning =
        () -> {
          for (ChaosNode other : others) {
            cluster.network.dropPackets(target.number, other.number);
            if (this != ONE_WAY) {
              cluster.network.dropPackets(other.number, target.number);
            }
          }
        };
    partitioning.run();
    if (this != FLAP) {
      runLater(15_000, cluster.network::heal);
      return;
    }
    runLater(
        1_000,
        () -> {
          for (int i = 0; i < 8; i++) {
            cluster.network.heal();
            Shell.sleep(1_000);
            partitioning.run();
            Shell.sleep(1_000);
          }
          cluster.network.heal();
        });
  }

  private void injectDatabaseFault(ChaosCluster cluster) {
    switch (this) {
      case PG_DOWN -> {
        cluster.proxy.down();
        runLater(8_000, cluster.proxy::heal);
      }
      case PG_SLOW -> {
        cluster.proxy.slow(1_000);
        runLater(8_000, cluster.proxy::heal);
      }
      case PG_RESET -> cluster.proxy.reset();
      case PG_CUT -> cluster.proxy.dropCommitAnswers(2);
      default -> {
        cluster.postgres.kill();
        cluster.proxy.reset();
        runLater(2_000, cluster.postgres::start);
      }
    }
  }

  private void injectStoreFault(StoreProcess store) {
    switch (this) {
      case S3_500 -> store.fail("ANSWER_500", 3, 30, ".");
      case S3_SLOW_DOWN -> store.fail("SLOW_DOWN", 2, 30, ".");
      case S3_TRICKLE -> store.fail("TRICKLE", 3, 10, "^GET ");
      case S3_HANG -> store.fail("HANG", 4, 3, ".");
      case S3_CORRUPT -> store.fail("CORRUPT", 3, 4, WRITES);
      case S3_LOST_ANSWER -> store.fail("DROP_ANSWER", 3, 10, ".");
      case S3_LOST_COMPLETE -> store.fail("DROP_ANSWER", 1, 2, "^POST .*uploadId=");
      case S3_ERROR_IN_200 -> store.fail("ERROR_IN_200", 1, 2, "^POST .*uploadId=");
      case S3_NO_ROOM -> store.fail("NO_ROOM", 1, 4, WRITES);
      default -> store.fail("ANSWER_403", 1, 2, WRITES);
    }
  }

  private static void fillDisk(ChaosCluster cluster, ChaosNode node) {
    String file = cluster.folder.resolve("n" + node.number).resolve("fill").toString();
    Shell.succeeds(
        inMounts(node, "dd if=/dev/zero of=%s bs=64k count=2000 status=none".formatted(file)));
  }

  static void emptyDisk(ChaosCluster cluster, ChaosNode node) {
    if (node.isAlive()) {
      String file = cluster.folder.resolve("n" + node.number).resolve("fill").toString();
      Shell.succeeds(inMounts(node, "rm -f " + file));
    }
  }

  private static String[] inMounts(ChaosNode node, String command) {
    return "nsenter -t %d -m %s".formatted(node.pid(), command).split(" ");
  }

  /** Workers leave and come, one after the other. */
  private static void churnWorkers(ChaosCluster cluster) {
    for (int i = 0; i < 4; i++) {
      ChaosNode worker = cluster.workers().get(i % 2);
      if (i < 2) {
        worker.terminate();
      } else if (worker.isAlive()) {
        worker.kill();
      }
      Shell.sleep(3_000);
    }
  }

  private static void runLater(long millis, Runnable action) {
    var thread =
        new Thread(
            () -> {
              Shell.sleep(millis);
              action.run();
            },
            "fault-injector");
    thread.setDaemon(true);
    thread.start();
  }
}
