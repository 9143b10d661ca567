package io.landfall.chaos;

import java.time.Duration;

/** Measures how long an export does not answer after its node has died. */
final class Failover {
  private static final int PROBES_A_NODE = 3;
  private static final long LONGEST_NANOS = 90_000_000_000L;
  private static final Duration PROBE = Duration.ofMillis(1_500);
  private final ChaosCluster cluster;
  private volatile long startNanos;
  private volatile long answeredNanos;

  Failover(ChaosCluster cluster) {
    this.cluster = cluster;
  }

  /** Asks the living nodes until one answers, some questions beside each other. */
  Failover start(String export, ChaosNode dead) {
    startNanos = System.nanoTime();
    for (ChaosNode other : cluster.controls()) {
      for (int i = 0; other != dead && i < PROBES_A_NODE; i++) {
        long first = i * PROBE.toMillis() / PROBES_A_NODE;
        var probe = new Thread(() -> probe(export, other, first), "failover");
        probe.setDaemon(true);
        probe.start();
      }
    }
    return this;
  }

  private void probe(String export, ChaosNode node, long first) {
    Shell.sleep(first);
    String url = cluster.url(node) + "/v1/exports/" + export;
    while (answeredNanos == 0 && System.nanoTime() - startNanos < LONGEST_NANOS) {
      long asked = System.nanoTime();
      if (cluster.client.sendOnce("GET", url, null, null, PROBE).status() == 200) {
        onAnswer();
      }
      Shell.sleep(Math.max(0, PROBE.toMillis() - (System.nanoTime() - asked) / 1_000_000));
    }
  }

  private synchronized void onAnswer() {
    if (answeredNanos == 0) {
      answeredNanos = System.nanoTime();
    }
  }

  /** Returns the time until the first answer; negative: none came. */
  long millis() {
    return answeredNanos == 0 ? -1 : (answeredNanos - startNanos) / 1_000_000;
  }
}
