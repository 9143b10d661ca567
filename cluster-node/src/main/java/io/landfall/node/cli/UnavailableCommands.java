package io.landfall.node.cli;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Modes that are announced but not there yet: they say so. */
final class UnavailableCommands {
  private UnavailableCommands() {}

  /** Says that it comes later. */
  abstract static class UnavailableCommand implements Callable<Integer> {
    @Spec CommandSpec spec;
    @Mixin HelpOption help;

    @Parameters(hidden = true, description = "Not read yet.")
    List<String> values;

    @Unmatched List<String> options;

    @Override
    public Integer call() {
      throw new ExportFailure(
          ErrorCode.OPTION_UNSUPPORTED,
          "Cannot run %s: this version does not have it yet. See landfall --help for what there is."
              .formatted(spec.name()));
    }
  }

  @Command(name = "audit", description = "Asks the journal. Comes later.")
  static final class AuditCommand extends UnavailableCommand {}
}
