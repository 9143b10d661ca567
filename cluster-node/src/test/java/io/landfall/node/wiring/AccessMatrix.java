package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.http.TokenStore.TokenScope;
import io.landfall.node.DocumentedHttpClient;
import io.landfall.node.token.ApiTokens;
import io.landfall.node.wiring.AccessRows.AccessRow;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.assertj.core.api.SoftAssertions;

/**
 * Every route of the contract, asked by every kind of caller for every kind of thing. The contract
 * says which scope a route needs, where it names none it is open to all; {@link AccessRows} says
 * what it is about; what is expected of each cell follows from these by {@link #expected}.
 */
final class AccessMatrix {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = DocumentedHttpClient.create();
  private static final Set<String> METHODS = Set.of("get", "head", "post", "put", "delete");
  private static final String SCENE = "LC80220342026101LGN00";

  /** Who asks. Those who are not let in at all come first. */
  enum Role {
    ANONYMOUS,
    UNKNOWN,
    UNSIGNED,
    JWT_FORGED,
    JWT_CONFUSED,
    JWT_EXPIRED,
    JWT_OTHER_AUDIENCE,
    EXPIRED,
    REVOKED,
    /** The owner, with all scopes but the one that is needed. */
    WRONG_SCOPE,
    /** The owner, with that scope alone. */
    RIGHT_SCOPE,
    OWNER,
    JWT_OWNER,
    OTHER,
    JWT_OTHER,
    SAME_ORGANIZATION,
    JWT_SAME_ORGANIZATION,
    ADMIN;

    boolean isLetIn() {
      return ordinal() > REVOKED.ordinal();
    }

    boolean isOwner() {
      return this == OWNER || this == JWT_OWNER || this == RIGHT_SCOPE;
    }

    boolean isOfOrganization() {
      return this == SAME_ORGANIZATION || this == JWT_SAME_ORGANIZATION;
    }

    /** The reason why a JWT is refused is told: whoever holds one can read it. */
    boolean isJwt() {
      return this == UNSIGNED || name().startsWith("JWT_");
    }
  }

  /** What a route is about. */
  enum Resource {
    NONE,
    EXPORT,
    TOKEN,
    SCENE,
    DELIVERY_CONFIG,
    WEBHOOK,
    PROJECT,
    TOOL,
    STYLE,
    AREA;

    /** Returns who may see such things. */
    List<String> visibilities() {
      return this == PROJECT || this == TOOL
          ? List.of("PRIVATE", "ORGANIZATION", "PUBLIC")
          : List.of("PRIVATE");
    }
  }

  private final String url;
  private final ApiTokens store;
  private final String export;
  private final String file;
  private final Path importFolder;
  private final SoftAssertions all = new SoftAssertions();
  private final Map<Role, String> tokens = new EnumMap<>(Role.class);
  private final Map<String, String> rightScope = new HashMap<>();
  private final Map<String, String> wrongScope = new HashMap<>();
  private final Map<String, String> shared = new HashMap<>();
  private int cells;
  private int areas;

  /**
   * @param export of ann's, ended in SUCCESS
   * @param file one of its files
   * @param importFolder where scenes are
   */
  AccessMatrix(
      String url, ApiTokens store, JwtIssuer issuer, String export, String file, Path importFolder)
      throws Exception {
    this.url = url;
    this.store = store;
    this.export = export;
    this.file = file;
    this.importFolder = importFolder;
    tokens.put(Role.UNKNOWN, "lf_nobody");
    tokens.put(Role.UNSIGNED, unsignedJwt());
    tokens.put(Role.JWT_FORGED, issuer.forged("ann"));
    tokens.put(Role.JWT_CONFUSED, issuer.confused("ann"));
    tokens.put(Role.JWT_EXPIRED, issuer.expired("ann"));
    tokens.put(Role.JWT_OTHER_AUDIENCE, issuer.ofOtherAudience("ann"));
    tokens.put(Role.JWT_OWNER, issuer.token("ann", "acme"));
    tokens.put(Role.JWT_OTHER, issuer.token("bob", "other"));
    tokens.put(Role.JWT_SAME_ORGANIZATION, issuer.token("cyd", "acme"));
    tokens.put(Role.EXPIRED, store.create(ann(Set.of()), Duration.ofSeconds(1)));
    tokens.put(Role.REVOKED, store.create(ann(scopesBut("")), null));
    store.revoke(ApiTokens.id(tokens.get(Role.REVOKED)));
    tokens.put(Role.OWNER, store.create(ann(Set.of()), Duration.ofDays(1)));
    tokens.put(Role.OTHER, store.create(new Principal("bob", "other", Set.of()), null));
    tokens.put(Role.SAME_ORGANIZATION, store.create(new Principal("cyd", "acme", Set.of()), null));
    tokens.put(Role.ADMIN, store.create(new Principal("dan", null, Set.of("admin")), null));
    await("the end of a token's time")
        .atMost(Duration.ofSeconds(20))
        .until(() -> send("GET", "/v1/exports", tokens.get(Role.EXPIRED)).statusCode() == 401);
  }

