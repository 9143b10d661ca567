package io.landfall.api;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import io.landfall.api.area.AreaPorts;
import io.landfall.api.audit.AuditPorts;
import io.landfall.api.audit.Requesters;
import io.landfall.api.broker.BrokerPorts;
import io.landfall.api.download.DownloadMemory;
import io.landfall.api.download.DownloadPorts;
import io.landfall.api.download.LinkSigner;
import io.landfall.api.download.LinkTerms;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.http.ConnectionSettings;
import io.landfall.api.http.ReadinessCheck;
import io.landfall.api.http.RequestMetrics;
import io.landfall.api.http.ServerPaths;
import io.landfall.api.http.TokenStore;
import io.landfall.api.proxy.AddressRanges;
import io.landfall.api.proxy.TrustedProxies;
import io.landfall.api.stac.AsyncSceneCatalogue;
import io.landfall.api.tiles.TemplateSigner;
import io.landfall.api.tiles.TilePorts;
import io.landfall.api.webhook.WebhookPorts;
import io.landfall.api.workspace.DeliveryPorts;
import io.landfall.api.workspace.WorkspacePorts;
import io.landfall.audit.AuditEvents.EventPage;
import io.landfall.audit.EventFilter;
import io.landfall.audit.EventPages;
import io.landfall.broker.BrokerSettings;
import io.landfall.broker.PlanetBroker;
import io.landfall.broker.TideClient;
import io.landfall.http.CheckedAddresses;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.SceneId;
import io.landfall.model.StoredObject;
import io.landfall.model.geojson.ToLonLat;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.PoolSettings;
import io.landfall.workspace.Access;
import io.landfall.workspace.Project.ProjectContent;
import io.landfall.workspace.ProjectScene;
import io.landfall.workspace.Visibility;
import io.landfall.workspace.WorkspaceIds;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The API on a real port over doubles, and a client for it. */
public final class ApiFixture implements AutoCloseable {
  static final Path SERVER_FOLDER = Path.of("/srv/canary-folder");
  static final String NAME = "scene one.tif";
  static final int UNFINISHED = 5_000; // of one owner, in what a refusal says
  public static final int DOWNLOADS = 100; // of one export: its clock stands still
  static final int SUBMISSIONS = 1_000; // of one owner: its clock stands still
  public static final byte[] FILE = bytes(100_000);
  public static final String ETAG = "\"abc-3\"";
  static final String BODY = "{\"source\": {\"scenes\": [\"file:a.tif\"], \"bands\": [\"red\"]}}";

  final ActorTestKit testKit =
      ActorTestKit.create(
          ConfigFactory.parseString(
                  "landfall.live.token-check = 200 ms\n"
                      + "landfall.download.requests-per-minute-of-export = "
                      + DOWNLOADS)
              .withFallback(ConfigFactory.load()));
  final FakeExports exports = new FakeExports();
  public final MovableClock clock = new MovableClock();
  final LinkSigner links =
      new LinkSigner(
          Map.of(1, new byte[32], 2, "another key, still long".getBytes(StandardCharsets.UTF_8)),
          1,
          clock);
  final ApiSettings settings =
      new ApiSettings(
          "127.0.0.1",
          0,
          connections(),
          100_000,
          32 << 20,
          16 << 20,
          Set.of("https://maps.example.org"),
          AddressRanges.parse(List.of("127.0.0.1", "127.0.0.2")),
          Duration.ofSeconds(2),
          Duration.ofSeconds(20),
          Duration.ofMillis(1500),
          SUBMISSIONS,
          UNFINISHED,
          Duration.ofHours(24),
          "",
          Duration.ofSeconds(1));
  public final MemoryLedger ledger = new MemoryLedger();
  volatile String notReady;
  volatile String readinessWarning;

  /** What keeps the index from answering; {@code null}: nothing. */
  public volatile String scenesProblem;

  /** The tokens of {@code ann}, {@code bob} and others. */
  final MemoryTokens tokens = new MemoryTokens();

  /** Whether looking for a token's owner never ends. */
  volatile boolean noTokens;

  /** The index of scenes. */
  public final MemoryScenes scenes = new MemoryScenes();

  final MemoryWebhooks webhooks = new MemoryWebhooks();
  final MemoryDeliveryConfigs deliveryConfigs = new MemoryDeliveryConfigs();

  /** What draws tiles. */
  public final PlainTiles tiles = new PlainTiles();

  /** Kept tools and colour corrections of addresses. */
  final MemoryStyles styles = new MemoryStyles();

  /** Areas that somebody has sent. */
  final MemoryAreas areas = new MemoryAreas(() -> clock.now);

