package io.landfall.node.cli.audit;

import com.typesafe.config.Config;
import io.landfall.audit.RecordedFile;
import io.landfall.crs.GeoToolsTransforms;
import io.landfall.delivery.reproduction.DeliveryReproduction;
import io.landfall.delivery.reproduction.DeliveryReproduction.DeliveredExport;
import io.landfall.delivery.reproduction.DeliveryReproduction.FileFacts;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedScene;
import io.landfall.node.cli.audit.Reproduction.ComparedFiles;
import io.landfall.node.cli.audit.Reproduction.Result;
import io.landfall.node.wiring.RenderEngines;
import io.landfall.raster.RasterException;
import io.landfall.schedule.RenderSettings;
import io.landfall.schedule.TaskMemory;
import io.landfall.source.SceneFiles;
import io.landfall.worker.FileReproduction;
import io.landfall.worker.FileReproduction.ReproducedFile;
import io.landfall.worker.FileReproduction.ReproducedProvenance;
import io.landfall.worker.TaskExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Renders what was recorded again, and says why it is not the same if it is not. */
final class Reproducer {
  private static final int MOST_SOURCES = 20;
  private static final String RASTER = "raster";

  private final Config config;
  private final RenderSettings settings;
  private final Integer threads;

  /**
   * @param threads {@code null}: as many as a node would take
   */
  Reproducer(Config config, RenderSettings settings, Integer threads) {
    this.config = config;
    this.settings = settings;
    this.threads = threads;
  }

  /** Is told how many tasks are done of how many. */
  @FunctionalInterface
  interface Progress {
    void tell(int done, int tasks);
  }

  /**
   * Renders it, and makes of it what was delivered.
   *
   * @param folder for scratch files
   * @param output where the file is kept as it is delivered; {@code null}: it is not
   */
  Reproduction reproduce(
      ExportId id, RecordedFile recorded, Path folder, Path output, Progress progress)
      throws IOException {
    ExportPlan plan = recorded.plan();
    try (SceneFiles files = RenderEngines.filesForCommandLine(config)) {
      TaskExecutor executor = RenderEngines.executor(files);
      Optional<ExportFailure> incompatible = executor.incompatibility(plan).or(plan::outdated);
      if (incompatible.isPresent()) {
        ExportFailure why = incompatible.get();
        if (why.code() == ErrorCode.EXPORT_TOO_LARGE) {
          throw why;
        }
        return new Reproduction(Result.OTHER_SOFTWARE, null, List.of(), List.of(why.getMessage()));
      }
      Path file = folder.resolve(RASTER);
      ReproducedFile made;
      try {
        int tasks = plan.layout().tasks().size();
        made =
            new FileReproduction(executor, threads(plan))
                .render(plan, folder, file, done -> progress.tell(done, tasks));
      } catch (ExportFailure e) {
        List<String> changed = isOfSource(e) ? changedSources(plan, files) : List.of();
        if (changed.isEmpty() && e.code() != ErrorCode.SCENE_CHANGED) {
          throw e;
        }
        if (changed.isEmpty()) { // of a file that is no band, as a terrain model
          changed = List.of(e.getMessage());
        }
        return new Reproduction(Result.SOURCE_CHANGED, null, List.of(), changed);
      }
      return compare(id, recorded, made, folder, output);
    }
  }

  private int threads(ExportPlan plan) {
    if (threads != null) {
      return threads;
    }
    long fit = settings.memory() / TaskMemory.bytes(plan);
    return (int) Math.max(1, Math.min(settings.slots(), fit));
  }

  private static boolean isOfSource(ExportFailure failure) {
    return failure.code() == ErrorCode.SCENE_CHANGED
        || failure.code() == ErrorCode.SCENE_UNREADABLE
        || failure.code() == ErrorCode.SCENE_UNSUPPORTED;
  }

  /** Looks at every source of the plan, and returns why those cannot be read that cannot. */
  private static List<String> changedSources(ExportPlan plan, SceneFiles files) {
    Set<String> changed = new LinkedHashSet<>();
    for (PlannedScene scene : plan.scenes()) {
      for (PlannedBand band : scene.bands()) {
        if (band == null) {
          continue;
        }
        try {
          files.open(band);
        } catch (ExportFailure | RasterException e) {
          changed.add("Scene %s: %s".formatted(scene.id(), e.getMessage()));
        }
        if (changed.size() == MOST_SOURCES) {
          changed.add("There may be more.");
          return new ArrayList<>(changed);
        }
      }
    }
    return new ArrayList<>(changed);
  }

  private static Reproduction compare(
      ExportId id, RecordedFile recorded, ReproducedFile made, Path folder, Path output)
      throws IOException {
    Path raster = folder.resolve(RASTER);
    Path converted = folder.resolve("converted");
    DeliveryReproduction delivery =
        DeliveryReproduction.of(
            new DeliveredExport(id, recorded.plan(), recorded.scenes(), recorded.requestedAt()),
            raster,
            new FileFacts(made.bytes(), made.sha256()),
            facts(made.provenance()),
            converted,
            new GeoToolsTransforms());
    if (output != null) {
      Files.move(Files.exists(converted) ? converted : raster, output);
    }
    List<String> differing =
        new ArrayList<>(FileReproduction.differences(recorded.parts(), made.parts()));
    recorded.receipts().forEach(receipt -> differing.addAll(delivery.differences(receipt)));
    int compared = recorded.receipts().stream().mapToInt(receipt -> receipt.files().size()).sum();
    var files = new ComparedFiles(delivery.file(), made.parts().size(), compared);
    if (differing.isEmpty()) {
      return new Reproduction(Result.EQUAL, files, List.of(), List.of());
    }
    String planned = recorded.plan().software();
    String here = RenderEngines.software();
    if (!here.equals(planned)) {
      return new Reproduction(
          Result.OTHER_SOFTWARE,
          files,
          differing,
          List.of(
              "%s planned it, and this is %s: reproduce it with that version."
                  .formatted(planned, here)));
    }
    return new Reproduction(
        Result.DIFFERENT,
        files,
        differing,
        List.of(
            "SHA-256 of the whole is %s now. All sources are what they were by ETag, size and time."
                .formatted(delivery.file().sha256())));
  }

  private static FileFacts facts(ReproducedProvenance provenance) {
    return provenance == null ? null : new FileFacts(provenance.bytes(), provenance.sha256());
  }
}
