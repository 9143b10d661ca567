package io.landfall.node.cli.client;

import io.landfall.node.cli.option.HelpOption;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every mode that asks a service over HTTP. */
public final class ClientOptions {
  private static final int MOST_RETRIES = 20;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "Address of the service, as https://landfall.example.com. Default: LANDFALL_URL, else"
              + " that of the last login.")
  String url;

  @Option(names = "--json", description = "Prints JSON, as the service writes it.")
  boolean json;

  @Option(
      names = "--retries",
      defaultValue = "5",
      paramLabel = "N",
      description =
          "How often a request is sent again that failed in a way that may pass. Default:"
              + " ${DEFAULT-VALUE}.")
  int retries;

  @Mixin HelpOption help;

  private final Map<String, String> environment;
  private final Path folder;

  /** Made with the variables of this process. */
  public ClientOptions() {
    this(System.getenv(), Path.of(""));
  }

  /**
   * @param environment the variables LANDFALL_URL, LANDFALL_TOKEN and XDG_CONFIG_HOME
   * @param folder where relative paths begin
   */
  public ClientOptions(Map<String, String> environment, Path folder) {
    this.environment = Map.copyOf(environment);
    this.folder = folder;
  }

  /** Returns where a file is that was named. */
  String file(String named) {
    return folder.resolve(named).toString();
  }

  /** Returns where logins are kept. */
  LoginFile logins() {
    return LoginFile.of(environment);
  }

  /** Returns the address that was given, if one was. */
  String givenUrl() {
    return url != null ? url : environment.get("LANDFALL_URL");
  }

  /** Returns the token of the environment, which goes before that of a login. */
  String givenToken() {
    String token = environment.get("LANDFALL_TOKEN");
    return token == null || token.isBlank() ? null : token.strip();
  }

  /** Returns a variable of the environment; {@code null}: it is not set. */
  String variable(String name) {
    String value = environment.get(name);
    return value == null || value.isBlank() ? null : value.strip();
  }

  /**
   * Returns the service that is asked, with the token for it and for no other.
   *
   * @param err where waiting is told
   */
  ServiceClient connect(PrintWriter err) {
    LoginFile.Logins logins = logins().read();
    String address = givenUrl();
    if (address == null || address.isBlank()) {
      address = logins.url();
    }
    if (address == null) {
      throw ClientFailures.usage(
          "Cannot tell which service to ask: give --url, set LANDFALL_URL, or run landfall login"
              + " --url URL once.");
    }
    ServiceUrl service = ServiceUrl.parse(address);
    String token = givenToken() != null ? givenToken() : logins.tokens().get(service.text());
    return new ServiceClient(service, token, retries(err));
  }

  Retries retries(PrintWriter err) {
    if (retries < 0 || retries > MOST_RETRIES) {
      throw ClientFailures.usage(
          "Invalid --retries %d: give a whole number from 0 to %d."
              .formatted(retries, MOST_RETRIES));
    }
    return new Retries(retries, Retries.DELAYS, err);
  }
}
