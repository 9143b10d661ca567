package io.landfall.node.schema;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.postgresql.PGProperty;

/** The options of a database's URL, in the words of the JDBC driver. */
final class DriverOptions {
  private static final Map<String, PGProperty> DRIVER_OPTIONS =
      Arrays.stream(PGProperty.values())
          .collect(
              Collectors.toMap(one -> one.getName().toLowerCase(Locale.ROOT), Function.identity()));

  /** What libpq calls otherwise. */
  private static final Map<String, PGProperty> LIBPQ_NAMES =
      Map.of(
          "application_name", PGProperty.APPLICATION_NAME,
          "connect_timeout", PGProperty.CONNECT_TIMEOUT,
          "channel_binding", PGProperty.CHANNEL_BINDING,
          "krbsrvname", PGProperty.KERBEROS_SERVER_NAME,
          "require_auth", PGProperty.REQUIRE_AUTH,
          "sslnegotiation", PGProperty.SSL_NEGOTIATION);

  /** libpq's, and what frameworks and hosting platforms add for themselves. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "fallback_application_name",
          "keepalives_idle",
          "keepalives_interval",
          "keepalives_count",
          "tcp_user_timeout",
          "sslcompression",
          "sslsni",
          "adapter",
          "charset",
          "connection_limit",
          "encoding",
          "pool",
          "pool_size",
          "pool_timeout",
          "reconnect");

  /** Ignored, a connection might be less guarded than it says, or go elsewhere. */
  private static final Set<String> WITHOUT_EQUIVALENT =
      Set.of(
          "gssdelegation",
          "max_protocol_version",
          "min_protocol_version",
          "passfile",
          "requirepeer",
          "scram_client_key",
          "scram_server_key",
          "service",
          "servicefile",
          "sslcertmode",
          "sslcrl",
          "sslcrldir",
          "ssl_max_protocol_version",
          "ssl_min_protocol_version");

  private final Map<PGProperty, String> translated = new LinkedHashMap<>();

  private DriverOptions() {}

  /**
   * Translates libpq's options, and takes the driver's as they are.
   *
   * @param severalHosts then one that takes writes is looked for, unless the options say otherwise
   * @throws IllegalArgumentException naming an option that neither knows, or that cannot hold here
   */
  static Map<String, String> translate(Map<String, String> options, boolean severalHosts) {
    var driver = new DriverOptions();
    options.forEach(driver::add);
    if (severalHosts) {
      driver.translated.putIfAbsent(PGProperty.TARGET_SERVER_TYPE, "primary");
    }
    Map<String, String> named = new LinkedHashMap<>();
    driver.translated.forEach((option, value) -> named.put(option.getName(), value));
    return named;
  }

  private void add(String given, String value) {
    String name = given.toLowerCase(Locale.ROOT);
    switch (name) {
      case "target_session_attrs" -> translated.put(PGProperty.TARGET_SERVER_TYPE, target(value));
      case "load_balance_hosts" ->
          translated.put(PGProperty.LOAD_BALANCE_HOSTS, String.valueOf(!value.equals("disable")));
      case "keepalives" ->
          translated.put(PGProperty.TCP_KEEP_ALIVE, String.valueOf(!value.equals("0")));
      case "schema" -> translated.put(PGProperty.CURRENT_SCHEMA, value);
      case "pgbouncer" -> translated.put(PGProperty.PREPARE_THRESHOLD, "0");
      case "client_encoding" -> checkEncoding(value);
      case "sslrootcert" -> addRootCertificate(value);
      default -> addByName(given, name, value);
    }
  }

  private void addByName(String given, String name, String value) {
    if (WITHOUT_EQUIVALENT.contains(name)) {
      throw withoutEquivalent(name);
    }
    Optional.ofNullable(LIBPQ_NAMES.getOrDefault(name, DRIVER_OPTIONS.get(name)))
        .ifPresentOrElse(
            option -> translated.put(option, value),
            () -> {
              if (!WITHOUT_EFFECT.contains(name)) {
                throw unknown(given, value);
              }
            });
  }

  private static String target(String value) {
    return switch (value) {
      case "any" -> "any";
      case "primary", "read-write" -> "primary";
      default ->
          throw new IllegalArgumentException(
              "its target_session_attrs must be read-write, primary or any: Landfall writes");
    };
  }

  private static void checkEncoding(String value) {
    if (!value.toLowerCase(Locale.ROOT).replace("-", "").matches("utf8|auto")) {
      throw new IllegalArgumentException(
          "its client_encoding must be UTF8: the JDBC driver takes no other; leave it out");
    }
  }

  /** What the operating system trusts is what Java trusts. */
  private void addRootCertificate(String value) {
    if (value.equals("system")) {
      translated.put(PGProperty.SSL_FACTORY, "org.postgresql.ssl.DefaultJavaSSLFactory");
      translated.put(PGProperty.SSL_MODE, "verify-full");
    } else {
      translated.put(PGProperty.SSL_ROOT_CERT, value);
    }
  }

  private static IllegalArgumentException withoutEquivalent(String name) {
    return new IllegalArgumentException(
        "its option %s has no equivalent in the JDBC driver: leave it out".formatted(name));
  }

  private static IllegalArgumentException unknown(String name, String value) {
    return new IllegalArgumentException(
        name.matches("[A-Za-z_]{1,40}") && value.indexOf('@') < 0
            ? "neither libpq nor the JDBC driver has an option %s: correct it or leave it out"
                .formatted(name)
            : "what stands before an = behind the ? is not the name of an option: "
                + DatabaseUrl.ENCODE);
  }
}
