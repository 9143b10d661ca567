package io.landfall.node.cli.option;

import picocli.CommandLine.Option;

/** Every mode's {@code --help}. */
public final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this and exits.")
  boolean help;
}
