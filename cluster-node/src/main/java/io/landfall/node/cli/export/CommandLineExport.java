package io.landfall.node.cli.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import io.landfall.export.ExportSummary;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.delivery.DeliveredFile;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.request.ExportRequest;
import io.landfall.node.export.RunningExport;
import io.landfall.node.wiring.RenderEngine;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs one export for the command line, and tells of it. */
public final class CommandLineExport {
  private final PrintWriter out;
  private final PrintWriter err;
  private final Invocation invocation;
  private final PhaseReport report;
  private final Set<String> warned = new HashSet<>();
  private List<PhaseReport.Phase> phases = List.of();

  public CommandLineExport(PrintWriter out, PrintWriter err, Invocation invocation) {
    this.out = out;
    this.err = err;
    this.invocation = invocation;
    report = PhaseReport.begin(invocation.place());
  }

  /**
   * Plans, makes a node ready, then exports by that plan: what is wrong with the request is told
   * before anything is there.
   *
   * @throws ExportFailure as the export's, or what hindered it from starting
   */
  public ExportSummary run(Config config, RenderEngine engine, ExportId id, ExportRequest request) {
    return run(invocation.place().open(config, engine, id, request, this::warn), id, request);
  }

  /**
   * Exports by what has been made ready for it, and ends that.
   *
   * @throws ExportFailure as the export's
   */
  public ExportSummary run(ExportPlace.OpenExport ready, ExportId id, ExportRequest request) {
    ExportSummary summary;
    try (ExportPlace.OpenExport open = ready;
        var cancelling = onCancel(open);
        var progress = new ProgressDisplay(err, invocation)) {
      invocation.tellExport().accept(id.toString());
      RunningExport export = open.export();
      summary =
          export.run(
              request,
              seen -> {
                report.sample();
                progress.show(seen);
              });
      report.addExport(summary, export.history());
      if (summary.status() == ExportStatus.SUCCESS) {
        export.warnings().stream().filter(found -> !warned.contains(found)).forEach(this::warn);
      }
    }
    phases = report.allPhases();
    return summary;
  }

  /** What can be closed without a failure. */
  private interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  private Registration onCancel(ExportPlace.OpenExport open) {
    AutoCloseable registered = invocation.onCancel().apply(() -> cancel(open));
    return () -> {
      try {
        registered.close();
      } catch (Exception e) {
        throw new ExportFailure(ErrorCode.INTERNAL, "Cannot end the export: " + e, e);
      }
    };
  }

  /** Tells what a user is to know. */
  public void warn(String warning) {
    warned.add(warning);
    err.println("landfall: Warning: " + warning);
    err.flush();
  }

  private void cancel(ExportPlace.OpenExport open) {
    err.println("landfall: Cancelling: what is half done is removed first.");
    err.flush();
    if (!open.export().cancel()) {
      err.println("landfall: It is too late to cancel: the export has ended by itself.");
      err.flush();
    }
    open.close();
  }

  /** Prints the table to stderr, and the result to stdout. */
  public void printResult(ExportSummary summary, OutputFile output, boolean json)
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
