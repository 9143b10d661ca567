package io.landfall.node;

import io.landfall.node.cli.CommandLineRunner;
import io.landfall.node.local.LocalClient;
import java.util.Optional;

/** The program. */
public final class Landfall {
  private Landfall() {}

  /** Runs one mode; the exit codes are in {@link io.landfall.node.cli.ExitCodes}. */
  public static void main(String[] arguments) {
    LocaleSetup.apply();
    Optional<String> refusal =
        SupportedSystem.refusal(System.getProperty("os.name"))
            .or(
                () ->
                    LocaleSetup.unreadable(
                        System.getProperty("sun.jnu.encoding"), arguments, System.getenv()));
    if (refusal.isPresent()) {
      System.exit(CommandLineRunner.refuse(refusal.get()));
    }
    int handedOver = LocalClient.run(arguments);
    if (handedOver != LocalClient.IN_PROCESS) {
      System.exit(handedOver);
    }
    CompilerDirectives.addFor(arguments);
    int exitCode = CommandLineRunner.execute(arguments);
    System.exit(exitCode);
  }
}
