package io.landfall.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import io.landfall.node.cli.option.DataOptions;
import io.landfall.node.cli.option.HelpOption;
import io.landfall.node.schema.Schema;
import io.landfall.node.services.SchemaAccess;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Moves the schema of the database forward and back. */
@Command(
    name = "migrate",
    description = "Moves the database's schema forward and back, or shows where it is.")
final class MigrateCommand implements Runnable {
  @Spec CommandSpec spec;
  @Mixin HelpOption help;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Say which way: migrate up, migrate down VERSION, or migrate status.");
  }

  @Command(
      name = "up",
      description = "To the newest version. The last line is the version to go back to.")
  int up(@Mixin DataOptions data, @Mixin HelpOption ignored) {
    return withSchema(
        data,
        schema -> {
          int before = schema.migrateUp();
          printMessage(
              "%s.",
              schema
                  .newerNote()
                  .orElse(
                      String.format(
                          Locale.ROOT,
                          "The schema is at version %d; it was at %d",
                          Schema.newestVersion(),
                          before)));
          printVersion(before);
        });
  }

  @Command(
      name = "down",
      description = "Back to a version. The last line is the version to go back to.")
  int down(
      @Parameters(paramLabel = "VERSION", description = "From 0, which is an empty database.")
          int version,
      @Mixin DataOptions data,
      @Mixin HelpOption ignored) {
    return withSchema(
        data,
        schema -> {
          int before = schema.migrateDown(version);
          printMessage(
              "The schema is at version %d; it was at %d.", schema.currentVersion(), before);
          printVersion(before);
        });
  }

  @Command(
      name = "status",
      description = "The table of versions. The last line is the version it is at.")
  int status(
      @Option(names = "--json", description = "Prints it as JSON.") boolean json,
      @Mixin DataOptions data,
      @Mixin HelpOption ignored) {
    return withSchema(
        data,
        schema -> {
          PrintWriter out = spec.commandLine().getOut();
          if (json) {
            out.println(json(schema));
          } else {
            out.printf("%-8s %-24s %s%n", "version", "name", "applied");
            for (Schema.SchemaVersion version : schema.versions()) {
              String applied = version.applied() == null ? "no" : version.applied() + "Z";
              out.printf("%-8d %-24s %s%n", version.number(), version.name(), applied);
            }
            out.println(schema.currentVersion());
          }
          out.flush();
        });
  }

  private static String json(Schema schema) {
    try {
      return new ObjectMapper()
          .writeValueAsString(
              Map.of("current", schema.currentVersion(), "versions", schema.versions()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private int withSchema(DataOptions data, java.util.function.Consumer<Schema> work) {
    Config config = data.load(Map.of());
    SchemaAccess.withSchema(config, work);
    return ExitCodes.OK;
  }

  private void printMessage(String format, Object... values) {
    PrintWriter err = spec.commandLine().getErr();
    err.printf(format + "%n", values);
    err.flush();
  }

  private void printVersion(int version) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(version);
    out.flush();
  }
}
