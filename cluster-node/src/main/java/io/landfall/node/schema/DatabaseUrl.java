package io.landfall.node.schema;

import io.landfall.node.embedded.DatabaseEndpoint;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * Reads where a database is, in the forms that libpq and the JDBC driver take: {@code
 * postgres://user:password@host:port/database?option=value}, {@code postgresql://}, {@code
 * jdbc:postgresql:}, several hosts with commas between them, and libpq's {@code host=...
 * dbname=...}.
 *
 * <p>What can be understood in two ways is refused. No message quotes the text, but for names of
 * options: any of it may be part of a password.
 */
public final class DatabaseUrl {
  /** What messages say of a URL whose parts cannot be told from each other. */
  static final String ENCODE =
      "percent-encode what is not a letter or a digit in the user's name and password"
          + " (%40 for @, %3A for :, %2F for /, %3F for ?, %23 for #, %25 for %)";

  private static final String JDBC_SCHEME = "jdbc:postgresql:";
  private static final Pattern LIBPQ_SCHEME = Pattern.compile("(?i)postgres(ql)?://");
  private static final Pattern KEYWORD_FORM = Pattern.compile("[A-Za-z_]+\\s*=.*");
  private static final Pattern HOST_NAME = Pattern.compile("[\\p{L}\\p{N}._-]+");
  private static final Pattern IPV6_ADDRESS = Pattern.compile("\\[?([0-9A-Fa-f:.]+(%\\w+)?)]?");
  private static final String DEFAULT_HOST = "localhost";
  private static final String DEFAULT_PORT = "5432";
  private static final int MAX_PORT = 65_535;

  /** By libpq's names: host, port, user, password, dbname; and options. */
  private final Map<String, String> values = new LinkedHashMap<>();

  /** As the driver reads a query, and libpq does not. */
  private final boolean plusIsSpace;

  private DatabaseUrl(boolean plusIsSpace) {
    this.plusIsSpace = plusIsSpace;
  }

  /**
   * Reads where the database is.
   *
   * @throws IllegalArgumentException saying what is wrong, without secrets
   */
  public static DatabaseEndpoint parse(String text) {
    String url = text.strip();
    if (url.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("it holds a line break or another control character");
    }
    boolean isJdbc = url.toLowerCase(Locale.ROOT).startsWith(JDBC_SCHEME);
    var parsed = new DatabaseUrl(isJdbc);
    if (isJdbc) {
      parsed.readUrl(url.substring(JDBC_SCHEME.length()));
    } else if (LIBPQ_SCHEME.matcher(url).lookingAt()) {
      parsed.readUrl(url.substring(url.indexOf(':') + 1));
    } else if (KEYWORD_FORM.matcher(url).matches()) {
      KeywordValueReader.read(url).forEach(parsed::put);
    } else {
      throw new IllegalArgumentException(
          url.startsWith("\"") || url.startsWith("'")
              ? "it begins with a quotation mark: leave the quotation marks out"
              : "it must begin with postgres://, postgresql:// or jdbc:postgresql://");
    }
    return parsed.endpoint();
  }

  private void put(String key, String value) {
    String lower = key.toLowerCase(Locale.ROOT);
    values.put(
        switch (lower) {
          case "user", "password", "host", "hostaddr", "port", "dbname" -> lower;
          default -> key;
        },
        value);
  }

  /** Reads {@code //user:password@hosts/database?options}, or what the driver takes without //. */
  private void readUrl(String url) {
    if (!url.startsWith("//")) {
      readPath(url);
      return;
    }
    String rest = url.substring(2);
    int at = rest.indexOf('@');
    if (at >= 0 && at < indexOfAny(rest, "/")) { // a user comes first, as libpq looks for it
      readLogin(rest.substring(0, at));
      rest = rest.substring(at + 1);
    }
    int end = indexOfAny(rest, "/?");
    readHosts(rest.substring(0, end));
    readPath(rest.substring(end));
  }

  private void readLogin(String login) {
    if (login.matches(".*[?&](user|password)=.*")) {
      throw new IllegalArgumentException("there is an @ before the first /: " + ENCODE);
    }
    String[] userAndPassword = login.split(":", 2);
    if (!userAndPassword[0].isEmpty()) {
      put("user", decode(userAndPassword[0], false));
    }
    if (userAndPassword.length > 1) {
      put("password", decode(userAndPassword[1], false));
    }
  }

