package io.landfall.node.cli;

import com.typesafe.config.ConfigException;
import io.landfall.model.ExportFailure;
import io.landfall.node.cli.client.ClientCommand;
import io.landfall.node.cli.client.ClientOptions;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Runs the command line from its arguments to its exit code. */
public final class CommandLineRunner {
  private CommandLineRunner() {}

  /** Runs one mode; messages go to stderr, results to stdout. */
  public static int execute(String... arguments) {
    return commandLine(System.getenv(), RootCommand.modesFor(arguments)).execute(arguments);
  }

  /** Says why the program does not start at all, and returns its exit code. */
  public static int refuse(String why) {
    console(System.err).println("landfall: " + why);
    return ExitCodes.USAGE;
  }

  static CommandLine commandLine() {
    return commandLine(System.getenv());
  }

  /**
   * Returns the command line, to be run by whoever reads its output himself.
   *
   * @param environment what the client of a service reads of it
   */
  public static CommandLine commandLine(Map<String, String> environment) {
    return commandLine(environment, RootCommand.MODES);
  }

  private static CommandLine commandLine(Map<String, String> environment, List<Class<?>> modes) {
    var commandLine = new CommandLine(new RootCommand(), new CommandFactory(environment));
    modes.forEach(commandLine::addSubcommand);
    return commandLine
        .setOut(console(System.out))
        .setErr(console(System.err))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setExitCodeExceptionMapper(ExitCodes::of)
        .setParameterExceptionHandler(CommandLineRunner::handleParameterError)
        .setExecutionExceptionHandler(CommandLineRunner::handleFailure);
  }

  /** Makes commands and their options. */
  private record CommandFactory(Map<String, String> environment) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      return type == ClientOptions.class
          ? type.cast(new ClientOptions(environment))
          : CommandLine.defaultFactory().create(type);
    }
  }

  /** In UTF-8, as JSON and names of files want it, whatever the account's character set. */
  private static PrintWriter console(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  private static int handleParameterError(CommandLine.ParameterException e, String[] arguments) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("landfall: " + e.getMessage());
    err.printf("Try \"landfall %s--help\".%n", commandPrefix(e.getCommandLine()));
    err.flush();
    return ExitCodes.USAGE;
  }

  private static String commandPrefix(CommandLine command) {
    return command.getParent() == null ? "" : command.getCommandName() + " ";
  }

  /** One line for people; the stack trace goes to the log. */
  private static int handleFailure(
      Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    if (!(command.getCommand() instanceof ClientCommand)) { // that has no log, and ends at once
      LoggerFactory.getLogger(CommandLineRunner.class)
          .debug("{} failed", command.getCommandName(), e);
    }
    PrintWriter err = command.getErr();
    err.println("landfall: " + message(e));
    err.flush();
    return ExitCodes.of(e);
  }

  static String message(Throwable thrown) {
    if (thrown instanceof ConfigException bad) {
      return bad.getMessage();
    }
    return thrown instanceof UsageException
        ? thrown.getMessage()
        : ExportFailure.of(thrown).getMessage();
  }
}
