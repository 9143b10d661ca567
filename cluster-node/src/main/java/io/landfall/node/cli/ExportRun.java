package io.landfall.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import io.landfall.export.ExportSummary;
import io.landfall.model.DeliveredFile;
import io.landfall.model.DeliveryReceipt;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportRequest;
import io.landfall.node.Engine;
import io.landfall.node.OneExport;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Runs one export for the command line, from nothing running to nothing running. */
final class ExportRun {
  private final PrintWriter out;
  private final PrintWriter err;
  private final RunReport report = new RunReport();

  ExportRun(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Plans and starts side by side, then exports; the first failure of either is told.
   *
   * @throws ExportFailure as the export's, or what hindered it from starting
   */
  ExportSummary run(Config config, Engine engine, ExportRequest request) {
    CompletableFuture<OneExport> starting =
        CompletableFuture.supplyAsync(() -> OneExport.start(config, engine));
    try {
      engine.planner().plan(request);
    } catch (RuntimeException e) {
      starting.thenAccept(OneExport::close).exceptionally(failed -> null).join();
      throw e;
    }
    try (OneExport export = started(starting);
        var ending = Ending.of(() -> cancel(export));
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

  private List<RunReport.Phase> phases = List.of();

  private static OneExport started(CompletableFuture<OneExport> starting) {
    try {
      return starting.join();
    } catch (CompletionException e) {
      throw ExportFailure.of(e);
    }
  }

  private void cancel(OneExport export) {
    err.println("landfall: Cancelling: what is half done is removed first.");
    err.flush();
    export.cancel();
    export.close();
  }

  /** Prints the table to stderr, and the result to stdout. */
  void tell(ExportSummary summary, OutputFile output, boolean json) throws JsonProcessingException {
    DeliveryReceipt receipt = summary.receipts().get(0);
    RunReport.print(err, phases);
    if (json) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("id", summary.id().toString());
      result.put("status", summary.status().name());
      result.put("file", output.target().toString());
      result.put("bytes", receipt.bytes());
      result.put("sha256", receipt.sha256());
      result.put("beside", receipt.beside().stream().map(DeliveredFile::name).toList());
      result.put("tiles", summary.tilesTotal());
      result.put("phases", RunReport.json(phases));
      result.put("peakMemoryBytes", RunReport.peakBytes());
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(result));
    } else {
      out.println(output.target());
    }
    out.flush();
  }
}
