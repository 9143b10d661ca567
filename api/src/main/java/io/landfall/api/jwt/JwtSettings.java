package io.landfall.api.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueType;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whose JWT are let in, and what their claims mean.
 *
 * @param issuer exactly the claim {@code iss}
 * @param audience one of these must be in the claim {@code aud}
 * @param jwksUrl where the issuer publishes its keys; {@code null}: {@code jwksFile} has them
 * @param jwksFile {@code null}: they are at {@code jwksUrl}
 * @param algorithms names of RFC 7518 that a signature may have; never one with a shared secret
 * @param types what the header {@code typ} may be, in lower case; empty text: it may lack
 * @param claims what names users and what they may
 * @param refreshInterval how old keys may become before they are fetched anew
 * @param keepKeys how long keys are used that cannot be fetched anew
 */
public record JwtSettings(
    String issuer,
    Set<String> audience,
    URI jwksUrl,
    Path jwksFile,
    Set<String> algorithms,
    Set<String> types,
    ClaimSettings claims,
    Duration refreshInterval,
    Duration keepKeys) {
  private static final String ROOT = "landfall.jwt";

  /** Those of a pair of keys: whoever can check a signature cannot make one. */
  private static final Set<String> SIGNATURES = signatures();

  public JwtSettings {
    audience = Set.copyOf(audience);
    algorithms = Set.copyOf(algorithms);
    types = Set.copyOf(types);
  }

  /**
   * Which claims say who somebody is.
   *
   * @param user claim that names the user, unchangeable and never given to another
   * @param userPrefix stands before that name
   * @param organization claim that names his organization; empty: nobody has one
   * @param scopes claim of what the token may be used for, a list or a text with spaces
   * @param scopePrefix what is cut from a scope; those without it are none of ours
   */
  public record ClaimSettings(
      String user, String userPrefix, String organization, String scopes, String scopePrefix) {}

  /**
   * Reads {@code landfall.jwt}; empty when no issuer is named.
   *
   * @throws ConfigException naming the key and line of a value that cannot be
   */
  public static Optional<JwtSettings> from(Config root) {
    Config config = root.getConfig(ROOT);
    String issuer = config.getString("issuer");
    Set<String> audience = texts(config, "audience");
    String url = config.getString("jwks-url");
    String file = config.getString("jwks-file");
    if (issuer.isEmpty()) {
      boolean alone = audience.isEmpty() && url.isEmpty() && file.isEmpty();
      check(config, "issuer", alone, "must be set where audience, jwks-url or jwks-file is");
      return Optional.empty();
    }
    check(
        config,
        "audience",
        !audience.isEmpty(),
        "must name this service as the issuer does: else a token for any of its services is good"
            + " here");
    check(
        config,
        url.isEmpty() ? "jwks-url" : "jwks-file",
        url.isEmpty() != file.isEmpty(),
        "must be set where the other of jwks-url and jwks-file is not, and only there");
    Set<String> algorithms = texts(config, "algorithms");
    check(
        config,
        "algorithms",
        !algorithms.isEmpty() && SIGNATURES.containsAll(algorithms),
        "must be some of " + String.join(", ", SIGNATURES));
    var types = new TreeSet<String>(String.CASE_INSENSITIVE_ORDER);
    types.addAll(config.getStringList("types"));
    check(config, "types", !types.isEmpty(), "must have one at least");
    return Optional.of(
        new JwtSettings(
            issuer,
            audience,
            url.isEmpty() ? null : url(config, url),
            file.isEmpty() ? null : Path.of(file),
            algorithms,
            lowerCase(types),
            claims(config),
            positive(config, "refresh-interval"),
            positive(config, "keep-keys")));
  }

  private static ClaimSettings claims(Config config) {
    for (String claim : List.of("user-claim", "scopes-claim")) {
      check(config, claim, !config.getString(claim).isEmpty(), "must name a claim");
    }
    return new ClaimSettings(
        config.getString("user-claim"),
        config.getString("user-prefix"),
        config.getString("organization-claim"),
        config.getString("scopes-claim"),
        config.getString("scope-prefix"));
  }

  /** Whoever changes keys on their way lets in whom he likes. */
  private static URI url(Config config, String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw badValue(config, "jwks-url", "must be a URL");
    }
    String host = uri.getHost();
    boolean sameMachine = host != null && List.of("localhost", "127.0.0.1", "[::1]").contains(host);
    boolean safe = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme()) && sameMachine;
    check(
        config,
        "jwks-url",
        host != null && safe,
        "must begin with https://, or with http:// and this machine; or give the keys as a file by"
            + " jwks-file");
    return uri;
  }

  private static Set<String> signatures() {
    var names = new TreeSet<String>();
    for (JWSAlgorithm.Family family : List.of(JWSAlgorithm.Family.RSA, JWSAlgorithm.Family.EC)) {
      family.forEach(algorithm -> names.add(algorithm.getName()));
    }
    names.remove(JWSAlgorithm.ES256K.getName()); // no curve that every Java has
    return names;
  }

  private static Set<String> lowerCase(Set<String> texts) {
    var lower = new TreeSet<String>();
    texts.forEach(text -> lower.add(text.toLowerCase(Locale.ROOT)));
    return lower;
  }

  /** Reads a list; in one text, as a variable of the environment is, commas part its elements. */
  private static Set<String> texts(Config config, String key) {
    if (config.getValue(key).valueType() != ConfigValueType.STRING) {
      return new TreeSet<>(config.getStringList(key));
    }
    var texts = new TreeSet<String>();
    Arrays.stream(config.getString(key).split(",", -1))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .forEach(texts::add);
    return texts;
  }

  private static Duration positive(Config config, String key) {
    Duration value = config.getDuration(key);
    check(config, key, !value.isNegative() && !value.isZero(), "must be above 0");
    return value;
  }

  private static void check(Config config, String key, boolean good, String rule) {
    if (!good) {
      throw badValue(config, key, rule);
    }
  }

  private static ConfigException badValue(Config config, String key, String rule) {
    return new ConfigException.BadValue(config.getValue(key).origin(), ROOT + "." + key, rule);
  }
}
