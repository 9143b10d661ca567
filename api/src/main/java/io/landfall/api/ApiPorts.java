package io.landfall.api;

import io.landfall.api.area.AreaPorts;
import io.landfall.api.audit.AuditPorts;
import io.landfall.api.broker.BrokerPorts;
import io.landfall.api.download.DownloadPorts;
import io.landfall.api.export.ExportQueries;
import io.landfall.api.http.ReadinessCheck;
import io.landfall.api.http.RequestMetrics;
import io.landfall.api.http.ServerPaths;
import io.landfall.api.http.TokenStore;
import io.landfall.api.stac.AsyncSceneCatalogue;
import io.landfall.api.tiles.TilePorts;
import io.landfall.api.token.Tokens;
import io.landfall.api.webhook.WebhookPorts;
import io.landfall.api.workspace.WorkspacePorts;
import io.landfall.export.Estimator;
import io.landfall.export.Exports;
import io.landfall.export.GridCoordinates;
import io.landfall.ingest.IngestControl;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/**
 * Everything the routes need from the node that runs them.
 *
 * @param metrics gives what is measured in Prometheus' text
 * @param serverPaths what no answer tells
 */
public record ApiPorts(
    Exports exports,
    Estimator estimator,
    GridCoordinates coordinates,
    ExportQueries lookup,
    DownloadPorts downloads,
    TilePorts tiles,
    AsyncSceneCatalogue scenes,
    BrokerPorts broker,
    IngestControl ingest,
    WorkspacePorts workspace,
    AreaPorts areas,
    WebhookPorts webhooks,
    AuditPorts audit,
    TokenStore tokenStore,
    Tokens tokens,
    List<ReadinessCheck> readiness,
    RequestMetrics meter,
    Supplier<String> metrics,
    Clock clock,
    ServerPaths serverPaths) {
  public ApiPorts {
    readiness = List.copyOf(readiness);
  }
}