  /** Asks all, and returns how many cells the matrix has. */
  int check() throws Exception {
    JsonNode paths = JSON.readTree(send("GET", "/openapi.json", null).body()).get("paths");
    Map<String, AccessRow> rows = AccessRows.read();
    var scopes = new TreeSet<String>();
    var missing = new ArrayList<String>();
    for (var path : (Iterable<Map.Entry<String, JsonNode>>) paths::fields) {
      for (var operation : (Iterable<Map.Entry<String, JsonNode>>) path.getValue()::fields) {
        if (METHODS.contains(operation.getKey())) {
          String route = operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
          JsonNode security = operation.getValue().path("security");
          assertThat(security.isArray()).as("%s says who may", route).isTrue();
          if (security.isEmpty()) {
            checkOpen(route);
          } else if (rows.containsKey(route)) {
            String scope = security.at("/0/token/0").asText();
            scopes.add(scope);
            checkGuarded(rows.get(route), scope);
          } else {
            missing.add(route);
          }
        }
      }
    }
    all.assertThat(missing)
        .as("routes without a row in AccessRows: say what their {id} is, and what its owner gets")
        .isEmpty();
    all.assertThat(scopes).as("scopes that routes need").isSubsetOf(scopesBut(""));
    all.assertAll();
    return cells;
  }

  /** A bad token is no worse than none. */
  private void checkOpen(String route) throws Exception {
    String[] parts = route.split(" ");
    String path = filled(parts[1], export);
    int anonymous = send(parts[0], path, null).statusCode();
    int revoked = send(parts[0], path, tokens.get(Role.REVOKED)).statusCode();
    assertThat(revoked).as("%s with a revoked token", route).isEqualTo(anonymous);
    cells += 2;
  }

  private void checkGuarded(AccessRow row, String scope) throws Exception {
    for (String visibility : row.about().visibilities()) {
      var refusals = new TreeSet<String>();
      for (Role role : Role.values()) {
        int expected = expected(row, scope, visibility, role);
        String id = id(row, visibility, expected);
        HttpResponse<String> answer =
            send(row.method(), filled(row.path(), id), token(role, scope));
        String cell =
            "%s %s of a %s thing as %s: %s"
                .formatted(row.method(), row.path(), visibility, role, answer.body());
        all.assertThat(answer.statusCode()).as(cell).isEqualTo(expected);
        cells++;
        if (expected == 401) {
          assertThat(answer.headers().firstValue("WWW-Authenticate")).as(cell).isPresent();
          if (role != Role.ANONYMOUS && !role.isJwt()) {
            refusals.add(withoutTrace(answer));
          }
        } else if (expected == 404) {
          assertUnknown(row, id, answer, token(role, scope), cell);
        } else if (role == Role.WRONG_SCOPE) {
          assertThat(answer.body()).as(cell).contains(scope);
        }
      }
      assertThat(refusals).as("what is told of a bad token").hasSize(1);
    }
  }

