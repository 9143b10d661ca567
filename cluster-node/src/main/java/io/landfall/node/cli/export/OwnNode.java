package io.landfall.node.cli.export;

import com.typesafe.config.Config;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ExportRequest;
import io.landfall.node.config.StartPhases;
import io.landfall.node.export.PlannedRequests;
import io.landfall.node.export.RunningExport;
import io.landfall.node.wiring.RenderEngine;
import io.landfall.node.wiring.RenderEngines;
import io.landfall.node.wiring.StandaloneExport;
import io.landfall.worker.HeadStart;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * A node of this process, for one export: from nothing running to nothing running. As soon as the
 * plan stands, its first task is rendered, whether the node is there yet or not.
 */
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
    var headStart = new HeadStart(engine.executor());
    RenderEngine planned = engine.withPlanner(planner).withExecutor(headStart);
    Runnable plan = () -> headStart.begin(id, plan(planner, request, warnings));
    try {
      if (StandaloneExport.hasRun(config)) {
        return openWhilePlanning(StandaloneExport.startAside(config, planned, id), plan, headStart);
      }
      plan.run(); // a folder is made for what can be exported only
      return opened(StandaloneExport.start(config, planned, id), headStart::close);
    } catch (RuntimeException e) {
      headStart.close();
      throw e;
    }
  }

  private static ExportPlan plan(
      PlannedRequests planner, ExportRequest request, Consumer<String> warnings) {
    try (var phase = StartPhases.begin("plan")) {
      ExportPlan plan = planner.keep(request);
      plan.warnings().forEach(warnings);
      return plan;
    }
  }

  /** What is wrong with the request is told first, whatever else is in the way. */
  private static OpenExport openWhilePlanning(
      CompletableFuture<StandaloneExport> starting, Runnable plan, HeadStart headStart) {
    try {
      plan.run();
    } catch (RuntimeException e) {
      starting.thenAccept(StandaloneExport::close).exceptionally(failure -> null).join();
      throw e;
    }
    try {
      return opened(starting.join(), headStart::close);
    } catch (CompletionException e) {
      throw ExportFailure.of(e);
    }
  }

  /** Returns an export whose node has started. */
  static OpenExport opened(StandaloneExport standalone) {
    return opened(standalone, () -> {});
  }

  private static OpenExport opened(StandaloneExport standalone, Runnable end) {
    return new OpenExport() {
      @Override
      public RunningExport export() {
        return standalone.export();
      }

      @Override
      public void close() {
        end.run();
        standalone.close();
      }
    };
  }

  @Override
  public boolean hasBegun(ExportId id) {
    return false;
  }
}
