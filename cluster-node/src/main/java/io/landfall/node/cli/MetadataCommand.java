package io.landfall.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import io.landfall.catalogue.MetadataFetch;
import io.landfall.catalogue.MetadataRun;
import io.landfall.catalogue.MetadataRun.Progress;
import io.landfall.index.Catalogues;
import io.landfall.index.CornerGaps;
import io.landfall.node.Parts;
import io.landfall.source.AddressPolicy;
import io.landfall.source.SourceException;
import io.landfall.source.SourceSettings;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
        "Fetches what the scene list does not say, the corners and the sun, from the MTL files of"
            + " scenes; newest first. May be cut off and run again: it goes on where it was."
            + " Works beside a running serve on the same data folder.")
final class MetadataCommand implements Callable<Integer> {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
  private static final int MOST_PARALLEL = 100;
  private static final int CLOSE_SECONDS = 30;

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
    if (parallel < 1 || parallel > MOST_PARALLEL) {
      throw new UsageException(
          "Invalid --parallel %d: name 1 to %d.".formatted(parallel, MOST_PARALLEL));
    }
    Config config = data.load(Map.of());
    var closed = new CountDownLatch(1);
    try (Parts parts = Parts.withDatabase(config);
        CornerGaps gaps = Catalogues.gaps(parts.database().dataSource())) {
      return fetch(config, gaps, closed);
    } finally {
      closed.countDown();
    }
  }

  private int fetch(Config config, CornerGaps gaps, CountDownLatch closed) {
    if (again) {
      gaps.forgetMissing();
    }
    long beganNanos = System.nanoTime();
    var fetch =
        new MetadataFetch(MetadataFetch.Manners.ofDefaults(), addresses(config), Clock.systemUTC());
    var run = new MetadataRun(gaps, fetch, parallel);
    Ending.of(
        () -> {
          run.cancel();
          await(closed);
        });
    Progress done = run.run(limit, watcher());
    report(done, Duration.ofNanos(System.nanoTime() - beganNanos));
    run.lastFailure().ifPresent(this::tellFailure);
    return done.failed() == 0 ? ExitCodes.OK : ExitCodes.SERVICE;
  }

  /** The process must not end before the database is left in peace. */
  private static void await(CountDownLatch closed) {
    try {
      closed.await(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A list is written by others: its addresses are held to the rule of those in requests. */
  private static MetadataFetch.AddressCheck addresses(Config config) {
    AddressPolicy policy = AddressPolicy.internet(SourceSettings.from(config).allowedHosts());
    return uri -> {
      try {
        policy.check(uri);
        return Optional.empty();
      } catch (SourceException e) {
        return Optional.of(e.getMessage());
      }
    };
  }

  private Consumer<Progress> watcher() {
    PrintWriter err = spec.commandLine().getErr();
    long[] nextNanos = {System.nanoTime() + BETWEEN_LINES.toNanos()};
    return progress -> {
      if (System.nanoTime() - nextNanos[0] > 0) {
        nextNanos[0] = System.nanoTime() + BETWEEN_LINES.toNanos();
        err.println(line(progress));
        err.flush();
      }
    };
  }

  private static String line(Progress progress) {
    return "%d of %d scenes: %d with metadata, %d without, %d could not be asked"
        .formatted(
            progress.asked(),
            progress.of(),
            progress.found(),
            progress.missing(),
            progress.failed());
  }

  private void report(Progress done, Duration took) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? json(done, took) : line(done));
    out.flush();
  }

  private void tellFailure(String last) {
    PrintWriter err = spec.commandLine().getErr();
    err.printf("landfall: Some scenes could not be asked, at last %s. Run it again later.%n", last);
    err.flush();
  }

  private static String json(Progress done, Duration took) {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("scenes", done.of());
    counts.put("asked", done.asked());
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
