package io.landfall.node.cli;

import io.landfall.node.cli.option.HelpOption;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Follows a scene list, or reads it once. */
@Command(
    name = "ingest_landsat",
    description =
        "Runs a node that brings the index to what a scene list file says, again and again; with"
            + " --once it does so now and ends. Status at /ingest/.")
final class IngestCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin HelpOption help;
  @Mixin SceneListOptions list;
  @Mixin SingleIngest.RunOptions options;
  @Mixin IngestScheduleOptions schedule;

  @Option(names = "--once", description = "Reads the scene list now, and ends.")
  boolean once;

  @Override
  public Integer call() {
    if (once) {
      return new SingleIngest(spec).run(list.load(Map.of()), options);
    }
    if (options.force || options.json) {
      throw new UsageException("Invalid options: --force and --json go with --once.");
    }
    return schedule.serve(spec, list);
  }
}
