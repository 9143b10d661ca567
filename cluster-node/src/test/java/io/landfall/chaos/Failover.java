package io.landfall.chaos;

import java.time.Duration;

/** Measures how long an export does not answer after its node has died. */
final class Failover {
  private static final int PROBES = 200;
  private final ChaosCluster cluster;
  private volatile long begin;
  private volatile long end;

  Failover(ChaosCluster cluster) {
    this.cluster = cluster;
  }

  /** Asks the living nodes again and again, each question beside the others. */
  void begin(String export, ChaosNode dead) {
    begin = System.nanoTime();
    for (int i = 0; i < PROBES; i++) {
      long after = i * 250L;
      ChaosNode living =
          cluster.controls().stream().filter(node -> node != dead).toList().get(i % 2);
      var probe = new Thread(() -> probe(export, living, after), "failover");
      probe.setDaemon(true);
      probe.start();
    }
  }

  private void probe(String export, ChaosNode node, long after) {
    Shell.sleep(after);
    if (end == 0) {
      var answer =
          cluster.client.once(
              "GET",
              cluster.url(node) + "/v1/exports/" + export,
              null,
              null,
              Duration.ofSeconds(10));
      if (answer.status() == 200) {
        answered();
      }
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
