package io.landfall.node.cli;

import picocli.CommandLine.Option;

/** Every mode's {@code --help}. */
final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this and exits.")
  boolean help;
}
