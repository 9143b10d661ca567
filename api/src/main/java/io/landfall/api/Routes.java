package io.landfall.api;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import akka.util.ByteString;
import io.landfall.api.area.AreaPorts;
import io.landfall.api.area.AreaRoutes;
import io.landfall.api.area.AreaSettings;
import io.landfall.api.audit.AuditRoutes;
import io.landfall.api.broker.BrokerResponses;
import io.landfall.api.broker.BrokerRoutes;
import io.landfall.api.console.ConsoleSettings;
import io.landfall.api.download.DownloadLinks;
import io.landfall.api.download.DownloadRoutes;
import io.landfall.api.download.DownloadSettings;
import io.landfall.api.download.ExportOwners;
import io.landfall.api.download.UsageRoutes;
import io.landfall.api.endpoint.Endpoints;
import io.landfall.api.export.ExportRequests;
import io.landfall.api.export.ExportRoutes;
import io.landfall.api.export.SubmissionRate;
import io.landfall.api.http.AnswerMemory;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.http.Authentication;
import io.landfall.api.http.BodyBudget;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.MethodHabits;
import io.landfall.api.http.Preferences;
import io.landfall.api.http.Problems;
import io.landfall.api.http.RequestBodyReader;
import io.landfall.api.http.RequestMetrics;
import io.landfall.api.http.RequestTargets;
import io.landfall.api.http.ServerPaths;
import io.landfall.api.http.TraceIds;
import io.landfall.api.ingest.IngestRoutes;
import io.landfall.api.rasterfoundry.RasterFoundryRoutes;
import io.landfall.api.stac.StacRoutes;
import io.landfall.api.tiles.MapRoutes;
import io.landfall.api.tiles.MapSettings;
import io.landfall.api.token.TokenRoutes;
import io.landfall.api.webhook.WebhookRoutes;
import io.landfall.api.workspace.DeliveryConfigRoutes;
import io.landfall.api.workspace.ItemRoutes;
import io.landfall.api.workspace.SceneRoutes;
import io.landfall.api.workspace.WorkspacePorts;
import io.landfall.export.Exports;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.trace.TraceContext;
import io.landfall.workspace.ExportSourceFinder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** All routes, inside what they share: trace ids, problems, headers, deadlines. */
public final class Routes extends AllDirectives {
  /**
   * What lies below these can be changed; elsewhere a POST is a search that is too long for GET.
   */
  private static final List<String> CHANGED = List.of("/v1/", "/api/", "/ingest/");

  /**
   * What is posted here, and a check of a destination, waits for what is elsewhere or long in
   * reading, and changes nothing before that.
   */
  private static final Set<String> SLOW =
      Set.of(
          "/v1/scenes",
          "/v1/scenes/",
          "/v1/areas",
          "/v1/areas/",
          "/v1/exports/estimate",
          "/v1/exports/estimate/");

  private final ApiSettings settings;
  private final ActorSystem<?> system;
  private final RequestMetrics meter;
  private final ServerPaths serverPaths;
  private final SystemRoutes systemRoutes;
  private final RouteParameters parameters;
  private final ExportRoutes exports;
  private final Exports allExports;
  private final DownloadRoutes downloads;
  private final UsageRoutes usage;
  private final AuditRoutes audit;
  private final MapRoutes maps;
  private final SceneRoutes scenes;
  private final AreaRoutes areas;
  private final DeliveryConfigRoutes deliveryConfigs;
  private final ItemRoutes<?> projects;
  private final ItemRoutes<?> tools;
  private final BrokerRoutes broker;
  private final StacRoutes stac;
  private final TokenRoutes tokens;
  private final WebhookRoutes webhooks;
  private final IngestRoutes ingest;
  private final RasterFoundryRoutes rasterFoundry;
  private final Cors cors;

