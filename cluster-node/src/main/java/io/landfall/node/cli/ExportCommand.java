package io.landfall.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.typesafe.config.Config;
import io.landfall.estimate.EstimateSettings;
import io.landfall.estimate.PlanEstimator;
import io.landfall.export.ExportEstimate;
import io.landfall.export.ExportEstimate.DestinationCheck;
import io.landfall.export.ExportEstimate.DestinationStatus;
import io.landfall.export.ExportSummary;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportStatus;
import io.landfall.model.request.Destination;
import io.landfall.model.request.ExportRequest;
import io.landfall.node.cli.export.ExportOptions;
import io.landfall.node.cli.export.OutputFile;
import io.landfall.node.cli.export.PlanReport;
import io.landfall.node.wiring.RenderEngine;
import io.landfall.node.wiring.RenderEngines;
import io.landfall.schedule.RenderSettings;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One export from the command line. */
@Command(
    name = "export",
    description =
        "Exports scenes to one file, through the same entity, coordinator, workers and store as the"
            + " service.")
final class ExportCommand implements Callable<Integer> {
  /** What one takes from the command line besides its pixels: database, store and node start. */
  private static final double USUAL_SECONDS = 6;

  @Spec CommandSpec spec;
  @Mixin HelpOption help;
  @Mixin DataOptions data;
  @Mixin ExportOptions options;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Tasks rendered at a time. Default: one a processor.")
  Integer workers;

  @Option(
      names = "--dry-run",
      description =
          "Prints the plan: grid, tiles, parts, scenes, with the size and time it will take."
              + " Starts and writes nothing.")
  boolean dryRun;

  @Option(
      names = "--overwrite",
      description = "Replaces the output file, in one step at the end, if there is one.")
  boolean overwrite;

  @Option(names = "--json", description = "Prints the result as JSON.")
  boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    Config config = data.load(flags());
    PrintWriter out = spec.commandLine().getOut();
    if (dryRun) {
      printEstimate(estimate(config), out);
      return ExitCodes.OK;
    }
    OutputFile output = checkOutput();
    RenderEngine engine = RenderEngines.forCommandLine(config);
    ExportRequest request = options.request(engine.toLonLat(), output.written());
    var run = new CommandLineExport(out, spec.commandLine().getErr());
    ExportSummary summary = run.run(config, engine, request);
    if (summary.status() == ExportStatus.ERROR) {
      throw new ExportFailure(summary.failure().code(), summary.failure().detail());
    }
    output.moveIntoPlace(summary.receipts().get(0).sidecars());
    run.printResult(summary, output, json);
    return ExitCodes.OK;
  }

  private Map<String, Object> flags() {
    Map<String, Object> flags = new HashMap<>();
    flags.put("landfall.roles", List.of("control", "worker"));
    if (workers != null) {
      flags.put("landfall.render.slots", workers);
    }
    return flags;
  }

  private ExportEstimate estimate(Config config) {
    RenderEngine engine = RenderEngines.forCommandLine(config);
    ExportRequest request = options.request(engine.toLonLat(), options.output);
    var estimator =
        new PlanEstimator(
            engine.planner(),
            engine.sampler(),
            EstimateSettings.from(config).sampleTime(),
            plan -> {},
            (wanted, plan) -> wanted.delivery().stream().map(this::check).toList(),
            USUAL_SECONDS);
    return estimator.estimate(request, List.of(), RenderSettings.from(config).slots(), () -> {});
  }

  private DestinationCheck check(Destination destination) {
    try {
      checkOutput();
      return new DestinationCheck(destination.type(), DestinationStatus.OK, null);
    } catch (ExportFailure e) {
      return new DestinationCheck(destination.type(), DestinationStatus.PROBLEM, e.getMessage());
    }
  }

  /** Checks that the output can be written. */
  private OutputFile checkOutput() {
    return OutputFile.check(
        options.output,
        options.format.fileFormat(options.output),
        overwrite ? OutputFile.ExistingFilePolicy.REPLACE : OutputFile.ExistingFilePolicy.KEEP);
  }

  private void printEstimate(ExportEstimate estimate, PrintWriter out)
      throws JsonProcessingException {
    if (json) {
      PlanReport.printJson(out, estimate);
    } else {
      PlanReport.print(out, estimate);
    }
    out.flush();
  }
}
