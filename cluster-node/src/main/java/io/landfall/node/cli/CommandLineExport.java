package io.landfall.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import io.landfall.export.ExportSummary;
import io.landfall.model.ExportFailure;
import io.landfall.model.delivery.DeliveredFile;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.request.ExportRequest;
import io.landfall.node.cli.export.OutputFile;
import io.landfall.node.cli.export.PhaseReport;
import io.landfall.node.cli.export.ProgressDisplay;
import io.landfall.node.config.StartPhases;
import io.landfall.node.wiring.RenderEngine;
import io.landfall.node.wiring.StandaloneExport;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs one export for the command line, from nothing running to nothing running. */
final class CommandLineExport {
  private final PrintWriter out;
  private final PrintWriter err;
  private final PhaseReport report = new PhaseReport();

  CommandLineExport(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Plans, then starts database, store and node, then exports by that plan: what is wrong with the
   * request is told before anything is there.
   *
   * @throws ExportFailure as the export's, or what hindered it from starting
   */
  ExportSummary run(Config config, RenderEngine engine, ExportRequest request) {
    var planner = new PlannedOnce(engine.planner());
    try (var phase = StartPhases.begin("plan")) {
      planner.plan(request).warnings().forEach(this::warn);
    }
    return run(StandaloneExport.start(config, engine.withPlanner(planner)), request);
  }

  /**
   * Exports by what has been started for it, and ends that.
   *
   * @throws ExportFailure as the export's
   */
  ExportSummary run(StandaloneExport started, ExportRequest request) {
    try (StandaloneExport export = started;
        var shutdownHook = ShutdownHook.register(() -> cancel(export));
        var progress = new ProgressDisplay(err)) {
      ExportSummary summary =
          export.run(
              request,
              seen -> {
                report.sample();
                progress.show(seen);
              });
      phases = report.phases(summary, export.history());
      return summary;
    }
  }

  private List<PhaseReport.Phase> phases = List.of();

  private void warn(String warning) {
    err.println("landfall: Warning: " + warning);
    err.flush();
  }

  private void cancel(StandaloneExport export) {
    err.println("landfall: Cancelling: what is half done is removed first.");
    err.flush();
    export.cancel();
    export.close();
  }

  /** Prints the table to stderr, and the result to stdout. */
  void printResult(ExportSummary summary, OutputFile output, boolean json)
      throws JsonProcessingException {
    DeliveryReceipt receipt = summary.receipts().get(0);
    PhaseReport.print(err, phases);
    if (json) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("id", summary.id().toString());
      result.put("status", summary.status().name());
      result.put("file", output.target().toString());
      result.put("bytes", receipt.bytes());
      result.put("sha256", receipt.sha256());
      result.put("beside", receipt.sidecars().stream().map(DeliveredFile::name).toList());
      result.put("tiles", summary.tilesTotal());
      result.put("phases", PhaseReport.json(phases));
      result.put("peakMemoryBytes", PhaseReport.peakBytes());
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(result));
    } else {
      out.println(output.target());
    }
    out.flush();
  }
}
