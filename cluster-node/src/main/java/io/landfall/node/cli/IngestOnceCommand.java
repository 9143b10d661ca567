package io.landfall.node.cli;

import io.landfall.node.cli.option.HelpOption;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** bf-ia-broker's name for one run. */
@Command(
    name = "landsat_ingest",
    description =
        "Brings the index to what a scene list file says, once: as ingest_landsat --once. Works"
            + " beside a running serve on the same data folder.")
final class IngestOnceCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin HelpOption help;
  @Mixin SceneListOptions list;
  @Mixin SingleIngest.RunOptions once;

  @Override
  public Integer call() {
    return new SingleIngest(spec).run(list.load(Map.of()), once);
  }
}