  public Routes(ApiPorts ports, ApiSettings settings, ActorSystem<?> system) {
    this.settings = settings;
    this.allExports = ports.exports();
    this.system = system;
    this.cors = new Cors(settings.corsOrigins());
    this.meter = ports.meter();
    this.serverPaths = ports.serverPaths();
    this.systemRoutes =
        new SystemRoutes(
            settings,
            ConsoleSettings.from(system.settings().config()),
            ports.readiness(),
            ports.metrics());
    this.parameters = new RouteParameters(systemRoutes.openApiDocument());
    var bodies =
        new RequestBodyReader(
            settings,
            system,
            new BodyBudget(settings.bodyMemory()),
            NodePools.of(system).get(PoolName.BODIES));
    var answers = new AnswerMemory(settings, system);
    Duration lookupTimeout = settings.writeTimeout().dividedBy(2);
    var endpoints =
        new Endpoints(
            new Authentication(ports.tokenStore(), lookupTimeout), settings, bodies, system);
    ExportRequests requests = exportRequests(ports.workspace(), ports.areas());
    var links = new DownloadLinks(ports.downloads(), settings, ports.clock());
    var rate =
        new SubmissionRate(
            settings.submissionsPerMinute(), settings.unfinishedPerOwner(), ports.clock());
    this.exports =
        new ExportRoutes(
            ports.exports(),
            ports.estimator(),
            ports.coordinates(),
            requests,
            ports.lookup(),
            links,
            settings,
            endpoints,
            answers,
            rate,
            ports.audit().requesters(),
            ports.clock(),
            system);
    this.scenes = new SceneRoutes(ports.workspace(), endpoints);
    this.areas =
        new AreaRoutes(
            ports.areas(),
            AreaSettings.from(system.settings().config()),
            endpoints,
            NodePools.of(system));
    this.deliveryConfigs = new DeliveryConfigRoutes(ports.workspace(), endpoints);
    this.tokens = new TokenRoutes(ports.tokens(), endpoints);
    this.webhooks = new WebhookRoutes(ports.webhooks(), endpoints);
    this.rasterFoundry =
        new RasterFoundryRoutes(
            ports.exports(),
            requests,
            ports.lookup(),
            links,
            ports.workspace(),
            endpoints,
            rate,
            ports.audit().requesters());
    this.projects = ItemRoutes.ofProjects(ports.workspace(), endpoints);
    this.tools = ItemRoutes.ofTools(ports.workspace(), endpoints);
    this.ingest = new IngestRoutes(ports.ingest(), endpoints);
    this.downloads =
        new DownloadRoutes(
            ports.downloads(),
            new ExportOwners(ports.downloads().ledger(), ports.exports()),
            ports.audit().requesters(),
            DownloadSettings.from(system.settings().config()),
            ports.clock());
    this.maps =
        new MapRoutes(
            ports.tiles(),
            requests,
            ports.exports(),
            ports.workspace(),
            ports.tokenStore(),
            MapSettings.from(system.settings().config()),
            settings,
            endpoints,
            lookupTimeout,
            ports.clock());
    this.audit = new AuditRoutes(ports.audit(), endpoints, answers);
    this.usage = new UsageRoutes(ports.downloads().usage(), endpoints, ports.clock());
    this.broker =
        new BrokerRoutes(ports.scenes(), ports.broker(), settings, bodies, answers, system);
    this.stac =
        new StacRoutes(ports.scenes(), settings, bodies, answers, systemRoutes.openApiDocument());
  }

  private ExportRequests exportRequests(WorkspacePorts workspace, AreaPorts areas) {
    var finder =
        new ExportSourceFinder(workspace.projects(), workspace.tools(), workspace.scenes());
    return new ExportRequests(
        (ids, caller) -> workspace.pool().supply(() -> finder.find(ids, caller)),
        (ids, owner) ->
            workspace.pool().supply(() -> workspace.delivery().configs().findOwn(ids, owner)),
        (id, owner) -> workspace.pool().supply(() -> areas.store().find(owner, id)),
        areas.transforms(),
        NodePools.of(system).get(PoolName.BODIES));
  }

  /** Returns the whole API. */
  public Route routes() {
    Route all =
        concat(
            systemRoutes.routes(),
            broker.routes(),
            stac.routes(),
            ingest.routes(),
            rasterFoundry.routes(),
            pathPrefix(
                "v1",
                () ->
                    concat(
                        exports.routes(),
                        maps.routes(),
                        downloads.routes(),
                        usage.routes(),
                        audit.routes(),
                        scenes.routes(),
                        areas.routes(),
                        deliveryConfigs.routes(),
                        projects.routes(),
                        tools.routes(),
                        webhooks.routes(),
                        tokens.routes())));
    return extractRequest(
        request -> {
          var exchange = new Exchange(request, TraceIds.of(request));
          return mapResponse(
              exchange::complete,
              () ->
                  withRequestTimeout(
                      scala.concurrent.duration.Duration.fromNanos(timeout(request).toNanos()),
                      timedOutRequest -> exchange.complete(Problems.timedOut(exchange.traceId)),
                      () ->
                          handleExceptions(
                              Problems.exceptionHandler(exchange.traceId),
                              () ->
                                  handleRejections(
                                      Problems.rejectionHandler(exchange.traceId),
                                      () -> routed(exchange, all)))));
        });
  }

