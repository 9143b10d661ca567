package io.landfall.worker;

import io.landfall.model.StoredPart;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.PlannedTask;
import io.landfall.model.plan.StoredTask;
import io.landfall.raster.cog.HeaderBuilder;
import io.landfall.raster.cog.RenderedTask;
import io.landfall.store.UploadBody;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * Renders a plan into a local file, of the same parts as the file that workers put together in the
 * store: what is rendered, filled up and laid out is the same code. In memory are as many tasks as
 * are rendered at a time, and the lengths of all tiles. Blocking.
 */
public final class FileReproduction {
  private final TaskExecutor executor;
  private final int threads;

  /**
   * Makes one.
   *
   * @param threads that render, a task each
   */
  public FileReproduction(TaskExecutor executor, int threads) {
    this.executor = executor;
    this.threads = threads;
  }

  /**
   * A file that was rendered again.
   *
   * @param sha256 of its bytes, in hexadecimal
   * @param parts in the order of the file, as they would be in the store; without ETags
   * @param provenance the raster of scene numbers; {@code null}: none goes with it
   */
  public record ReproducedFile(
      long bytes, String sha256, List<StoredPart> parts, ReproducedProvenance provenance) {
    public ReproducedFile {
      parts = List.copyOf(parts);
    }
  }

  /**
   * A raster of scene numbers that was made again.
   *
   * @param sha256 of its bytes, in hexadecimal
   */
  public record ReproducedProvenance(long bytes, String sha256) {}

  /**
   * Renders a plan.
   *
   * @param folder for scratch files of the size of the whole; they stay there, and so does the
   *     raster of scene numbers, as {@link #provenance}
   * @param file to be made, which is not there yet
   * @param tasksDone is told after each task how many are done
   * @throws io.landfall.model.ExportFailure if the sources cannot be read, or are not those that
   *     the plan pins
   */
  public ReproducedFile render(ExportPlan plan, Path folder, Path file, IntConsumer tasksDone)
      throws IOException {
    try (PartsOnDisk whole = PartsOnDisk.create(file);
        ProvenanceOnDisk provenance =
            plan.provenance() ? ProvenanceOnDisk.create(executor, plan, folder) : null) {
      List<StoredPart> parts =
          plan.layout().singleObject()
              ? List.of(single(plan, whole, provenance))
              : parts(plan, folder, whole, provenance, tasksDone);
      return new ReproducedFile(
          whole.bytes(), whole.sha256(), parts, provenance == null ? null : provenance.complete());
    }
  }

  /** Returns where the raster of scene numbers is in a folder for scratch files. */
  public static Path provenance(Path folder) {
    return folder.resolve("provenance");
  }

  private StoredPart single(ExportPlan plan, PartsOnDisk whole, ProvenanceOnDisk provenance)
      throws IOException {
    RenderedTask task = executor.render(plan, plan.layout().tasks().get(0), tiles -> {});
    if (provenance != null) {
      provenance.add(0, task.provenance());
    }
    return whole.add(PartNumbers.HEADER, new UploadBody(executor.wholeFile(plan, task), 0));
  }

  private List<StoredPart> parts(
      ExportPlan plan,
      Path folder,
      PartsOnDisk whole,
      ProvenanceOnDisk provenance,
      IntConsumer tasksDone)
      throws IOException {
    List<StoredTask> tasks = new ArrayList<>();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (PartsOnDisk overviews = PartsOnDisk.create(folder.resolve("overviews"));
        PartsOnDisk full = PartsOnDisk.create(folder.resolve("full"));
        HeaderBuilder header = executor.header(plan)) {
      Deque<Future<RenderedTask>> underWay = new ArrayDeque<>();
      int count = plan.layout().tasks().size();
      int begun = 0;
      for (int index = 0; index < count; index++) {
        for (; begun < count && underWay.size() < threads; begun++) {
          PlannedTask next = plan.layout().tasks().get(begun);
          underWay.add(pool.submit(() -> executor.render(plan, next, tiles -> {})));
        }
        RenderedTask rendered = get(underWay.remove());
        header.addTask(rendered.topOverviews());
        tasks.add(store(plan, index, rendered, overviews, full));
        if (provenance != null) {
          provenance.add(index, rendered.provenance());
        }
        tasksDone.accept(index + 1);
      }
      UploadBody rest = HeaderUpload.body(header.assemble(tasks));
      boolean isLast = PartNumbers.isHeaderLast(plan);
      StoredPart first = isLast ? null : whole.add(PartNumbers.HEADER, rest);
      whole.addAll(overviews);
      whole.addAll(full);
      return inOrder(isLast ? whole.add(PartNumbers.header(plan), rest) : first, tasks);
    } finally {
      pool.shutdownNow();
    }
  }

  private static StoredTask store(
      ExportPlan plan, int index, RenderedTask task, PartsOnDisk overviews, PartsOnDisk full)
      throws IOException {
    int tasks = plan.layout().tasks().size();
    return new StoredTask(
        index,
        task.shardChecksums() != null
            ? null
            : overviews.add(PartNumbers.overviews(index), TaskUpload.overviews(task)),
        full.add(PartNumbers.full(index, tasks), TaskUpload.full(plan, index, task)),
        task.tileLengths(),
        task.maskLengths(),
        task.scenes(),
        "",
        task.bandStatistics(),
        task.shardChecksums());
  }

  private static List<StoredPart> inOrder(StoredPart header, List<StoredTask> tasks) {
    List<StoredPart> parts = new ArrayList<>(List.of(header));
    tasks.forEach(task -> parts.addAll(task.parts()));
    parts.sort(Comparator.comparingInt(StoredPart::number));
    return parts;
  }

  private static RenderedTask get(Future<RenderedTask> rendered) {
    try {
      return rendered.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while tasks are rendered", e);
    }
  }

  /**
   * Returns the parts that are not what they were, in words.
   *
   * @param before in the order of the file
   */
  public static List<String> differences(List<StoredPart> before, List<StoredPart> now) {
    if (before.size() != now.size()) {
      return List.of("%d parts, which were %d".formatted(now.size(), before.size()));
    }
    List<String> different = new ArrayList<>();
    for (int i = 0; i < now.size(); i++) {
      StoredPart was = before.get(i);
      StoredPart is = now.get(i);
      if (was.bytes() != is.bytes() || !was.sha256().equals(is.sha256())) {
        different.add(
            now.get(0).number() == PartNumbers.HEADER
                ? name(i, now.size())
                : i == now.size() - 1 ? "the directory" : "task " + i);
      }
    }
    return different;
  }

  private static String name(int index, int parts) {
    int tasks = (parts - 1) / 2;
    return parts == 1
        ? "the whole file"
        : index == 0
            ? "the header"
            : index <= tasks ? "overviews of task " + (index - 1) : "task " + (index - 1 - tasks);
  }
}
