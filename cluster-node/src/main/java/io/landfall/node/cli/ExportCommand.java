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
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.request.Destination;
import io.landfall.model.request.ExportRequest;
import io.landfall.node.cli.export.CommandLineExport;
import io.landfall.node.cli.export.ExportOptions;
import io.landfall.node.cli.export.Invocation;
import io.landfall.node.cli.export.OutputFile;
import io.landfall.node.cli.export.PlanReport;
import io.landfall.node.cli.option.HelpOption;
import io.landfall.node.wiring.RenderEngine;
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
  @Mixin LocalOptions data;
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
      description =
          "Replaces the output file, in one step at the end, and removes overviews, masks and"
              + " statistics that were made of it.")
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
    Invocation invocation = data.invocation();
    ExportId id = id();
    OutputFile output = checkOutput(id);
    RenderEngine engine = invocation.place().engine(config);
    ExportRequest request =
        options.request(invocation.folder(), engine.toLonLat(), output.written());
    var run = new CommandLineExport(out, spec.commandLine().getErr(), invocation);
    output.replacedLink().ifPresent(run::warn);
    ExportSummary summary = run.run(config, engine, id, request);
    if (summary.status() == ExportStatus.ERROR) {
      throw new ExportFailure(summary.failure().code(), summary.failure().detail());
    }
    output.moveIntoPlace(summary.receipts().get(0).sidecars());
    run.printResult(summary, output, json);
    return ExitCodes.OK;
  }

  /** A node before may have begun it, and died. */
  private ExportId id() {
    String begun = data.invocation().exportId();
    return begun.isEmpty() ? ExportId.generate() : ExportId.parse(begun);
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
    Invocation invocation = data.invocation();
    RenderEngine engine = invocation.place().engine(config);
    ExportRequest request =
        options.request(
            invocation.folder(), engine.toLonLat(), invocation.folder().resolve(options.output));
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
      checkOutput(ExportId.generate());
      return new DestinationCheck(destination.type(), DestinationStatus.OK, null);
    } catch (ExportFailure e) {
      return new DestinationCheck(destination.type(), DestinationStatus.PROBLEM, e.getMessage());
    }
  }

  /** Checks that the output can be written. */
  private OutputFile checkOutput(ExportId id) {
    return OutputFile.check(
        data.invocation().folder(),
        options.output,
        options.format.fileFormat(options.output),
        overwrite ? OutputFile.ExistingFilePolicy.REPLACE : OutputFile.ExistingFilePolicy.KEEP,
        options.provenance,
        id);
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
