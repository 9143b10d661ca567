package io.landfall.node.cli.export;

import com.typesafe.config.Config;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.request.ExportRequest;
import io.landfall.node.config.StartPhases;
import io.landfall.node.export.PlannedRequests;
import io.landfall.node.export.RunningExport;
import io.landfall.node.wiring.RenderEngine;
import io.landfall.node.wiring.RenderEngines;
import io.landfall.node.wiring.StandaloneExport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** A node of this process, for one export: from nothing running to nothing running. */
final class OwnNode implements ExportPlace {
  @Override
  public RenderEngine engine(Config config) {
    return RenderEngines.forCommandLine(config);
  }

  @Override
  public OpenExport open(
      Config config,
      RenderEngine engine,
      ExportId id,
      ExportRequest request,
      Consumer<String> warnings) {
    var planner = new PlannedRequests(engine.planner());
    RenderEngine planned = engine.withPlanner(planner);
    if (StandaloneExport.hasRun(config)) {
      return openWhilePlanning(
          StandaloneExport.startAside(config, planned, id), () -> plan(planner, request, warnings));
    }
    plan(planner, request, warnings); // a folder is made for what can be exported only
    return opened(StandaloneExport.start(config, planned, id));
  }

  private static void plan(
      PlannedRequests planner, ExportRequest request, Consumer<String> warnings) {
    try (var phase = StartPhases.begin("plan")) {
      planner.keep(request).warnings().forEach(warnings);
    }
  }

  /** What is wrong with the request is told first, whatever else is in the way. */
  private static OpenExport openWhilePlanning(
      CompletableFuture<StandaloneExport> starting, Runnable plan) {
    try {
      plan.run();
    } catch (RuntimeException e) {
      starting.thenAccept(StandaloneExport::close).exceptionally(failure -> null).join();
      throw e;
    }
    try {
      return opened(starting.join());
    } catch (CompletionException e) {
      throw ExportFailure.of(e);
    }
  }

  /** Returns an export whose node has started. */
  static OpenExport opened(StandaloneExport standalone) {
    return new OpenExport() {
      @Override
      public RunningExport export() {
        return standalone.export();
      }

      @Override
      public void close() {
        standalone.close();
      }
    };
  }

  @Override
  public boolean hasBegun(ExportId id) {
    return false;
  }
}
