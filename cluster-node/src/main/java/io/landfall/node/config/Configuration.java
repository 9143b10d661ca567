package io.landfall.node.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The effective settings: flags before {@code -D}, environment, {@code application.conf}, what we
 * set of Akka, and what each module's {@code reference.conf} says.
 *
 * <p>A key below {@code landfall} that no {@code reference.conf} declares is refused: it is a
 * mistake, and would else go unnoticed.
 */
public final class Configuration {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LANDFALL_PREFIX = "landfall.";

  /** Setting by variable of the environment. */
  private static final Map<String, String> VARIABLES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("DATABASE_URL", "landfall.database.url"),
              Map.entry("LANDFALL_S3_ENDPOINT", "landfall.store.endpoint"),
              Map.entry("LANDFALL_S3_BUCKET", "landfall.store.bucket"),
              Map.entry("LANDFALL_S3_ACCESS_KEY_ID", "landfall.store.access-key-id"),
              Map.entry("LANDFALL_S3_SECRET_ACCESS_KEY", "landfall.store.secret-access-key"),
              Map.entry("LANDFALL_S3_REGION", "landfall.store.region"),
              Map.entry("LANDFALL_SOURCE_S3_CREDENTIALS", "landfall.source.s3.credentials"),
              Map.entry("LANDFALL_SOURCE_S3_ACCESS_KEY_ID", "landfall.source.s3.access-key-id"),
              Map.entry(
                  "LANDFALL_SOURCE_S3_SECRET_ACCESS_KEY", "landfall.source.s3.secret-access-key"),
              Map.entry("LANDFALL_DROPBOX_API_URL", "landfall.dropbox.api-url"),
              Map.entry("LANDFALL_DROPBOX_CONTENT_URL", "landfall.dropbox.content-url"),
              Map.entry("LANDFALL_CLUSTER_FORMATION", "landfall.cluster.formation"),
              Map.entry("LANDFALL_CONTROL_NODES", "landfall.cluster.kubernetes.control-nodes"),
              Map.entry("LANDFALL_CLUSTER_TLS_CERTIFICATE", "landfall.cluster.tls.certificate"),
              Map.entry("LANDFALL_CLUSTER_TLS_KEY", "landfall.cluster.tls.key"),
              Map.entry("LANDFALL_CLUSTER_TLS_AUTHORITY", "landfall.cluster.tls.authority"),
              Map.entry("LANDFALL_DELIVERY_ALLOWED_HOSTS", "landfall.delivery.allowed-hosts"),
              Map.entry("LANDFALL_SOURCE_ALLOWED_HOSTS", "landfall.source.allowed-hosts"),
              Map.entry("LANDFALL_WEBHOOK_ALLOWED_HOSTS", "landfall.webhook.allowed-hosts"),
              Map.entry("LANDFALL_TRACE_SEND_TO", "landfall.trace.send-to"),
              Map.entry("LANDFALL_TRUSTED_PROXIES", "landfall.api.trusted-proxies"),
              Map.entry("LANDFALL_CORS_ORIGINS", "landfall.api.cors-origins"),
              Map.entry("LANDFALL_EXTERNAL_URL", "landfall.api.external-url"),
              Map.entry("LANDFALL_LOG_FORMAT", "landfall.log.format"),
              Map.entry("LANDFALL_MANAGEMENT_HOST", "landfall.management.host"),
              Map.entry("LANDFALL_MANAGEMENT_PORT", "landfall.management.port"),
              Map.entry("PORT", "landfall.api.port"),
              Map.entry("PL_API_URL", "landfall.planet.url"),
              Map.entry("LANDSAT_HOST", "landfall.planet.landsat-host"),
              Map.entry("SENTINEL_HOST", "landfall.planet.sentinel-host"),
              Map.entry("BF_TIDE_PREDICTION_URL", "landfall.tides.url"),
              Map.entry("LANDSAT_INDEX_SCENES_URL", "landfall.ingest.scenes-url"),
              Map.entry("LANDFALL_LIST_NAME", "landfall.ingest.list-name"),
              Map.entry("LANDSAT_INGEST_FREQUENCY", "landfall.ingest.frequency"),
              Map.entry("LANDFALL_IMPORT_FOLDER", "landfall.import-folder"),
              Map.entry("LANDFALL_AUDIT_KEY", "landfall.audit.key"),
              Map.entry("LANDFALL_AUDIT_KEY_FILE", "landfall.audit.key-file"),
              Map.entry("LANDFALL_AUDIT_OLD_KEYS", "landfall.audit.old-keys"),
              Map.entry("LANDFALL_SECRETS_KEY", "landfall.secrets.key"),
              Map.entry("LANDFALL_SECRETS_KEY_FILE", "landfall.secrets.key-file"),
              Map.entry("LANDFALL_SECRETS_OLD_KEYS", "landfall.secrets.old-keys"),
              Map.entry("LANDFALL_CONSOLE_CLIENT_ID", "landfall.console.oidc.client-id"),
              Map.entry("LANDFALL_JWT_ISSUER", "landfall.jwt.issuer"),
              Map.entry("LANDFALL_JWT_AUDIENCE", "landfall.jwt.audience"),
              Map.entry("LANDFALL_JWT_JWKS_URL", "landfall.jwt.jwks-url"),
              Map.entry("LANDFALL_JWT_JWKS_FILE", "landfall.jwt.jwks-file"),
              Map.entry("LANDFALL_DATA_DIR", "landfall.data-dir")));

  private Configuration() {}

  /** Returns the names of the variables that set something. */
  public static Set<String> variables() {
    return VARIABLES.keySet();
  }

  /**
   * Puts the settings together.
   *
   * @param flags setting by path, as the command line gave them
   * @param environment of the process
   * @param folder where {@code application.conf} may lie
   * @throws ExportFailure REQUEST_INVALID for a key that nobody declares
   */
  public static Config load(Map<String, ?> flags, Map<String, String> environment, Path folder) {
    Config reference = ConfigFactory.defaultReferenceUnresolved();
    Config file = applicationConf(folder);
    Config declared = reference.resolve();
    Config properties = ConfigFactory.systemProperties();
    rejectUnknown(file, declared);
    rejectUnknown(properties, declared);
    return ConfigFactory.parseMap(flags, "the command line")
        .withFallback(properties)
        .withFallback(environment(environment, declared))
        .withFallback(file)
        .withFallback(ConfigFactory.parseResources("landfall-akka.conf"))
        .withFallback(reference)
        .resolve();
  }

  private static Config applicationConf(Path folder) {
    String named = System.getProperty("config.file");
    Path file = named == null ? folder.resolve("application.conf") : Path.of(named);
    return named == null && !Files.exists(file)
        ? ConfigFactory.empty()
        : ConfigFactory.parseFile(
            file.toFile(),
            com.typesafe.config.ConfigParseOptions.defaults().setAllowMissing(false));
  }

  private static Config environment(Map<String, String> environment, Config declared) {
    Map<String, ConfigValue> values = new LinkedHashMap<>();
    cloudFoundryDatabase(environment)
        .ifPresent(url -> values.put("landfall.database.url", value(url, "VCAP_SERVICES")));
    tideService(environment)
        .ifPresent(url -> values.put("landfall.tides.url", value(url, "DOMAIN")));
    VARIABLES.forEach(
        (variable, path) -> {
          String text = environment.get(variable);
          if (text != null && !text.isBlank()) {
            boolean isList = declared.getValue(path).valueType() == ConfigValueType.LIST;
            Object value =
                isList ? Stream.of(text.split(",")).map(String::strip).toList() : text.strip();
            values.put(path, value(value, variable));
          }
        });
    Config config = ConfigFactory.empty();
    for (var entry : values.entrySet()) {
      config = config.withValue(entry.getKey(), entry.getValue());
    }
    return config;
  }

  private static ConfigValue value(Object value, String variable) {
    return ConfigValueFactory.fromAnyRef(value)
        .withOrigin(ConfigOriginFactory.newSimple("environment variable " + variable));
  }

  /** Finds the tide service in the domain that a Cloud Foundry installation has. */
  private static Optional<String> tideService(Map<String, String> environment) {
    return Optional.ofNullable(environment.get("DOMAIN"))
        .map(String::strip)
        .filter(domain -> domain.matches("[A-Za-z0-9-]++(?:\\.[A-Za-z0-9-]++)*+"))
        .map("https://bf-tideprediction.%s/tides"::formatted);
  }

  /** Finds the database that Cloud Foundry has bound: a service called {@code pz-postgres}. */
  private static Optional<String> cloudFoundryDatabase(Map<String, String> environment) {
    String services = environment.get("VCAP_SERVICES");
    if (services == null || services.isBlank()) {
      return Optional.empty();
    }
    try {
      for (JsonNode kind : JSON.readTree(services)) {
        for (JsonNode service : kind) {
          JsonNode uri = service.path("credentials").path("uri");
          if (service.path("name").asText().equals("pz-postgres") && uri.isTextual()) {
            return Optional.of(uri.asText());
          }
        }
      }
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid VCAP_SERVICES: it is not JSON (line %d, column %d)."
              .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
    }
  }

  private static void rejectUnknown(Config given, Config reference) {
    for (var entry : given.entrySet()) {
      String path = entry.getKey();
      if (path.startsWith(LANDFALL_PREFIX) && !isDeclared(path, reference)) {
        throw new ExportFailure(
            ErrorCode.REQUEST_INVALID,
            "Invalid setting %s (%s): there is no such key.%s"
                .formatted(
                    path, entry.getValue().origin().description(), suggestion(path, reference)));
      }
    }
  }

  /** A dispatcher takes any of Akka's keys. */
  private static boolean isDeclared(String path, Config reference) {
    return reference.hasPathOrNull(path) || path.contains("dispatcher.");
  }

  private static String suggestion(String path, Config reference) {
    String last = path.substring(path.lastIndexOf('.') + 1);
    var near = new TreeSet<String>();
    for (var entry : reference.entrySet()) {
      String known = entry.getKey();
      if (known.startsWith(LANDFALL_PREFIX)
          && distance(known.substring(known.lastIndexOf('.') + 1), last) <= 2) {
        near.add(known);
      }
    }
    return near.isEmpty()
        ? " Remove it."
        : " Did you mean %s?".formatted(String.join(" or ", near));
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int swap = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(swap, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
