package io.landfall.chaos;

import java.util.List;

/** What can be done to a cluster. Each ends by itself, or by {@link ChaosCluster#heal}. */
enum Nemesis {
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
  STORM,
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
  boolean isCut() {
    return this == PARTITION || this == ONE_WAY || this == FLAP || this == DISK_FULL;
  }

  /**
   * Does it. Returns when it has begun; what lasts goes on beside.
   *
   * @param here the node it happens to
   * @param export that it is about; {@code null}: none
   */
  void strike(ChaosCluster cluster, ChaosNode here, String export) {
    switch (this) {
      case KILL -> kill(here);
      case KILL_ENTITY -> {
        ChaosNode host = export == null ? null : cluster.hostOf(export);
        kill(host == null ? here : host);
      }
      case KILL_OLDEST -> kill(cluster.oldest());
      case KILL_CONTROLS -> cluster.controls().forEach(Nemesis::kill);
      case STOP_3 -> stop(here, 3_000);
      case STOP_8 -> stop(here, 8_000);
      case STOP_20 -> stop(here, 20_000);
      case TERM -> here.term();
      case PARTITION, ONE_WAY, FLAP -> cut(cluster, here);
      case PG_DOWN, PG_SLOW, PG_RESET, PG_CUT, PG_KILL -> database(cluster);
      case DISK_FULL -> fillDisk(cluster, here);
      case CANCEL -> {}
      case STORM -> later(0, () -> storm(cluster));
      default -> store(cluster.store);
    }
  }

  private static void kill(ChaosNode node) {
    if (node.isAlive()) {
      node.kill();
    }
  }

  private static void stop(ChaosNode node, long millis) {
    node.stop();
    later(millis, node::goOn);
  }

  private void cut(ChaosCluster cluster, ChaosNode here) {
    List<ChaosNode> others = cluster.nodes.stream().filter(node -> node != here).toList();
    Runnable cutting =
        () -> {
          for (ChaosNode other : others) {
            cluster.network.cut(here.number, other.number);
            if (this != ONE_WAY) {
              cluster.network.cut(other.number, here.number);
            }
          }
        };
    cutting.run();
    if (this != FLAP) {
      later(15_000, cluster.network::heal);
      return;
    }
    later(
        1_000,
        () -> {
          for (int i = 0; i < 8; i++) {
            cluster.network.heal();
            Shell.sleep(1_000);
            cutting.run();
            Shell.sleep(1_000);
          }
          cluster.network.heal();
        });
  }

  private void database(ChaosCluster cluster) {
    switch (this) {
      case PG_DOWN -> {
        cluster.proxy.down();
        later(8_000, cluster.proxy::heal);
      }
      case PG_SLOW -> {
        cluster.proxy.slow(1_000);
        later(8_000, cluster.proxy::heal);
      }
      case PG_RESET -> cluster.proxy.reset();
      case PG_CUT -> cluster.proxy.cutCommits(2);
      default -> {
        cluster.postgres.kill();
        cluster.proxy.reset();
        later(2_000, cluster.postgres::start);
      }
    }
  }

  private void store(StoreProcess store) {
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
    Shell.works(
        inMounts(node, "dd if=/dev/zero of=%s bs=64k count=2000 status=none".formatted(file)));
  }

  static void emptyDisk(ChaosCluster cluster, ChaosNode node) {
    if (node.isAlive()) {
      String file = cluster.folder.resolve("n" + node.number).resolve("fill").toString();
      Shell.works(inMounts(node, "rm -f " + file));
    }
  }

  private static String[] inMounts(ChaosNode node, String command) {
    return "nsenter -t %d -m %s".formatted(node.pid(), command).split(" ");
  }

  /** Workers leave and come, one after the other. */
  private static void storm(ChaosCluster cluster) {
    for (int i = 0; i < 4; i++) {
      ChaosNode worker = cluster.workers().get(i % 2);
      if (i < 2) {
        worker.term();
      } else if (worker.isAlive()) {
        worker.kill();
      }
      Shell.sleep(3_000);
    }
  }

  private static void later(long millis, Runnable work) {
    var thread =
        new Thread(
            () -> {
              Shell.sleep(millis);
              work.run();
            },
            "nemesis");
    thread.setDaemon(true);
    thread.start();
  }
}
