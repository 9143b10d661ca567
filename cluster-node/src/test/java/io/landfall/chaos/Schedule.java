package io.landfall.chaos;

import io.landfall.chaos.ReferenceExports.ExportKind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * What is asked for and what goes wrong meanwhile; all of it follows from the seed.
 *
 * @param kinds of the exports, in the order of their submission
 */
record Schedule(long seed, List<ExportKind> kinds, List<Fault> faults, List<ClientAction> actions) {
  /** Where a node can be held right before or after what cannot be undone. */
  private static final List<String> FAILPOINTS =
      List.of(
          "api.submit.before",
          "api.submit.after",
          "entity.plan.after",
          "entity.openUpload.before",
          "entity.render.before",
          "entity.commit.before",
          "entity.deliver.before",
          "entity.deliver.after",
          "entity.cleanUp.before",
          "worker.render.before",
          "worker.render.after",
          "store.openUpload.before",
          "store.openUpload.after",
          "store.putPart.before",
          "store.putPart.after",
          "store.put.before",
          "store.put.after",
          "store.complete.before",
          "store.complete.after",
          "store.abort.before",
          "store.delete.before");

  private static final List<FaultInjector> TIMED_INJECTORS = List.of(FaultInjector.values());

  /** What makes sense to the very node that waits at a failpoint. */
  private static final List<FaultInjector> AT_FAILPOINTS =
      List.of(
          FaultInjector.KILL,
          FaultInjector.KILL,
          FaultInjector.STOP_8,
          FaultInjector.STOP_20,
          FaultInjector.STOP_20,
          FaultInjector.TERM,
          FaultInjector.PARTITION,
          FaultInjector.ONE_WAY,
          FaultInjector.PG_CUT,
          FaultInjector.PG_KILL,
          FaultInjector.KILL_CONTROLS,
          FaultInjector.S3_LOST_ANSWER,
          FaultInjector.CANCEL);

  /**
   * One thing that goes wrong.
   *
   * @param failpoint the failpoint, or {@code null}: at a time
   * @param occurrenceOrMillis the occurrence at the failpoint, or milliseconds
   * @param node it happens to, where no failpoint says so
   * @param export it is about, by index
   */
  record Fault(
      FaultInjector injector, String failpoint, int occurrenceOrMillis, int node, int export) {
    @Override
    public String toString() {
      return failpoint == null
          ? "%s@%.1fs/n%d".formatted(injector, occurrenceOrMillis / 1000.0, node)
          : "%s@%s#%d".formatted(injector, failpoint, occurrenceOrMillis);
    }
  }

  /**
   * One thing that the client does beside submitting: {@code duplicate}, {@code cancel}, ...
   *
   * @param isAfterFault whether {@code atMillis} count from the first fault on
   */
  record ClientAction(String action, int atMillis, int export, boolean isAfterFault) {
    ClientAction(String action, int atMillis, int export) {
      this(action, atMillis, export, false);
    }

    /** Whether it is one of those who halt an export, let it go on or end it. */
    boolean isSteering() {
      return !action.equals("duplicate");
    }

    @Override
    public String toString() {
      return "%s@%.1fs".formatted(action, atMillis / 1000.0);
    }
  }

  /** Draws a schedule. */
  static Schedule of(long seed, boolean canPartition) {
    var random = new SplittableRandom(seed);
    List<ExportKind> kinds = new ArrayList<>();
    kinds.add(ExportKind.MOSAIC);
    kinds.add(ExportKind.NDVI);
    for (int i = random.nextInt(3); i > 0; i--) {
      kinds.add(ExportKind.DRAWN.get(random.nextInt(ExportKind.DRAWN.size())));
    }
    List<Fault> faults = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      faults.add(drawFault(random, kinds.size(), canPartition));
    }
    List<ClientAction> actions = new ArrayList<>();
    if (random.nextInt(2) == 0) {
      actions.add(
          new ClientAction("duplicate", random.nextInt(12_000), random.nextInt(kinds.size())));
    }
    switch (random.nextInt(5)) {
      case 0 ->
          actions.add(
              new ClientAction("cancel", random.nextInt(6_000), random.nextInt(kinds.size())));
      case 1 -> {
        int export = random.nextInt(kinds.size());
        int at = random.nextInt(6_000);
        actions.add(new ClientAction("pause", at, export));
        actions.add(new ClientAction("resume", at + 1_000 + random.nextInt(6_000), export));
      }
      default -> {}
    }
    return new Schedule(seed, List.copyOf(kinds), List.copyOf(faults), List.copyOf(actions));
  }

  private static Fault drawFault(SplittableRandom random, int exports, boolean canPartition) {
    int export = random.nextInt(exports);
    int node = 1 + random.nextInt(ChaosCluster.NODES);
    boolean atFailpoint = random.nextInt(2) == 0;
    String failpoint = FAILPOINTS.get(random.nextInt(FAILPOINTS.size()));
    int occurrence = 1 + random.nextInt(6);
    int millis = random.nextInt(7_000);
    List<FaultInjector> all =
        (atFailpoint ? AT_FAILPOINTS : TIMED_INJECTORS)
            .stream().filter(injector -> canPartition || !injector.needsNamespaces()).toList();
    FaultInjector injector = all.get(random.nextInt(all.size()));
    return new Fault(
        injector, atFailpoint ? failpoint : null, atFailpoint ? occurrence : millis, node, export);
  }

  /**
   * Returns the actions of each client in turn. Who resumes an export has waited until it was
   * paused: asked for at once, on two connections, either may come last.
   */
  List<List<ClientAction>> actionsByClient() {
    var byClient = actions.stream().collect(Collectors.partitioningBy(ClientAction::isSteering));
    return List.of(byClient.get(true), byClient.get(false));
  }

  boolean mayFailExports() {
    return faults.stream().anyMatch(fault -> fault.injector().mayFailExports());
  }

  boolean makesStaleCopies() {
    return faults.stream().anyMatch(fault -> fault.injector().makesStaleCopies());
  }

  /** Returns what goes wrong, in one word each. */
  String faultNames() {
    return java.util.stream.Stream.concat(faults.stream(), actions.stream())
        .map(Object::toString)
        .collect(Collectors.joining(","));
  }
}
