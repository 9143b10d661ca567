package io.landfall.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.token.TokenEntry;
import io.landfall.ingest.DurationText;
import io.landfall.node.cli.option.DataOptions;
import io.landfall.node.cli.option.HelpOption;
import io.landfall.node.services.BackingServices;
import io.landfall.node.token.ApiTokens;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes, lists and revokes API tokens. */
@Command(
    name = "token",
    description =
        "Makes, lists and revokes API tokens. Works beside a running serve on the same data"
            + " folder.")
final class TokenCommand implements Runnable {
  private static final int LONGEST_DAYS = 36_500;

  @Spec CommandSpec spec;
  @Mixin HelpOption help;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "Say what to do: token create --user NAME, token list, or token revoke ID.");
  }

  @Command(
      name = "create",
      description =
          "Makes a token and prints it once, as the last word; only its hash is kept."
              + " Works beside a running serve on the same data folder.")
  int create(
      @Option(
              names = "--user",
              required = true,
              paramLabel = "NAME",
              description = "Whose token: the owner of what is made with it.")
          String user,
      @Option(
              names = "--scope",
              split = ",",
              paramLabel = "SCOPE",
              description =
                  "What it may be used for, and nothing else: exports:read, exports:write,"
                      + " workspace:read, workspace:write, tokens:read, tokens:write, admin,"
                      + " ingest, audit. Default: everything that is the user's own, which is all"
                      + " but admin, ingest and audit.")
          List<String> scopes,
      @Option(
              names = "--organization",
              paramLabel = "NAME",
              description =
                  "Whose members see what the user shares with his organization, as he sees what"
                      + " they share. Default: none.")
          String organization,
      @Option(
              names = "--expires",
              paramLabel = "TIME",
              description =
                  "How long it is good, as 90d, 12h or P90D. Default: until it is revoked.")
          String expires,
      @Mixin DataOptions data,
      @Mixin HelpOption ignored) {
    Set<String> chosen = scopes == null ? Set.of() : Set.copyOf(scopes);
    var principal = new Principal(user, organization, chosen);
    ApiTokens.check(principal);
    Duration lifetime = expires == null ? null : lifetime(expires);
    String token = withTokens(data, tokens -> tokens.create(principal, lifetime));
    print("Token of %s: %s%n", user, token);
    return ExitCodes.OK;
  }

  @Command(name = "list", description = "Lists tokens, newest first: by id, for none is kept.")
  int list(
      @Option(
              names = "--user",
              paramLabel = "NAME",
              description = "Those of one user. Default: all.")
          String user,
      @Option(names = "--json", description = "Prints them as JSON.") boolean json,
      @Mixin DataOptions data,
      @Mixin HelpOption ignored)
      throws JsonProcessingException {
    List<TokenEntry> chosen =
        withTokens(data, ApiTokens::list).stream()
            .filter(entry -> user == null || entry.user().equals(user))
            .toList();
    if (json) {
      List<Map<String, Object>> values = chosen.stream().map(TokenCommand::json).toList();
      print("%s%n", new ObjectMapper().writeValueAsString(values));
      return ExitCodes.OK;
    }
    String line = "%-12s  %-8s  %-20s  %-20s  %-16s  %-16s  %s%n";
    print(line, "id", "state", "created", "expires", "user", "organization", "scopes");
    for (TokenEntry entry : chosen) {
      print(
          line,
          entry.id(),
          entry.state(),
          time(entry.createdAt()),
          entry.expiresAt() == null ? "never" : time(entry.expiresAt()),
          entry.user(),
          entry.organization() == null ? "" : entry.organization(),
          entry.scopes().isEmpty() ? "the user's own" : String.join(",", entry.scopes()));
    }
    return ExitCodes.OK;
  }

  @Command(
      name = "revoke",
      description =
          "Makes tokens useless at once and for ever. A fresh token of the user local is made by"
              + " the next serve.")
  int revoke(
      @Parameters(arity = "1..*", paramLabel = "ID", description = "As token list shows it.")
          List<String> ids,
      @Mixin DataOptions data,
      @Mixin HelpOption ignored) {
    return withTokens(
        data,
        tokens -> {
          for (String id : ids) {
            tokens.revoke(id);
            print("Revoked %s%n", id);
          }
          return ExitCodes.OK;
        });
  }

  private <T> T withTokens(DataOptions data, Function<ApiTokens, T> work) {
    try (BackingServices services = BackingServices.connectDatabase(data.load(Map.of()))) {
      return work.apply(new ApiTokens(services.database()));
    }
  }

  private void print(String format, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(format, values);
    out.flush();
  }

  static Duration lifetime(String text) {
    return DurationText.parse(text)
        .filter(life -> life.toSeconds() >= 1 && life.toDays() <= LONGEST_DAYS)
        .orElseThrow(
            () ->
                new UsageException(
                    "Invalid --expires \"%s\": give a length of time from 1s to %dd, as 90d or 12h."
                        .formatted(text, LONGEST_DAYS)));
  }

  private static Map<String, Object> json(TokenEntry entry) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", entry.id());
    json.put("user", entry.user());
    json.put("organization", entry.organization());
    json.put("scopes", entry.scopes());
    json.put("state", entry.state());
    json.put("createdAt", time(entry.createdAt()));
    json.put("expiresAt", entry.expiresAt() == null ? null : time(entry.expiresAt()));
    return json;
  }

  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
