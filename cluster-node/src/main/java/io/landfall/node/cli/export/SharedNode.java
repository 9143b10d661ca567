package io.landfall.node.cli.export;

import com.typesafe.config.Config;
import io.landfall.model.ExportId;
import io.landfall.model.request.ExportRequest;
import io.landfall.node.export.RunningExport;
import io.landfall.node.export.RunningExport.CleanUp;
import io.landfall.node.wiring.RenderEngine;
import io.landfall.node.wiring.RunningService;
import java.util.function.Consumer;

/** The node that runs in this process, which the exports of many commands share. */
public final class SharedNode implements ExportPlace {
  private final RunningService service;

  public SharedNode(RunningService service) {
    this.service = service;
  }

  @Override
  public RenderEngine engine(Config config) {
    return service.engine();
  }

  @Override
  public OpenExport open(
      Config config,
      RenderEngine engine,
      ExportId id,
      ExportRequest request,
      Consumer<String> warnings) {
    if (!hasBegun(id)) {
      service.plans().keep(request).warnings().forEach(warnings);
    }
    var export = new RunningExport(id, service.exports(), CleanUp.LEFT_TO_NODE);
    return new OpenExport() {
      @Override
      public RunningExport export() {
        return export;
      }

      @Override
      public void close() {
        export.close();
        service.plans().forget(request);
      }
    };
  }

  @Override
  public boolean hasBegun(ExportId id) {
    try (var export = new RunningExport(id, service.exports(), CleanUp.LEFT_TO_NODE)) {
      return export.isKnown();
    }
  }
}
