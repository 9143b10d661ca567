package io.landfall.node.cli;

import picocli.CommandLine.Option;

/** How one run is done and reported. */
final class IngestOnceOptions {
  @Option(
      names = "--force",
      description = "Reads the scene list even if it is as it was at the last good run.")
  boolean force;

  @Option(names = "--json", description = "Prints the result as JSON.")
  boolean json;
}
