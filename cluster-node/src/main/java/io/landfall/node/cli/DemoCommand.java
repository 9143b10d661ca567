package io.landfall.node.cli;

import com.typesafe.config.Config;
import io.landfall.export.ExportSummary;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.OutputFormat;
import io.landfall.node.cli.export.CommandLineExport;
import io.landfall.node.cli.export.ExportOptions;
import io.landfall.node.cli.export.ExportPlace;
import io.landfall.node.cli.export.Invocation;
import io.landfall.node.cli.export.OutputFile;
import io.landfall.node.cli.export.PreviewImage;
import io.landfall.node.cli.option.DataOptions;
import io.landfall.node.cli.option.HelpOption;
import io.landfall.node.config.NodeSettings;
import io.landfall.node.config.StartPhases;
import io.landfall.node.demo.DemoScenes;
import io.landfall.node.embedded.DataFolder;
import io.landfall.node.wiring.RenderEngine;
import io.landfall.node.wiring.RenderEngines;
import io.landfall.node.wiring.StandaloneExport;
import io.landfall.pool.ThreadNiceness;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows the whole system on scenes that it makes itself. */
@Command(
    name = "demo",
    description =
        "Makes two overlapping scenes and an area of interest below the data folder, exports their"
            + " mosaic through the whole system, and writes a COG and a PNG preview. Under a"
            + " minute.")
final class DemoCommand implements Callable<Integer> {
  private static final String FOLDER = "demo";

  @Spec CommandSpec spec;
  @Mixin HelpOption help;
  @Mixin DataOptions data;

  private final Invocation invocation;

  DemoCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException {
    Config config = data.load(Map.of("landfall.roles", List.of("control", "worker")));
    PrintWriter err = spec.commandLine().getErr();
    PrintWriter out = spec.commandLine().getOut();
    Path folder = NodeSettings.from(config).dataDir().resolve(FOLDER);
    err.println("Making two scenes in " + folder);
    err.flush();
    RenderEngine engine = RenderEngines.forCommandLine(config);
    ExportId id = ExportId.generate();
    CompletableFuture<StandaloneExport> starting = StandaloneExport.startAside(config, engine, id);
    Path cog = folder.resolve("demo.tif");
    OutputFile output;
    ExportRequest request;
    try {
      List<String> arguments = arguments(makeBehind(folder), cog);
      output =
          OutputFile.check(
              Path.of(""),
              cog,
              OutputFormat.FileFormat.COG,
              OutputFile.ExistingFilePolicy.REPLACE,
              false,
              id);
      request = parse(arguments).request(Path.of(""), engine.toLonLat(), output.written());
      err.println("landfall export " + String.join(" ", arguments));
      err.flush();
    } catch (RuntimeException e) {
      starting.thenAccept(StandaloneExport::close).exceptionally(failure -> null).join();
      throw e;
    }
    var run = new CommandLineExport(out, err, invocation);
    ExportSummary summary = run.run(ExportPlace.opened(joined(starting)), id, request);
    if (summary.status() == ExportStatus.ERROR) {
      throw new ExportFailure(summary.failure().code(), summary.failure().detail());
    }
    output.moveIntoPlace(summary.receipts().get(0).sidecars());
    Path preview = folder.resolve("demo.png");
    PreviewImage.write(cog, preview);
    run.printResult(summary, output, false);
    out.println(preview);
    out.flush();
    err.printf(
        "%nTry next:%n  open %s, or %s in QGIS%n  java -jar landfall.jar info --checksum %s%n"
            + "  java -jar landfall.jar serve --data-dir %s%n",
        preview, cog, cog, folder.getParent());
    err.flush();
    return ExitCodes.OK;
  }

  private static <T> T joined(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw ExportFailure.of(e);
    }
  }

  /** On a thread that steps back: the start of the node takes longer, and waits for nothing. */
  private static DemoScenes.DemoFiles makeBehind(Path folder) {
    var made = new CompletableFuture<DemoScenes.DemoFiles>();
    Runnable making = () -> made.completeAsync(() -> make(folder), Runnable::run);
    var thread = new Thread(ThreadNiceness.behindCallers(making), "demo-scenes");
    thread.setDaemon(true);
    thread.start();
    return joined(made);
  }

  private static DemoScenes.DemoFiles make(Path folder) {
    try (var phase = StartPhases.begin("scenes of the demonstration")) {
      return DemoScenes.make(DataFolder.createInside(folder.getParent(), FOLDER));
    } catch (IOException e) {
      throw new ExportFailure(
          ErrorCode.DESTINATION_UNWRITABLE,
          "Cannot write the demonstration's scenes to %s: %s. Name another folder with --data-dir."
              .formatted(folder, e),
          e);
    }
  }

  private static ExportOptions parse(List<String> arguments) {
    var options = new ExportOptions();
    new CommandLine(new ParsedExportOptions(options))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(arguments.toArray(String[]::new));
    return options;
  }

  /** What a person would type for the same. */
  private static List<String> arguments(DemoScenes.DemoFiles demoFiles, Path cog) {
    List<String> arguments = new ArrayList<>();
    for (Path scene : demoFiles.scenes()) {
      arguments.addAll(List.of("--scene", scene.toString()));
    }
    arguments.addAll(
        List.of(
            "--bands",
            "red,green,blue",
            "--aoi",
            demoFiles.aoi().toString(),
            "--srid",
            "3857",
            "--resolution",
            "30",
            "--stretch",
            "5200,18000",
            "-o",
            cog.toString()));
    return arguments;
  }

  /** Lets picocli fill the options. */
  @Command(name = "export")
  private static final class ParsedExportOptions {
    @Mixin final ExportOptions options;

    ParsedExportOptions(ExportOptions options) {
      this.options = options;
    }
  }
}
