package io.landfall.node.cli;

import io.landfall.node.wiring.BackingServices;
import io.landfall.node.wiring.DatabaseTokenStore;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes API tokens. */
@Command(name = "token", description = "Makes API tokens.")
final class TokenCommand implements Runnable {
  @Spec CommandSpec spec;
  @Mixin HelpOption help;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Say what to do: token create --user NAME.");
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
                  "What it may be used for: exports:read, exports:write, ingest."
                      + " Default: everything that is the user's own.")
          List<String> scopes,
      @Mixin DataOptions data,
      @Mixin HelpOption ignored) {
    Set<String> chosen = scopes == null ? Set.of() : Set.copyOf(scopes);
    DatabaseTokenStore.checkScopes(chosen);
    if (user.isBlank()) {
      throw new UsageException("Invalid --user: it is empty. Name whose token it is.");
    }
    try (BackingServices services = BackingServices.connectOrStart(data.load(Map.of()))) {
      String token = new DatabaseTokenStore(services.database()).create(user, chosen);
      PrintWriter out = spec.commandLine().getOut();
      out.printf("Token of %s: %s%n", user, token);
      out.flush();
    }
    return ExitCodes.OK;
  }
}
