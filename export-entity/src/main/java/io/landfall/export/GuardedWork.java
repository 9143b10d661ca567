package io.landfall.export;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportId;
import java.util.Objects;
import java.util.UUID;

/**
 * A piece of work of one export, of one estimate or of one map, that takes memory or native code
 * enough to end its node.
 *
 * @param name what it is, unique within its export, for people too: {@code "plan"}, {@code "task
 *     17"}
 */
public record GuardedWork(ExportId export, String name) {
  private static final String TASK = "task ";
  private static final String ESTIMATE = "estimate";
  private static final String MAP = "map";

  public GuardedWork {
    Objects.requireNonNull(export, "export");
    Objects.requireNonNull(name, "name");
  }

  /** Names the planning. */
  public static GuardedWork plan(ExportId export) {
    return new GuardedWork(export, "plan");
  }

  /**
   * Names an estimate.
   *
   * @param request stands for the export that is not begun: the same for the same request
   */
  public static GuardedWork estimate(UUID request) {
    return new GuardedWork(new ExportId(request), ESTIMATE);
  }

  /**
   * Names what a map shows: its plan, or its tiles.
   *
   * @param layer stands for the export that there is not: the same for the same map
   */
  public static GuardedWork map(UUID layer) {
    return new GuardedWork(new ExportId(layer), MAP);
  }

  /** Names the rendering of one task. */
  public static GuardedWork task(ExportId export, int task) {
    return new GuardedWork(export, TASK + task);
  }

  /** Names the header and the top overviews of the file. */
  public static GuardedWork header(ExportId export) {
    return new GuardedWork(export, "header");
  }

  /** Names the image for one destination. */
  public static GuardedWork image(ExportId export, int destination) {
    return new GuardedWork(export, "image for destination " + destination);
  }

  /** Names the sidecars for one destination. */
  public static GuardedWork sidecars(ExportId export, int destination) {
    return new GuardedWork(export, "sidecars for destination " + destination);
  }

  @Override
  public String toString() {
    return name + " of " + export;
  }

  /** Returns what it makes, for people: {@code "plan of export 0190..."}. */
  public String description() {
    return name.equals(ESTIMATE) || name.equals(MAP) ? name : name + " of export " + export;
  }

  /** Returns the code of an export that ends because of this work. */
  public ErrorCode poisonCode() {
    return name.startsWith(TASK) ? ErrorCode.POISON_TASK : ErrorCode.POISON_STEP;
  }
}
