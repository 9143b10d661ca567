package io.landfall.node.embedded;

/**
 * Where the database is and who we are there.
 *
 * @param url for JDBC; holds no password of the user
 * @param user empty: the driver's own choice
 * @param password empty: none
 */
public record DatabaseEndpoint(String url, String user, String password) {
  /** Returns the endpoint of a server on this machine. */
  public static DatabaseEndpoint local(int port, String database, String user, String password) {
    return new DatabaseEndpoint(
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database), user, password);
  }

  /** Tells whether the URL sets an option of the driver. */
  public boolean hasOption(String name) {
    return url.matches(".*[?&]" + name + "=.*");
  }

  /** Returns the same endpoint with one more option of the driver. */
  public DatabaseEndpoint withOption(String name, String value) {
    String joint = url.contains("?") ? "&" : "?";
    return new DatabaseEndpoint(url + joint + name + "=" + value, user, password);
  }

  /** Leaves the password out, and the options: of a key's password, for instance. */
  @Override
  public String toString() {
    return user + " at " + url.replaceFirst("\\?.*", "");
  }
}