  /** Routes what a request comes to without the habits that all paths have in common. */
  private Route routed(Exchange exchange, Route all) {
    RequestTargets.checkPlain(exchange.request);
    exchange.restored = settings.connections().proxies().restore(exchange.request);
    HttpRequest routed = TraceIds.give(MethodHabits.normalize(exchange.restored), exchange.trace);
    parameters.check(routed);
    return mapRequest(
        request -> routed, () -> mapUnmatchedPath(MethodHabits::withoutTrailingSlash, () -> all));
  }

  private Duration timeout(HttpRequest request) {
    String path = request.getUri().path();
    boolean changes =
        !request.method().isSafe()
            && !isSlow(path)
            && CHANGED.stream().anyMatch(prefix -> path.startsWith(prefix));
    Duration usual = changes ? settings.writeTimeout() : settings.requestTimeout();
    if (path.startsWith("/v1/exports")) {
      return usual.plus(Preferences.wait(request)).plus(allExports.extraTime());
    }
    return path.startsWith("/api/exports") ? usual.plus(allExports.extraTime()) : usual;
  }

  private static boolean isSlow(String path) {
    boolean isCheck =
        path.startsWith("/v1/delivery-configs/")
            && (path.endsWith("/check") || path.endsWith("/check/"));
    return isCheck || SLOW.contains(path);
  }

  /** One request: finished by its answer, or by the lack of one; whichever is first counts. */
  private final class Exchange {
    private final HttpRequest request;
    private final String method;
    private final TraceContext trace;
    private final String traceId;
    private final long startNanos = System.nanoTime();
    private final AtomicBoolean completed = new AtomicBoolean();

    /** As the client sent it, if proxies have passed it on. */
    private volatile HttpRequest restored;

    Exchange(HttpRequest request, TraceContext trace) {
      String name = request.method().value();
      this.method = HttpMethods.lookup(name).isPresent() ? name : "OTHER";
      this.request = request;
      this.restored = request;
      this.trace = trace;
      this.traceId = trace.traceId();
    }

    HttpResponse complete(HttpResponse response) {
      if (completed.compareAndSet(false, true)) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
        meter.recordRequest(method, response.status().intValue(), elapsed);
      }
      maps.note(request, response);
      HttpResponse answer =
          HttpResponses.withHeader(
              BrokerResponses.asPlainText(request, withoutServerPaths(response)),
              "X-Trace-Id",
              traceId);
      answer = HttpResponses.withHeader(answer, "X-Content-Type-Options", "nosniff");
      answer = cors.withHeaders(request, CacheHeaders.complete(restored, answer));
      return MethodHabits.adapt(request, answer, system);
    }

    /** Exports and failures speak of files; pages of the index do not, and may be large. */
    private HttpResponse withoutServerPaths(HttpResponse response) {
      boolean speaksOfFiles =
          response.status().isFailure() || request.getUri().path().startsWith("/v1/exports");
      if (speaksOfFiles && response.entity() instanceof HttpEntity.Chunked history) {
        return response.withEntity(
            HttpEntities.create(
                history.getContentType(),
                history
                    .getDataBytes() // whole events
                    .map(event -> ByteString.fromString(serverPaths.redact(event.utf8String())))));
      }
      if (!speaksOfFiles
          || !(response.entity() instanceof HttpEntity.Strict strict)
          || strict.getContentType().mediaType().isImage()) {
        return response;
      }
      String text = strict.getData().utf8String();
      String told = serverPaths.redact(text);
      return told.equals(text)
          ? response
          : response.withEntity(
              HttpEntities.create(strict.getContentType(), told.getBytes(StandardCharsets.UTF_8)));
    }
  }
}