  private void readHosts(String text) {
    if (text.isEmpty()) {
      return;
    }
    var hosts = new StringJoiner(",");
    var ports = new StringJoiner(",");
    for (String hostAndPort : text.split(",", -1)) {
      int colon = hostAndPort.indexOf(':', Math.max(0, hostAndPort.indexOf(']')));
      hosts.add(decode(colon < 0 ? hostAndPort : hostAndPort.substring(0, colon), false));
      ports.add(colon < 0 ? "" : hostAndPort.substring(colon + 1));
    }
    put("host", hosts.toString());
    put("port", ports.toString());
  }

  /** Reads {@code /database?options}. */
  private void readPath(String text) {
    int query = indexOfAny(text, "?");
    String path = text.substring(0, query);
    if (path.indexOf('@') >= 0) {
      throw new IllegalArgumentException("there is an @ behind a /: " + ENCODE);
    }
    String database = decode(path.startsWith("/") ? path.substring(1) : path, plusIsSpace);
    if (!database.isEmpty()) {
      put("dbname", database);
    }
    for (String option : text.substring(Math.min(query + 1, text.length())).split("&")) {
      if (!option.isEmpty()) {
        int equals = indexOfAny(option, "=");
        String value = option.substring(Math.min(equals + 1, option.length()));
        put(decode(option.substring(0, equals), plusIsSpace), decode(value, plusIsSpace));
      }
    }
  }

  private DatabaseEndpoint endpoint() {
    String user = take("user");
    String password = take("password");
    String database = take("dbname");
    if (database.isEmpty() && user.isEmpty()) {
      throw new IllegalArgumentException("it must name a database");
    }
    String servers = servers();
    var options = new StringJoiner("&", "?", "").setEmptyValue("");
    DriverOptions.translate(values, servers.contains(","))
        .forEach((name, value) -> options.add(name + "=" + encode(value)));
    return new DatabaseEndpoint(
        "jdbc:postgresql://%s/%s%s"
            .formatted(servers, encode(database.isEmpty() ? user : database), options),
        user,
        password);
  }

  private String take(String key) {
    String value = values.remove(key);
    return value == null ? "" : value;
  }

  private String servers() {
    String named = take("host");
    String address = take("hostaddr");
    if (!named.isEmpty() && !address.isEmpty()) {
      throw new IllegalArgumentException(
          "it names host and hostaddr, and the JDBC driver takes one: leave hostaddr out");
    }
    String[] hosts = (named + address).split(",", -1);
    String[] ports = take("port").split(",", -1);
    if (ports.length > 1 && ports.length != hosts.length) {
      throw new IllegalArgumentException(
          "it names %d hosts and %d ports: name one port, or one for each host"
              .formatted(hosts.length, ports.length));
    }
    var servers = new StringJoiner(",");
    for (int i = 0; i < hosts.length; i++) {
      servers.add(host(hosts[i]) + ":" + port(ports[ports.length == 1 ? 0 : i]));
    }
    return servers.toString();
  }

  private static String host(String text) {
    String host = text.strip();
    if (host.startsWith("/")) {
      throw new IllegalArgumentException(
          "it names a Unix socket, and the JDBC driver speaks TCP alone: name a host, such as"
              + " localhost, where the server listens (listen_addresses, pg_hba.conf)");
    }
    var ipv6 = IPV6_ADDRESS.matcher(host);
    if (host.indexOf(':') >= 0 && ipv6.matches()) {
      return "[" + ipv6.group(1) + "]";
    }
    if (!host.isEmpty() && !HOST_NAME.matcher(host).matches()) {
      throw new IllegalArgumentException("the host is not a valid name: " + ENCODE);
    }
    return host.isEmpty() ? DEFAULT_HOST : host;
  }

  private static String port(String text) {
    String port = text.strip();
    if (port.isEmpty()) {
      return DEFAULT_PORT;
    }
    if (!port.matches("[0-9]{1,5}")
        || Integer.parseInt(port) < 1
        || Integer.parseInt(port) > MAX_PORT) {
      throw new IllegalArgumentException(
          "the port must be a number from 1 to %d; where it is part of a password, %s"
              .formatted(MAX_PORT, ENCODE));
    }
    return port;
  }

  private static int indexOfAny(String text, String ends) {
    int index = 0;
    while (index < text.length() && ends.indexOf(text.charAt(index)) < 0) {
      index++;
    }
    return index;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decode(String text, boolean plusIsSpace) {
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer decoded = ByteBuffer.allocate(raw.length);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '%') {
        int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
        int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
        if (high < 0 || low < 0 || high + low == 0) {
          throw new IllegalArgumentException("there is a % that encodes no character: " + ENCODE);
        }
        decoded.put((byte) (high << 4 | low));
        i += 2;
      } else {
        decoded.put(plusIsSpace && raw[i] == '+' ? (byte) ' ' : raw[i]);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("its percent-encoded characters are not UTF-8");
    }
  }
}
