package io.landfall.api;

import io.landfall.api.broker.BrokerPorts;
import io.landfall.export.Exports;
import io.landfall.ingest.IngestControl;
import java.time.Clock;
import java.util.List;

/** Everything the routes need from the node that runs them. */
public record ApiPorts(
    Exports exports,
    ExportLookup lookup,
    Downloads downloads,
    SceneSearch scenes,
    BrokerPorts broker,
    IngestControl ingest,
    Tokens tokens,
    LinkSigner links,
    List<ReadinessCheck> readiness,
    RequestMeter meter,
    Clock clock) {
  public ApiPorts {
    readiness = List.copyOf(readiness);
  }
}
