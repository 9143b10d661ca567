package io.landfall.simulation;

import io.landfall.simulation.SimFault.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What happens in one simulated run: everything that is left to chance comes from the seed, and
 * what goes wrong stands in a list that can be shortened and kept as text.
 *
 * @param exports the number of tasks of each export; 0: it is a single object
 * @param loss the probability that a message between nodes is lost
 */
record SimSchedule(
    long seed, int nodes, List<Integer> exports, double loss, List<SimFault> faults) {
  private static final List<String> CALLS =
      List.of(
          "open",
          "open",
          "put",
          "putPart",
          "complete",
          "complete",
          "complete",
          "find",
          "get",
          "list",
          "delete",
          "abort",
          "uploads",
          "user.open",
          "user.putPart",
          "user.complete",
          "user.complete",
          "user.find",
          "user.abort");
  private static final List<String> EVENTS =
      List.of(
          "Requested",
          "Planned",
          "UploadOpened",
          "TaskStored",
          "TaskStored",
          "CommitIntended",
          "CommitIntended",
          "ObjectStored",
          "DeliveryOpened",
          "DeliveryOpened",
          "Delivered",
          "DeliveryFailed",
          "DestinationsAdded",
          "Failed",
          "Canceled",
          "CleanedUp",
          "Retried");
  private static final List<String> MESSAGES =
      List.of(
          "AcceptPlan",
          "AcceptUpload",
          "AcceptTask",
          "AcceptHeader",
          "AcceptObject",
          "AcceptDelivery",
          "AcceptDeliverySession",
          "AcceptDeliveryFailure",
          "AcceptCleanUp",
          "AcceptFailure",
          "Reply",
          "Lease",
          "TaskFinished",
          "TaskAcked",
          "SubmitExport");
  private static final List<Kind> OF_NODE =
      List.of(Kind.CRASH, Kind.PAUSE, Kind.PAUSE, Kind.ISOLATE, Kind.MOVE);
  private static final List<Kind> WISHES =
      List.of(
          Kind.CANCEL,
          Kind.CANCEL,
          Kind.RETRY,
          Kind.RETRY,
          Kind.HOLD,
          Kind.RESUME,
          Kind.SUBMIT,
          Kind.DELIVER,
          Kind.REPRIORITIZE);
  private static final List<Integer> LENGTHS = List.of(800, 4_000, 20_000, 60_000);

  SimSchedule {
    exports = List.copyOf(exports);
    faults = List.copyOf(faults);
  }

  SimSchedule with(List<SimFault> other) {
    return new SimSchedule(seed, nodes, exports, loss, other);
  }

  SimSchedule withoutLoss() {
    return new SimSchedule(seed, nodes, exports, 0, faults);
  }

  /** Makes the schedule of a seed. */
  static SimSchedule of(long seed) {
    var random = new SplittableRandom(seed * 31 + 7);
    List<Integer> exports = new ArrayList<>();
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      int tasks = random.nextInt(5);
      exports.add(
          tasks > 0 && seed % 3 == 0 ? tasks + 4 : tasks); // enough to tell how long they take
    }
    List<SimFault> faults = new ArrayList<>();
    for (int i = 1 + random.nextInt(10); i > 0; i--) {
      faults.add(fault(random));
    }
    if (random.nextInt(3) == 0) {
      faults.addAll(race(random));
    }
    double loss = List.of(0.0, 0.0, 0.02, 0.1).get(random.nextInt(4));
    int nodes = 2 + random.nextInt(2);
    if (random.nextInt(6) == 0) {
      faults.addAll(frozenCommit(random));
    }
    return new SimSchedule(seed, nodes, exports, loss, faults);
  }

  private static SimFault fault(SplittableRandom random) {
    int length = pick(LENGTHS, random);
    int where = random.nextInt(100);
    if (where < 15) {
      Kind kind =
          pick(
              List.of(Kind.CRASH, Kind.PAUSE, Kind.ISOLATE, Kind.STORE_DOWN, Kind.JOURNAL_DOWN),
              random);
      return new SimFault(SimFault.TIME, random.nextInt(30_000), kind, random.nextInt(1_000) * 40);
    }
    if (where < 30) {
      return new SimFault(
          SimFault.TIME, random.nextInt(60_000), pick(WISHES, random), random.nextInt(2));
    }
    if (where < 60) {
      String point = "store." + pick(CALLS, random);
      Kind kind =
          pick(
              List.of(
                  Kind.LOSE,
                  Kind.LOSE_ANSWER,
                  Kind.LOSE_ANSWER,
                  Kind.FAIL,
                  Kind.LATE,
                  Kind.TWICE,
                  Kind.DAMAGE),
              random);
      return called(point, kind, length, random);
    }
    if (where < 80) {
      String point = "journal." + pick(EVENTS, random);
      Kind kind =
          pick(
              List.of(Kind.LOSE, Kind.LOSE_ANSWER, Kind.LOSE_ANSWER, Kind.FAIL, Kind.LATE), random);
      return called(point, kind, length, random);
    }
    Kind kind = pick(List.of(Kind.LOSE, Kind.LATE, Kind.TWICE), random);
    return called("message." + pick(MESSAGES, random), kind, length, random);
  }

  /** Two things at the same moment: something is held up, and meanwhile another thing is done. */
  private static List<SimFault> race(SplittableRandom random) {
    String point =
        pick(
            List.of(
                "store.complete",
                "store.complete",
                "store.complete",
                "store.open",
                "store.user.complete",
                "store.user.open",
                "journal.CommitIntended",
                "journal.TaskStored",
                "journal.Canceled",
                "journal.Failed"),
            random);
    Kind held = pick(List.of(Kind.LATE, Kind.LATE, Kind.PAUSE, Kind.LOSE_ANSWER), random);
    Kind meanwhile =
        pick(List.of(Kind.CANCEL, Kind.CANCEL, Kind.MOVE, Kind.ISOLATE, Kind.HOLD), random);
    String after = random.nextBoolean() ? ".done" : "";
    int wait = pick(List.of(20, 60, 150, 300, 20_000), random);
    return List.of(
        new SimFault(point, 1, held, wait),
        new SimFault(
            point + (held.isOfOneCall() ? "" : after),
            1,
            meanwhile,
            meanwhile.isWish() ? random.nextInt(2) : pick(LENGTHS, random)),
        new SimFault(SimFault.TIME, random.nextInt(40_000), Kind.RETRY, random.nextInt(2)));
  }

  /**
   * A node is frozen around a commit until another has taken over; the commit's answer is lost, the
   * store is away for a while, and somebody pauses an export and resumes it.
   */
  private static List<SimFault> frozenCommit(SplittableRandom random) {
    List<String> commits = List.of("store.complete", "store.user.complete");
    List<String> around =
        List.of("store.find", "store.user.find", "journal.CommitIntended", "journal.ObjectStored");
    String frozen = pick(random.nextBoolean() ? commits : around, random);
    String after = random.nextBoolean() ? ".done" : "";
    int paused = random.nextInt(20_000);
    int export = random.nextInt(2);
    return List.of(
        new SimFault(frozen + after, 1 + random.nextInt(3), Kind.PAUSE, pick(LENGTHS, random)),
        new SimFault(pick(commits, random), 1 + random.nextInt(2), Kind.LOSE_ANSWER, 0),
        new SimFault(
            SimFault.TIME, random.nextInt(20_000), Kind.STORE_DOWN, 1_000 + random.nextInt(9_000)),
        new SimFault(SimFault.TIME, paused, Kind.HOLD, export),
        new SimFault(SimFault.TIME, paused + random.nextInt(7_000), Kind.RESUME, export));
  }

  /** Either the call itself goes wrong, or its node or a user does something just then. */
  private static SimFault called(String point, Kind kind, int length, SplittableRandom random) {
    int occurrence = 1 + random.nextInt(random.nextInt(4) == 0 ? 8 : 2);
    int what = random.nextInt(10);
    boolean isMessage = point.startsWith("message.");
    String after = !isMessage && random.nextBoolean() ? ".done" : "";
    if (what < 5) {
      return new SimFault(point, occurrence, kind, length);
    }
    if (what < 8) {
      return new SimFault(point + after, occurrence, pick(OF_NODE, random), length);
    }
    return new SimFault(point + after, occurrence, pick(WISHES, random), random.nextInt(2));
  }

  private static <T> T pick(List<T> all, SplittableRandom random) {
    return all.get(random.nextInt(all.size()));
  }

  /** Reads what {@link #text} wrote. */
  static SimSchedule parse(String text) {
    List<String> lines =
        text.lines().map(String::strip).filter(l -> !l.isEmpty() && !l.startsWith("#")).toList();
    String[] head = lines.get(0).split("\\s+");
    return new SimSchedule(
        Long.parseLong(head[1]),
        Integer.parseInt(head[3]),
        Stream.of(head[5].split(",")).map(Integer::valueOf).toList(),
        Double.parseDouble(head[7]),
        lines.stream().skip(1).map(SimFault::parse).toList());
  }

  /** Returns the schedule as a small text. */
  String text() {
    return "seed %d nodes %d exports %s loss %s\n"
            .formatted(
                seed,
                nodes,
                exports.stream().map(String::valueOf).collect(Collectors.joining(",")),
                loss)
        + faults.stream().map(fault -> fault + "\n").collect(Collectors.joining());
  }
}
