package io.landfall.node.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** How a node meets the others. */
final class ClusterOptions {
  @Option(
      names = {"--join", "--cluster-seed"},
      split = ",",
      paramLabel = "HOST:PORT",
      description =
          "Nodes of the cluster to join. Default: the serve on the same data folder, else a cluster"
              + " of its own.")
  List<String> seeds;

  @Option(
      names = "--cluster-host",
      paramLabel = "HOST",
      description = "Address at which other nodes reach this one. Default: 127.0.0.1.")
  String host;

  @Option(
      names = "--cluster-port",
      paramLabel = "PORT",
      description = "Port for other nodes; 0 is any free one. Default: 0.")
  Integer port;

  Map<String, Object> flags() {
    Map<String, Object> flags = new HashMap<>();
    if (seeds != null) {
      flags.put("landfall.cluster.seeds", seeds);
    }
    if (host != null) {
      flags.put("landfall.cluster.host", host);
    }
    if (port != null) {
      flags.put("landfall.cluster.port", port);
    }
    return flags;
  }
}