  /** The rules of who may do what. */
  private static int expected(AccessRow row, String scope, String visibility, Role role) {
    boolean own = TokenScope.values(TokenScope::isOwn).contains(scope);
    boolean holds =
        switch (role) {
          case RIGHT_SCOPE -> true;
          case WRONG_SCOPE -> false;
          case ADMIN -> own || scope.equals("admin");
          default -> own;
        };
    if (!role.isLetIn()) {
      return 401;
    }
    if (!holds) {
      return 403;
    }
    boolean isOwnersAlone = row.about() == Resource.STYLE || row.about() == Resource.AREA;
    boolean seesAll = role == Role.ADMIN && !isOwnersAlone;
    if (row.about() == Resource.NONE || role.isOwner() || seesAll) {
      return row.status();
    }
    boolean sees =
        visibility.equals("PUBLIC") || visibility.equals("ORGANIZATION") && role.isOfOrganization();
    return !sees ? 404 : row.changes() ? 403 : row.status();
  }

  /** What one may not see is answered as what there is not. */
  private void assertUnknown(
      AccessRow row, String id, HttpResponse<String> answer, String token, String cell)
      throws Exception {
    String none = row.about() == Resource.TOKEN ? "ffffffffffff" : UUID.randomUUID().toString();
    HttpResponse<String> unknown = send(row.method(), filled(row.path(), none), token);
    assertThat(withoutTrace(answer).replace(id, "ID"))
        .as(cell)
        .isEqualTo(withoutTrace(unknown).replace(none, "ID"));
  }

  /** Returns the id of a thing of ann's, a new one for each who may change it. */
  private String id(AccessRow row, String visibility, int expected) throws Exception {
    if (row.about() == Resource.NONE || row.about() == Resource.EXPORT) {
      return export;
    }
    String key = row.about() + visibility;
    if (row.changes() && expected != 401) {
      return make(row.about(), visibility);
    }
    if (!shared.containsKey(key)) {
      shared.put(key, make(row.about(), visibility));
    }
    return shared.get(key);
  }

  private String make(Resource about, String visibility) throws Exception {
    if (about == Resource.TOKEN) {
      return ApiTokens.id(store.create(ann(Set.of()), null));
    }
    if (about == Resource.STYLE) { // of content that nobody else posts
      String body = "{\"tool\": {\"type\": \"src\", \"id\": \"of-ann\"}}";
      HttpResponse<String> made = send("POST", "/v1/styles", tokens.get(Role.OWNER), body);
      return JSON.readTree(made.body()).path("id").asText();
    }
    if (about == Resource.AREA) { // likewise
      String triangle = "%1$d,50;%1$d,51;%2$d,51;%1$d,50".formatted(++areas, areas + 1);
      HttpResponse<String> made = send("POST", "/v1/areas", tokens.get(Role.OWNER), area(triangle));
      return JSON.readTree(made.body()).path("id").asText();
    }
    String path = "/v1/" + about.name().toLowerCase(Locale.ROOT).replace('_', '-') + "s";
    String body =
        about == Resource.SCENE || about == Resource.DELIVERY_CONFIG || about == Resource.WEBHOOK
            ? body("POST", path)
            : body("POST", path)
                .replaceFirst("\\{", "{\"visibility\": \"%s\", ".formatted(visibility));
    HttpResponse<String> made = send("POST", path, tokens.get(Role.OWNER), body);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return JSON.readTree(made.body()).path("id").asText();
  }

  private String token(Role role, String scope) {
    return switch (role) {
      case RIGHT_SCOPE ->
          rightScope.computeIfAbsent(scope, one -> store.create(ann(Set.of(one)), null));
      case WRONG_SCOPE ->
          wrongScope.computeIfAbsent(scope, one -> store.create(ann(scopesBut(one)), null));
      default -> tokens.get(role);
    };
  }

  private static Principal ann(Set<String> scopes) {
    return new Principal("ann", "acme", scopes);
  }

  /** Returns all scopes but one, and but admin, which includes others. */
  private static Set<String> scopesBut(String scope) {
    var scopes = new TreeSet<>(TokenScope.values(any -> true));
    scopes.remove(scope);
    if (!scope.isEmpty()) {
      scopes.remove("admin");
    }
    return scopes;
  }

