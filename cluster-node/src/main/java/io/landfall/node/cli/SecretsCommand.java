package io.landfall.node.cli;

import com.typesafe.config.Config;
import io.landfall.node.cli.option.DataOptions;
import io.landfall.node.cli.option.HelpOption;
import io.landfall.node.services.BackingServices;
import io.landfall.secret.SecretCipher;
import io.landfall.secret.SecretRows;
import io.landfall.secret.SecretRows.RewrapResult;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Brings users' secrets under another key. */
@Command(
    name = "secrets",
    description =
        "Brings users' secrets under another key. Works beside a running serve on the same data"
            + " folder.")
final class SecretsCommand implements Runnable {
  @Spec CommandSpec spec;
  @Mixin HelpOption help;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do: secrets rewrap.");
  }

  @Command(
      name = "rewrap",
      description =
          "Puts all secrets of users under the key of LANDFALL_SECRETS_KEY. Those that are under"
              + " keys of LANDFALL_SECRETS_OLD_KEYS can be read before and after; the others are"
              + " named, and the exit code is 1.")
  int rewrap(@Mixin DataOptions data, @Mixin HelpOption ignored) {
    Config config = data.load(Map.of());
    try (BackingServices services = BackingServices.connectDatabase(config)) {
      SecretCipher cipher =
          services
              .secretCipher(config)
              .orElseThrow(() -> new UsageException("Set LANDFALL_SECRETS_KEY: there is no key."));
      RewrapResult result = new SecretRows(services.database().dataSource()).rewrap(cipher);
      PrintWriter out = spec.commandLine().getOut();
      out.printf("Put %d secrets under key %s.%n", result.rewrapped(), cipher.keyId());
      out.flush();
      PrintWriter err = spec.commandLine().getErr();
      result.problems().forEach(err::println);
      err.flush();
      return result.problems().isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
    }
  }
}
