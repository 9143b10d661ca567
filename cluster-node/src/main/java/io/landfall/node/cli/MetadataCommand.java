package io.landfall.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import io.landfall.catalogue.MetadataRun;
import io.landfall.catalogue.MetadataRun.MetadataProgress;
import io.landfall.catalogue.MtlFetcher;
import io.landfall.http.AddressPolicy;
import io.landfall.http.DocumentClient;
import io.landfall.http.HostPolicy;
import io.landfall.index.MetadataGaps;
import io.landfall.index.SceneIndex;
import io.landfall.node.cli.option.DataOptions;
import io.landfall.node.cli.option.HelpOption;
import io.landfall.node.services.BackingServices;
import io.landfall.source.SourceSettings;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Fetches corners and sun of scenes from their metadata files. */
@Command(
    name = "landsat_metadata",
    description =
        "Fetches what the scene list does not say, the corners, the sun and the grid, from the MTL"
            + " files of scenes; newest first. May be cut off and run again: it goes on where it"
            + " was. Works beside a running serve on the same data folder.")
final class MetadataCommand implements Callable<Integer> {
  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(10);
  private static final int MAX_PARALLEL = 100;

  @Spec CommandSpec spec;
  @Mixin HelpOption help;
  @Mixin DataOptions data;

  @Option(
      names = "--limit",
      paramLabel = "SCENES",
      description = "Looks at so many scenes at most. Default: all.")
  long limit = Long.MAX_VALUE;

  @Option(
      names = "--parallel",
      paramLabel = "SCENES",
      defaultValue = "10",
      description = "Scenes at once, of one host never more than 10. Default: 10.")
  int parallel;

  @Option(
      names = "--again",
      description = "Asks again for scenes that were found to have no metadata of use.")
  boolean again;

  @Option(names = "--json", description = "Prints the counts as JSON.")
  boolean json;

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new UsageException("Invalid --limit %d: name at least 1 scene.".formatted(limit));
    }
    if (parallel < 1 || parallel > MAX_PARALLEL) {
      throw new UsageException(
          "Invalid --parallel %d: name 1 to %d.".formatted(parallel, MAX_PARALLEL));
    }
    Config config = data.load(Map.of());
    var closed = new CountDownLatch(1);
    try (BackingServices services = BackingServices.connectDatabase(config);
        MetadataGaps gaps = SceneIndex.openMetadataGaps(services.database().dataSource())) {
      return fetch(config, gaps, closed);
    } finally {
      closed.countDown();
    }
  }

  private int fetch(Config config, MetadataGaps gaps, CountDownLatch closed) {
    if (again) {
      gaps.forgetMissing();
    }
    long beganNanos = System.nanoTime();
    var client = new DocumentClient(HostPolicy.ofDefaults(), addresses(config), Clock.systemUTC());
    var run = new MetadataRun(gaps, new MtlFetcher(client), parallel);
    ShutdownHook.registerCancel(run::cancel, closed);
    MetadataProgress done = run.run(limit, watcher());
    printResult(done, Duration.ofNanos(System.nanoTime() - beganNanos));
    run.lastFailure().ifPresent(this::printFailure);
    return done.failed() == 0 ? ExitCodes.OK : ExitCodes.SERVICE;
  }

  /** A list is written by others: its URLs are held to the rule of those in requests. */
  private static AddressPolicy addresses(Config config) {
    return AddressPolicy.internet(SourceSettings.from(config).allowedHosts());
  }

  private Consumer<MetadataProgress> watcher() {
    PrintWriter err = spec.commandLine().getErr();
    long[] nextNanos = {System.nanoTime() + PROGRESS_INTERVAL.toNanos()};
    return progress -> {
      if (System.nanoTime() - nextNanos[0] > 0) {
        nextNanos[0] = System.nanoTime() + PROGRESS_INTERVAL.toNanos();
        err.println(line(progress));
        err.flush();
      }
    };
  }

  private static String line(MetadataProgress progress) {
    return "%d of %d scenes: %d with metadata, %d without, %d could not be asked"
        .formatted(
            progress.attempted(),
            progress.total(),
            progress.found(),
            progress.missing(),
            progress.failed());
  }

  private void printResult(MetadataProgress done, Duration took) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? json(done, took) : line(done));
    out.flush();
  }

  private void printFailure(String last) {
    PrintWriter err = spec.commandLine().getErr();
    err.printf("landfall: Some scenes could not be asked, at last %s. Run it again later.%n", last);
    err.flush();
  }

  private static String json(MetadataProgress done, Duration took) {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("scenes", done.total());
    counts.put("asked", done.attempted());
    counts.put("found", done.found());
    counts.put("missing", done.missing());
    counts.put("failed", done.failed());
    counts.put("seconds", took.toMillis() / 1000.0);
    try {
      return new ObjectMapper().writeValueAsString(counts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
