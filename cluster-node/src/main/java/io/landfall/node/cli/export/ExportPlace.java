package io.landfall.node.cli.export;

import com.typesafe.config.Config;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.request.ExportRequest;
import io.landfall.node.export.RunningExport;
import io.landfall.node.wiring.RenderEngine;
import io.landfall.node.wiring.StandaloneExport;
import java.util.function.Consumer;

/** Where the export of a command runs. */
public interface ExportPlace {
  /** Returns what plans and renders there. */
  RenderEngine engine(Config config);

  /**
   * Plans, and then makes all ready for the export: what is wrong with the request is told before
   * anything is there.
   *
   * @param engine of this place
   * @param warnings is told each warning of the plan
   * @throws ExportFailure as the plan's, or what hindered a node from starting
   */
  OpenExport open(
      Config config,
      RenderEngine engine,
      ExportId id,
      ExportRequest request,
      Consumer<String> warnings);

  /** Returns an export whose node, of this process alone, has started. */
  static OpenExport opened(StandaloneExport standalone) {
    return OwnNode.opened(standalone);
  }

  /** Tells whether an export was begun there before. */
  boolean hasBegun(ExportId id);

  /** An export that can run, and what ends with it. */
  interface OpenExport extends AutoCloseable {
    RunningExport export();

    @Override
    void close();
  }
}
