package io.landfall.node.embedded;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * Where the database is and who we are there.
 *
 * @param url for JDBC; holds no password
 */
public record DatabaseEndpoint(String url, String user, String password) {
  private static final int DEFAULT_PORT = 5432;

  /**
   * Reads {@code postgres://user:password@host:port/database?option=value}, as hosting platforms
   * give it. Port 5432 and an empty query may be left out; {@code user} and {@code password} may
   * stand in the query instead.
   *
   * @throws IllegalArgumentException saying what is wrong, without the password
   */
  public static DatabaseEndpoint parse(String text) {
    URI uri;
    try {
      uri = new URI(text.strip());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("it is not a URL"); // the cause would show the password
    }
    String scheme = String.valueOf(uri.getScheme());
    if (!scheme.equals("postgres") && !scheme.equals("postgresql")) {
      throw new IllegalArgumentException("it must begin with postgres://");
    }
    if (uri.getHost() == null || uri.getRawPath() == null || uri.getRawPath().length() < 2) {
      throw new IllegalArgumentException("it must name a host and a database");
    }
    String[] login =
        uri.getRawUserInfo() == null ? new String[0] : uri.getRawUserInfo().split(":", 2);
    String user = login.length > 0 ? decode(login[0]) : "";
    String password = login.length > 1 ? decode(login[1]) : "";
    var options = new StringJoiner("&", "?", "").setEmptyValue("");
    for (String option : uri.getRawQuery() == null ? new String[0] : uri.getRawQuery().split("&")) {
      String[] nameAndValue = option.split("=", 2);
      String value = nameAndValue.length > 1 ? decode(nameAndValue[1]) : "";
      switch (decode(nameAndValue[0]).toLowerCase(Locale.ROOT)) {
        case "user" -> user = value;
        case "password" -> password = value;
        default -> options.add(option);
      }
    }
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    return new DatabaseEndpoint(
        "jdbc:postgresql://%s:%d%s%s".formatted(uri.getHost(), port, uri.getRawPath(), options),
        user,
        password);
  }

  /** Returns the endpoint of a server on this machine. */
  public static DatabaseEndpoint local(int port, String database, String user, String password) {
    return new DatabaseEndpoint(
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database), user, password);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** Leaves the password out, and the options: of a key's password, for instance. */
  @Override
  public String toString() {
    return user + " at " + url.replaceFirst("\\?.*", "");
  }
}
