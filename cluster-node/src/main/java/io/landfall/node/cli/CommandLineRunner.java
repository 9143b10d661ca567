package io.landfall.node.cli;

import com.typesafe.config.ConfigException;
import io.landfall.model.ExportFailure;
import io.landfall.node.cli.client.ClientCommand;
import io.landfall.node.cli.client.ClientOptions;
import io.landfall.node.cli.export.Invocation;
import io.landfall.node.local.ClientException;
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
    Invocation invocation = Invocation.ofThisProcess(System.getenv(), ShutdownHook::register);
    return commandLine(invocation, RootCommand.modesFor(arguments)).execute(arguments);
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
    return commandLine(
        Invocation.ofThisProcess(environment, ShutdownHook::register), RootCommand.MODES);
  }

  /** Returns the command line with some of its modes, for one command. */
  static CommandLine commandLine(Invocation invocation, List<Class<?>> modes) {
    var commandLine = new CommandLine(new RootCommand(), new CommandFactory(invocation));
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
  private record CommandFactory(Invocation invocation) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      if (type == ClientOptions.class) {
        return type.cast(new ClientOptions(invocation.environment(), invocation.folder()));
      } else if (type == LocalOptions.class) {
        return type.cast(new LocalOptions(invocation));
      } else if (type == DemoCommand.class) {
        return type.cast(new DemoCommand(invocation));
      }
      return CommandLine.defaultFactory().create(type);
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
    return thrown instanceof UsageException || thrown instanceof ClientException
        ? thrown.getMessage()
        : ExportFailure.of(thrown).getMessage();
  }
}
