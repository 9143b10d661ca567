package io.landfall.node.cli;

import com.typesafe.config.Config;
import io.landfall.node.check.CheckResult;
import io.landfall.node.cli.option.DataOptions;
import io.landfall.node.cli.option.HelpOption;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what is configured and whether it works. */
@Command(
    name = "doctor",
    description =
        "Prints the effective settings without secrets, and checks database, store, clocks, ports,"
            + " disk and codecs. Ends with 4 when something does not work (BAD); what works less"
            + " well than it could is a warning (WARN).")
final class DoctorCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin HelpOption help;
  @Mixin DataOptions data;

  @Override
  public Integer call() {
    Config config = data.load(Map.of());
    PrintWriter out = spec.commandLine().getOut();
    Doctor.effectiveSettings(config).forEach(out::println);
    out.println();
    List<CheckResult> results = Doctor.runChecks(config);
    for (CheckResult result : results) {
      out.printf("%-5s %-15s %s%n", mark(result.outcome()), result.name(), result.detail());
    }
    out.flush();
    return results.stream().allMatch(CheckResult::passed) ? ExitCodes.OK : ExitCodes.SERVICE;
  }

  private static String mark(CheckResult.CheckOutcome outcome) {
    return switch (outcome) {
      case OK -> "ok";
      case WARNING -> "WARN";
      case FAILED -> "BAD";
    };
  }
}
