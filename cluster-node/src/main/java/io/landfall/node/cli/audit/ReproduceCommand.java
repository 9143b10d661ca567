package io.landfall.node.cli.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import io.landfall.audit.ExportReplay;
import io.landfall.audit.RecordedFile;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.node.cli.audit.Reproduction.Result;
import io.landfall.schedule.RenderSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Renders the plan of an export again, and compares. */
@Command(
    name = "reproduce",
    description =
        "Renders the plan that an export was pinned to again, on this machine, makes of it what was"
            + " delivered, and compares the SHA-256 of every part and of every delivered file with"
            + " those in the journal. Exits with 0 if they are equal; else says why not: which"
            + " source has changed, or that another version or codec made it. Writes nothing to the"
            + " store.")
final class ReproduceCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Spec CommandSpec spec;
  @Mixin AuditOptions options;

  @Parameters(paramLabel = "EXPORT", description = "Its id.")
  String export;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Keeps the file that was made, there; the scratch files are beside it. Default: none"
              + " is kept.")
  Path output;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Renders so many tasks at a time. Default: landfall.render.slots, as far as memory goes.")
  Integer threads;

  @Option(names = "--json", description = "Prints the outcome as JSON.")
  boolean json;

  /** What is needed of the database, which is let go before anything is rendered. */
  private record RecordedInputs(Config config, RecordedFile file) {}

  @Override
  public Integer call() {
    ExportId id = ExportId.parse(export);
    if (threads != null && threads < 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "Invalid --threads %d: give at least 1.".formatted(threads));
    }
    if (output != null && Files.exists(output)) {
      throw new ExportFailure(
          ErrorCode.DESTINATION_EXISTS,
          "Cannot write %s: it is there already. Name another file.".formatted(output));
    }
    RecordedInputs inputs =
        options.with(
            (services, config) ->
                new RecordedInputs(
                    config,
                    RecordedFile.read(new ExportReplay(services.database().dataSource()), id)));
    Reproduction made = reproduce(id, inputs);
    print(id, inputs.file(), made);
    return made.result() == Result.EQUAL ? AuditCommand.OK : FAILED;
  }

  private Reproduction reproduce(ExportId id, RecordedInputs inputs) {
    RenderSettings settings = RenderSettings.from(inputs.config());
    try {
      Path folder = scratchFolder();
      try {
        return new Reproducer(inputs.config(), settings, threads)
            .reproduce(id, inputs.file(), folder, output, this::progress);
      } finally {
        remove(folder);
      }
    } catch (IOException e) {
      throw new ExportFailure(
          ErrorCode.DESTINATION_UNWRITABLE,
          "Cannot write what is rendered: %s. Make room, or name a file elsewhere with --output."
              .formatted(e.getMessage()),
          e);
    }
  }

  private Path scratchFolder() throws IOException {
    String prefix = ".landfall-reproduce-";
    Path folder =
        output == null
            ? Files.createTempDirectory(prefix)
            : Files.createTempDirectory(output.toAbsolutePath().getParent(), prefix);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> removeQuietly(folder)));
    return folder;
  }

  private static void removeQuietly(Path folder) {
    try {
      remove(folder);
    } catch (IOException e) {
      // the process ends, and the folder's name says whose it was
    }
  }

  private static void remove(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(folder);
    }
  }

  private void progress(int done, int tasks) {
    if (tasks >= 10 && done * 10L / tasks > (done - 1) * 10L / tasks) {
      PrintWriter err = spec.commandLine().getErr();
      err.printf("%d of %d tasks%n", done, tasks);
      err.flush();
    }
  }

  private void print(ExportId id, RecordedFile file, Reproduction made) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(line(id, file, made));
    } else {
      out.println(made.inWords());
    }
    out.flush();
  }

  private static ObjectNode line(ExportId id, RecordedFile file, Reproduction made) {
    ObjectNode line = MAPPER.createObjectNode().put("export", id.toString());
    line.put("result", made.result().name());
    line.put("plannedBy", file.plan().software());
    line.put("bytesRecorded", file.object().bytes());
    if (made.file() != null) {
      line.put("bytes", made.file().whole().bytes());
      line.put("sha256", made.file().whole().sha256());
      line.put("filesCompared", made.file().delivered());
    }
    list(line, "differing", made.differing());
    list(line, "reasons", made.reasons());
    return line;
  }

  private static void list(ObjectNode line, String name, List<String> values) {
    var array = line.putArray(name);
    values.forEach(array::add);
  }
}
