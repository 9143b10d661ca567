package io.landfall.chaos;

import java.time.Duration;

/** Measures how long an export does not answer after its node has died. */
final class Failover {
  private static final int PROBES_A_NODE = 3;
  private static final long LONGEST_NANOS = 90_000_000_000L;
  private static final Duration PROBE = Duration.ofMillis(1_500);
  private final ChaosCluster cluster;
  private volatile long begin;
  private volatile long end;

  Failover(ChaosCluster cluster) {
    this.cluster = cluster;
  }

  /** Asks the living nodes until one answers, some questions beside each other. */
  Failover begin(String export, ChaosNode dead) {
    begin = System.nanoTime();
    for (ChaosNode living : cluster.controls()) {
      for (int i = 0; living != dead && i < PROBES_A_NODE; i++) {
        long first = i * PROBE.toMillis() / PROBES_A_NODE;
        var probe = new Thread(() -> probe(export, living, first), "failover");
        probe.setDaemon(true);
        probe.start();
      }
    }
    return this;
  }

  private void probe(String export, ChaosNode node, long first) {
    Shell.sleep(first);
    String url = cluster.url(node) + "/v1/exports/" + export;
    while (end == 0 && System.nanoTime() - begin < LONGEST_NANOS) {
      long asked = System.nanoTime();
      if (cluster.client.once("GET", url, null, null, PROBE).status() == 200) {
        answered();
      }
      Shell.sleep(Math.max(0, PROBE.toMillis() - (System.nanoTime() - asked) / 1_000_000));
    }
  }

  private synchronized void answered() {
    if (end == 0) {
      end = System.nanoTime();
    }
  }

  /** Returns the time until the first answer; negative: none came. */
  long millis() {
    return end == 0 ? -1 : (end - begin) / 1_000_000;
  }
}
