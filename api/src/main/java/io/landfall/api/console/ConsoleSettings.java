package io.landfall.api.console;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.landfall.api.jwt.JwtSettings;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the console must know of the settings.
 *
 * @param signIn by OpenID Connect; empty: by a token alone
 */
public record ConsoleSettings(Optional<OidcSignIn> signIn) {
  private static final String ROOT = "landfall.console.oidc";

  /**
   * How a browser signs in at the issuer of {@code landfall.jwt}: Authorization Code with PKCE, as
   * a client without a secret.
   *
   * @param authorizationUrl where the browser is sent; empty: as the issuer's own configuration
   *     says
   * @param tokenUrl where a code becomes a token; empty: the same
   * @param scope what is asked for, with spaces
   * @param resource for which service the token is to be (RFC 8707); empty: not asked for
   */
  public record OidcSignIn(
      String issuer,
      String clientId,
      String authorizationUrl,
      String tokenUrl,
      String scope,
      String resource) {

    /** Returns the sites that the page asks on the way. */
    Set<String> origins() {
      var origins = new TreeSet<String>();
      for (String url : List.of(issuer, tokenUrl)) {
        if (!url.isEmpty()) {
          URI uri = URI.create(url);
          origins.add(uri.getScheme() + "://" + uri.getRawAuthority());
        }
      }
      return origins;
    }
  }

  /**
   * Reads {@code landfall.console} and the issuer of {@code landfall.jwt}.
   *
   * @throws ConfigException naming the key and line of a value that cannot be
   */
  public static ConsoleSettings from(Config root) {
    Config config = root.getConfig(ROOT);
    String clientId = config.getString("client-id");
    String authorizationUrl = url(config, "authorization-url");
    String tokenUrl = url(config, "token-url");
    if (clientId.isEmpty()) {
      boolean alone = authorizationUrl.isEmpty() && tokenUrl.isEmpty();
      check(config, "client-id", alone, "must be set where authorization-url or token-url is");
      return new ConsoleSettings(Optional.empty());
    }
    Optional<JwtSettings> jwt = JwtSettings.from(root);
    check(config, "client-id", jwt.isPresent(), "needs landfall.jwt.issuer: who signs in there");
    check(
        config,
        authorizationUrl.isEmpty() ? "authorization-url" : "token-url",
        authorizationUrl.isEmpty() == tokenUrl.isEmpty(),
        "must be set where the other of authorization-url and token-url is");
    String issuer = jwt.orElseThrow().issuer();
    check(
        config,
        "client-id",
        isWeb(issuer),
        "needs a landfall.jwt.issuer that is the URL of its site");
    return new ConsoleSettings(
        Optional.of(
            new OidcSignIn(
                issuer,
                clientId,
                authorizationUrl,
                tokenUrl,
                config.getString("scope"),
                config.getString("resource"))));
  }

  private static String url(Config config, String key) {
    String text = config.getString(key);
    check(
        config,
        key,
        text.isEmpty() || isWeb(text),
        "must begin with https://, or with http:// and this machine");
    return text;
  }

  /** Whoever reads codes or tokens on their way is let in as another. */
  private static boolean isWeb(String text) {
    try {
      URI uri = URI.create(text);
      String host = uri.getHost();
      boolean sameMachine =
          host != null && List.of("localhost", "127.0.0.1", "[::1]").contains(host);
      return host != null
          && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()) && sameMachine);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void check(Config config, String key, boolean good, String rule) {
    if (!good) {
      throw new ConfigException.BadValue(config.getValue(key).origin(), ROOT + "." + key, rule);
    }
  }
}
