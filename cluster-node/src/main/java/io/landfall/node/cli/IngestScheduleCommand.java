package io.landfall.node.cli;

import io.landfall.node.cli.option.HelpOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** bf-ia-broker's name for runs on an interval. */
@Command(
    name = "landsat_ingest_schedule",
    description =
        "Runs a node that follows a scene list file: as ingest_landsat. Status at /ingest/.")
final class IngestScheduleCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin HelpOption help;
  @Mixin SceneListOptions list;
  @Mixin IngestScheduleOptions schedule;

  @Override
  public Integer call() {
    return schedule.serve(spec, list);
  }
}