  /** The file of each export is there. */
  volatile boolean filesGone;

  /** Scenes that somebody has registered. */
  public final MemoryOwnScenes ownScenes = new MemoryOwnScenes();

  public final FakeIngest ingest = new FakeIngest();
  public final MemoryProjects projects = new MemoryProjects();
  public final MemoryTools tools = new MemoryTools();
  final Queue<String> answered = new ConcurrentLinkedQueue<>();
  private final RequestMetrics meter =
      (method, status, took) -> answered.add("%s %d".formatted(method, status));
  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper mapper = new ObjectMapper();
  private final BoundedPool pool = new BoundedPool("api-tests", new PoolSettings(4, 100));
  private final HttpServer server;

  public ApiFixture() {
    this(Map.of("landfall.planet.url", "http://127.0.0.1:9"));
  }

  /**
   * @param overrides settings of the broker by path
   */
  public ApiFixture(Map<String, String> overrides) {
    var search = new AsyncSceneCatalogue(scenes, () -> Optional.ofNullable(scenesProblem), pool);
    var brokered =
        BrokerSettings.from(
            ConfigFactory.parseMap(overrides).withFallback(ConfigFactory.defaultReference()));
    var ports =
        new ApiPorts(
            exports,
            exports::estimate,
            SampleEstimate::lonLat,
            exports,
            new DownloadPorts(
                new OneFile(),
                links,
                ledger,
                ledger,
                ledger,
                (name, bytesPerSecond) -> OneFile.crowded(),
                new DownloadMemory(8 << 20),
                0),
            new TilePorts(
                tiles,
                styles,
                (attempt, name) -> CompletableFuture.completedStage(storedFile(attempt, name)),
                new TemplateSigner(Map.of(1, new byte[32]), 1, clock)),
            search,
            new BrokerPorts(
                new PlanetBroker(brokered, search::find, pool), new TideClient(brokered, pool)),
            ingest,
            new WorkspacePorts(
                projects,
                tools,
                ownScenes,
                ownScenes,
                new DeliveryPorts(
                    deliveryConfigs,
                    new CheckedAddresses(List.of(), "landfall.delivery.allowed-hosts"),
                    "own-bucket",
                    "arn:aws:iam::123456789012:role/landfall",
                    deliveryConfigs::check),
                pool),
            new AreaPorts(areas, ApiFixture::toLonLat),
            new WebhookPorts(
                webhooks,
                new CheckedAddresses(List.of("127.0.0.1"), "landfall.webhook.allowed-hosts"),
                pool),
            new AuditPorts(
                new Requesters(address -> Optional.of("hash of " + address)), emptyJournal(), pool),
            owners(),
            tokens,
            List.of(check()),
            meter,
            () -> "requests_total 1\n",
            clock,
            ServerPaths.of(List.of(SERVER_FOLDER)));
    addTokens();
    server = HttpServer.start(ports, settings, testKit.system()).toCompletableFuture().join();
  }

  public int port() {
    return server.address().getPort();
  }

  private TokenStore owners() {
    return new TokenStore() {
      @Override
      public CompletionStage<Optional<Principal>> findPrincipal(String token) {
        return noTokens ? new CompletableFuture<>() : tokens.findPrincipal(token);
      }

      @Override
      public CompletionStage<Boolean> isWithdrawn(String sha256) {
        return tokens.isWithdrawn(sha256);
      }
    };
  }

  private Optional<StoredObject> storedFile(ExportAttempt attempt, String name) {
    return filesGone
        ? Optional.empty()
        : Optional.of(new StoredObject("exports/" + attempt + "/" + name, "e1", 10, null));
  }

  private void addTokens() {
    Set<String> allScopes = Set.copyOf(TokenStore.TokenScope.values(scope -> true));
    tokens.add("ann-token", new TokenStore.Principal("ann", "acme", allScopes), null);
    tokens.add("bob-token", new TokenStore.Principal("bob", null, Set.of()), null);
    tokens.add("reader", new TokenStore.Principal("ann", null, Set.of("exports:read")), null);
    tokens.add("audit", new TokenStore.Principal("ann", null, Set.of("ingest")), null);
  }

  /** The journal is asked in the tests of whole services; here nobody answers. */
  private static EventPages emptyJournal() {
    return new EventPages() {
      @Override
      public long settled() {
        return 0;
      }

      @Override
      public EventPage page(EventFilter filter, long after, long until) {
        return new EventPage(new byte[0], 0, until, true);
      }
    };
  }

