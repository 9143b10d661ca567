package io.landfall.node.cli.client;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Keeps the token of a service for the other modes. */
@Command(
    name = "login",
    description =
        "Keeps the token of a service for the modes that ask it: in a file for this account alone"
            + " ($XDG_CONFIG_HOME/landfall/login.json, else below ~/.config). Reads the token"
            + " from stdin, or asks for it on a terminal. LANDFALL_TOKEN goes before it.")
public final class LoginCommand extends ClientCommand {
  private static final int MAX_TOKEN = 4_096;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description =
          "The token. Other accounts of this machine can see it among the running programs:"
              + " better give it on stdin.")
  String given;

  @Override
  public Integer call() {
    String address = client.givenUrl();
    if (address == null || address.isBlank()) {
      throw ClientFailures.usage("Cannot log in: give the address of the service by --url.");
    }
    ServiceUrl service = ServiceUrl.parse(address);
    String token = token();
    if (service.showsTokens()) {
      say(
          "warning: %s is not encrypted: whoever is on the way can read the token. Use https.",
          service.text());
    }
    check(new ServiceClient(service, token, client.retries(err())));
    LoginFile file = client.logins();
    file.write(file.read().with(service, token));
    say("The token for %s is in %s.", service.text(), file.path());
    return OK;
  }

  /** A token that lacks a scope is good for other things. */
  private static void check(ServiceClient service) {
    try {
      service.get("/v1/exports?limit=1");
    } catch (ExportFailure e) {
      if (e.code() != ErrorCode.NOT_ALLOWED) {
        throw e;
      }
    }
  }

  private String token() {
    String token = given != null ? given : client.givenToken();
    if (token == null) {
      token = read();
    }
    token = token == null ? "" : token.strip();
    boolean isWord = token.chars().allMatch(c -> c > ' ' && c < 0x7f);
    if (token.isEmpty() || token.length() > MAX_TOKEN || !isWord) {
      throw ClientFailures.usage(
          "Cannot log in: give a token on stdin, as landfall token create prints it: one word of"
              + " letters, digits and marks.");
    }
    return token;
  }

  private static String read() {
    Console console = System.console();
    if (console != null) {
      char[] typed = console.readPassword("Token: ");
      return typed == null ? null : new String(typed);
    }
    var reader = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try {
      return reader.readLine();
    } catch (IOException e) {
      throw ClientFailures.usage("Cannot read stdin: %s.".formatted(e.getMessage()));
    }
  }
}
