package io.landfall.chaos;

import io.landfall.chaos.Requests.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * What is asked for and what goes wrong meanwhile; all of it follows from the seed.
 *
 * @param kinds of the exports, in the order of their submission
 */
record Schedule(long seed, List<Kind> kinds, List<Fault> faults, List<Act> acts) {
  /** Where a node can be held right before or after what cannot be undone. */
  private static final List<String> POINTS =
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

  private static final List<Nemesis> ANYWHERE = List.of(Nemesis.values());

  /** What makes sense to the very node that waits at a barrier. */
  private static final List<Nemesis> AT_BARRIERS =
      List.of(
          Nemesis.KILL,
          Nemesis.KILL,
          Nemesis.STOP_8,
          Nemesis.STOP_20,
          Nemesis.STOP_20,
          Nemesis.TERM,
          Nemesis.PARTITION,
          Nemesis.ONE_WAY,
          Nemesis.PG_CUT,
          Nemesis.PG_KILL,
          Nemesis.KILL_CONTROLS,
          Nemesis.S3_LOST_ANSWER,
          Nemesis.CANCEL);

  /**
   * One thing that goes wrong.
   *
   * @param point the barrier, or {@code null}: at a time
   * @param when the occurrence at the barrier, or milliseconds
   * @param node it happens to, where no barrier says so
   * @param export it is about, by index
   */
  record Fault(Nemesis nemesis, String point, int when, int node, int export) {
    @Override
    public String toString() {
      return point == null
          ? "%s@%.1fs/n%d".formatted(nemesis, when / 1000.0, node)
          : "%s@%s#%d".formatted(nemesis, point, when);
    }
  }

  /** One thing that the client does beside submitting: {@code duplicate}, {@code cancel}, ... */
  record Act(String what, int atMillis, int export) {
    @Override
    public String toString() {
      return "%s@%.1fs".formatted(what, atMillis / 1000.0);
    }
  }

  /** Draws a schedule. */
  static Schedule of(long seed, boolean canCut) {
    var random = new SplittableRandom(seed);
    List<Kind> kinds = new ArrayList<>();
    kinds.add(Kind.MOSAIC);
    kinds.add(Kind.NDVI);
    for (int i = random.nextInt(3); i > 0; i--) {
      kinds.add(Kind.values()[random.nextInt(Kind.values().length)]);
    }
    List<Fault> faults = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      faults.add(fault(random, kinds.size(), canCut));
    }
    List<Act> acts = new ArrayList<>();
    if (random.nextInt(2) == 0) {
      acts.add(new Act("duplicate", random.nextInt(12_000), random.nextInt(kinds.size())));
    }
    switch (random.nextInt(5)) {
      case 0 -> acts.add(new Act("cancel", random.nextInt(6_000), random.nextInt(kinds.size())));
      case 1 -> {
        int export = random.nextInt(kinds.size());
        int at = random.nextInt(6_000);
        acts.add(new Act("pause", at, export));
        acts.add(new Act("resume", at + 1_000 + random.nextInt(6_000), export));
      }
      default -> {}
    }
    return new Schedule(seed, List.copyOf(kinds), List.copyOf(faults), List.copyOf(acts));
  }

  private static Fault fault(SplittableRandom random, int exports, boolean canCut) {
    int export = random.nextInt(exports);
    int node = 1 + random.nextInt(ChaosCluster.NODES);
    boolean atBarrier = random.nextInt(2) == 0;
    String point = POINTS.get(random.nextInt(POINTS.size()));
    int occurrence = 1 + random.nextInt(6);
    int millis = random.nextInt(7_000);
    List<Nemesis> all =
        (atBarrier ? AT_BARRIERS : ANYWHERE)
            .stream().filter(nemesis -> canCut || !nemesis.isCut()).toList();
    Nemesis nemesis = all.get(random.nextInt(all.size()));
    return new Fault(
        nemesis, atBarrier ? point : null, atBarrier ? occurrence : millis, node, export);
  }

  boolean mayFailExports() {
    return faults.stream().anyMatch(fault -> fault.nemesis().mayFailExports());
  }

  boolean makesStaleCopies() {
    return faults.stream().anyMatch(fault -> fault.nemesis().makesStaleCopies());
  }

  /** Returns what goes wrong, in one word each. */
  String faultNames() {
    return java.util.stream.Stream.concat(faults.stream(), acts.stream())
        .map(Object::toString)
        .collect(Collectors.joining(","));
  }
}