  private ReadinessCheck check() {
    return new ReadinessCheck() {
      @Override
      public String name() {
        return "store";
      }

      @Override
      public CompletionStage<Optional<String>> problem() {
        return CompletableFuture.completedFuture(Optional.ofNullable(notReady));
      }

      @Override
      public Optional<String> warning() {
        return Optional.ofNullable(readinessWarning);
      }
    };
  }

  public HttpRequest.Builder request(String pathOrUrl) {
    String url =
        pathOrUrl.startsWith("http") ? pathOrUrl : "http://127.0.0.1:" + port() + pathOrUrl;
    return HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20));
  }

  public HttpRequest.Builder as(String token, String path) {
    return request(path).header("Authorization", "Bearer " + token);
  }

  /** Returns a link to the file whose rate has more readers than get on. */
  public String crowdedLink(ExportId id) {
    var terms = new LinkTerms(1_024, settings.linkLifetime());
    String signature = links.sign(ExportAttempt.first(id), NAME, terms, 0);
    return "/v1/downloads/" + signature + "/scene%20one.tif";
  }

  /** Knows Web Mercator alone. */
  private static ToLonLat toLonLat(int epsg) {
    if (epsg != 3857) {
      throw new ExportFailure(ErrorCode.CRS_UNKNOWN, "Unknown CRS EPSG:%d.".formatted(epsg));
    }
    return (x, y, count) -> {
      for (int i = 0; i < count; i++) {
        x[i] = Math.toDegrees(x[i] / 6378137);
        y[i] = Math.toDegrees(Math.atan(Math.sinh(y[i] / 6378137)));
      }
    };
  }

  /** Returns a URL for a path of the document, with values that lead somewhere. */
  String url(String template) {
    return new SampleUrls(this).of(template);
  }

  /** Returns the version of the console's files, as the page names it. */
  public String consoleBuild() {
    String page =
        new String(send(request("/").header("Accept", "text/html")).body(), StandardCharsets.UTF_8);
    int begin = page.indexOf("data-build=\"") + "data-build=\"".length();
    return page.substring(begin, page.indexOf('"', begin));
  }

  /** Makes a project of ann's with a scene. */
  UUID filledProject() {
    return projects
        .create(
            WorkspaceIds.generate(),
            new Access("ann", "acme", Visibility.PRIVATE),
            new ProjectContent(
                "Olinda <&> \"spring\"",
                List.of(new ProjectScene(new SceneId("LC80220342026101LGN00"), null)),
                List.of(),
                null))
        .id();
  }

  HttpRequest.Builder post(String token, String path, String body) {
    return as(token, path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body));
  }

  /** Sends it, and holds the answer against the OpenAPI document. */
  public HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      HttpRequest sent = request.build();
      HttpResponse<byte[]> answer = client.send(sent, BodyHandlers.ofByteArray());
      ApiContract.SERVED.check(sent.method(), sent.uri().getRawPath(), answer, answer.body());
      return answer;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public JsonNode json(HttpResponse<byte[]> response) {
    try {
      return mapper.readTree(response.body());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Submits and ends an export of ann's with one file. */
  public ExportId finished() {
    ExportId id =
        ExportId.parse(json(send(post("ann-token", "/v1/exports", BODY))).get("id").asText());
    exports.succeed(id, NAME, FILE.length);
    return id;
  }

  @Override
  public void close() {
    testKit.shutdownTestKit();
    pool.close();
  }

  private static ConnectionSettings connections() {
    return new ConnectionSettings(
        400,
        200,
        new TrustedProxies(AddressRanges.parse(List.of("127.0.0.1", "10.0.0.0/8"))),
        Duration.ofSeconds(2),
        Duration.ofSeconds(2),
        Duration.ofSeconds(30),
        Duration.ofSeconds(20),
        16 << 10,
        4 << 10);
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (i * 31 ^ i >> 8);
    }
    return bytes;
  }

  /** A clock that a test can move. */
  public static final class MovableClock extends Clock {
    public volatile Instant now = Instant.parse("2026-11-21T05:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** Checks that this is a problem of this kind, whole, and returns it. */
  public JsonNode problem(HttpResponse<byte[]> response, int status, String slug) {
    JsonNode problem = json(response);
    assertThat(response.statusCode()).as(problem.toString()).isEqualTo(status);
    assertThat(header(response, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(problem.get("type").asText()).isEqualTo("/problems/" + slug);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("detail").asText()).isNotBlank();
    assertThat(problem.get("traceId").asText()).matches("[0-9a-f]{32}");
    assertThat(problem.get("errors").isArray()).isTrue();
    return problem;
  }

  public static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("(no " + name + ")");
  }
}
