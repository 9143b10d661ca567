package io.landfall.node.cli;

import io.landfall.node.cli.audit.AuditCommand;
import io.landfall.node.cli.client.CancelCommand;
import io.landfall.node.cli.client.DeliverCommand;
import io.landfall.node.cli.client.DestinationsCommand;
import io.landfall.node.cli.client.DownloadCommand;
import io.landfall.node.cli.client.EstimateCommand;
import io.landfall.node.cli.client.GetCommand;
import io.landfall.node.cli.client.KeepCommand;
import io.landfall.node.cli.client.ListCommand;
import io.landfall.node.cli.client.LoginCommand;
import io.landfall.node.cli.client.ProjectCommand;
import io.landfall.node.cli.client.SearchCommand;
import io.landfall.node.cli.client.SubmitCommand;
import io.landfall.node.cli.client.WaitCommand;
import io.landfall.node.cli.option.HelpOption;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program without a mode: says what modes there are. */
@Command(
    name = "landfall",
    description = "Turns satellite scenes into the file you asked for.",
    mixinStandardHelpOptions = false,
    synopsisSubcommandLabel = "MODE",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is well",
      "1:the job failed",
      "2:wrong usage or setting",
      "3:not allowed",
      "4:network, database or store does not answer"
    })
final class RootCommand implements Runnable {
  /** All modes, as the help lists them. */
  static final List<Class<?>> MODES =
      List.of(
          ServeCommand.class,
          WorkerCommand.class,
          ExportCommand.class,
          LocalNodeCommands.StatusCommand.class,
          LocalNodeCommands.StopCommand.class,
          LocalNodeCommands.LocalNodeCommand.class,
          DemoCommand.class,
          InfoCommand.class,
          MigrateCommand.class,
          TokenCommand.class,
          QuotaCommand.class,
          SecretsCommand.class,
          DoctorCommand.class,
          VersionCommand.class,
          IngestCommand.class,
          IngestOnceCommand.class,
          IngestScheduleCommand.class,
          MetadataCommand.class,
          LoginCommand.class,
          SearchCommand.class,
          ProjectCommand.class,
          EstimateCommand.class,
          SubmitCommand.class,
          WaitCommand.class,
          ListCommand.class,
          GetCommand.class,
          CancelCommand.class,
          DownloadCommand.class,
          DestinationsCommand.class,
          DeliverCommand.class,
          KeepCommand.class,
          AuditCommand.class);

  @Spec CommandSpec spec;

  @Mixin HelpOption help;

  /**
   * Returns the modes that arguments are for: the one named first, as making all of them takes
   * longer than many a mode runs, or all where none is.
   */
  static List<Class<?>> modesFor(String... arguments) {
    String name = arguments.length == 0 ? "" : arguments[0];
    List<Class<?>> named = MODES.stream().filter(mode -> isNamed(mode, name)).toList();
    return named.isEmpty() ? MODES : named;
  }

  private static boolean isNamed(Class<?> mode, String name) {
    Command command = mode.getAnnotation(Command.class);
    return command.name().equals(name) || List.of(command.aliases()).contains(name);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Name a mode.");
  }
}