  /** Of a webhook of ann's the delivery is its test; where there is none, any id is as good. */
  private String filled(String path, String id) throws Exception {
    if (path.contains("{deliveryId}")) {
      String test = path.replaceFirst("/deliveries/.*", "/test").replace("{id}", id);
      HttpResponse<String> sent = send("POST", test, tokens.get(Role.OWNER), "");
      String delivery =
          sent.statusCode() == 202 ? JSON.readTree(sent.body()).path("id").asText() : id;
      return path.replace("{id}", id).replace("{deliveryId}", delivery);
    }
    String point = path.endsWith("/point") ? "?lon=-86.95&lat=37" : "";
    return (path + point)
        .replace("{id}", id)
        .replace("{name}", file)
        .replace("{version}", "1")
        .replaceAll("\\{[zxy]}", "0")
        .replace("{format}", "png")
        .replaceAll("\\{\\w+}", "landsat");
  }

  private static String withoutTrace(HttpResponse<String> answer) {
    return answer.statusCode() + answer.body().replaceAll("\"traceId\":\"\\w+\"", "");
  }

  private String body(String method, String path) {
    if (path.endsWith("/deliver")) {
      return "{\"delivery\": [{\"type\": \"HTTP\"}]}";
    }
    if (path.endsWith("/priority")) {
      return "{\"priority\": \"HIGH\"}";
    }
    if (path.endsWith("/keep")) {
      return "{\"until\": \"%s\"}".formatted(Instant.now().plusSeconds(3600));
    }
    if (path.equals("/v1/tokens")) {
      return "{\"user\": \"eve\"}";
    }
    if (path.startsWith("/v1/scenes")) {
      return "{\"bands\": [{\"name\": \"red\", \"href\": \"file://%1$s/%2$s/%2$s_B4.TIF\"}]}"
          .formatted(importFolder, SCENE);
    }
    if (path.equals("/v1/areas")) {
      return area("0,0;1,0;1,1;0,0");
    }
    if (path.equals("/api/projects")) {
      return "{\"name\": \"matrix\", \"visibility\": \"PRIVATE\"}";
    }
    if (path.equals("/v1/delivery-configs")) {
      return "{\"name\": \"matrix\", \"type\": \"HTTP\"}";
    }
    if (path.equals("/v1/webhooks")) {
      return "{\"name\": \"matrix\", \"url\": \"https://hooks.invalid/\"}"; // nobody is called
    }
    if (path.equals("/v1/styles")) {
      return "{\"tool\": {\"type\": \"src\", \"id\": \"red\"}}";
    }
    if (path.startsWith("/v1/projects")) {
      return "{\"name\": \"matrix\", \"scenes\": []}";
    }
    if (path.startsWith("/v1/tools")) {
      return """
      {"name": "matrix", "definition": {"apply": "+", "args": [{"type": "src", "id": "a"}, {"type": "src", "id": "b"}]}}
      """;
    }
    return method.equals("GET")
        ? ""
        : "{\"source\": {\"scenes\": [\"%s\"], \"bands\": [\"red\"]}}".formatted(SCENE);
  }

  /** Returns a triangle as GeoJSON. */
  private static String area(String positions) {
    return "{\"type\": \"Polygon\", \"coordinates\": [[[%s]]]}"
        .formatted(positions.replace(";", "], ["));
  }

  private HttpResponse<String> send(String method, String path, String token)
      throws IOException, InterruptedException {
    return send(method, path, token, body(method, path));
  }

  private HttpResponse<String> send(String method, String path, String token, String body)
      throws IOException, InterruptedException {
    boolean sends = method.equals("POST") || method.equals("PUT");
    var request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .method(method, sends ? BodyPublishers.ofString(body) : BodyPublishers.noBody());
    if (method.equals("PUT") || method.equals("DELETE")) {
      request.header("If-Match", "*");
    }
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
    boolean isThere = !path.startsWith("/ingest/"); // nothing is ingested here
    for (int i = 0; i < 20 && answer.statusCode() == 503 && isThere; i++) { // a machine that stalls
      Thread.sleep(500);
      answer = HTTP.send(request.build(), BodyHandlers.ofString());
    }
    return answer;
  }

  private static String unsignedJwt() {
    var encoder = Base64.getUrlEncoder().withoutPadding();
    String header = encoder.encodeToString("{\"alg\":\"none\",\"typ\":\"JWT\"}".getBytes());
    String claims = encoder.encodeToString("{\"sub\":\"ann\"}".getBytes());
    return header + "." + claims + ".";
  }
}
