package io.landfall.schedule;

import static io.landfall.schedule.SimulatedCluster.ms;
import static io.landfall.schedule.SimulatedCluster.seconds;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializers;
import io.landfall.export.UploadTarget;
import io.landfall.model.Priority;
import io.landfall.schedule.SimulatedCluster.Costs;
import io.landfall.schedule.SimulatedExport.Kind;
import io.landfall.worker.CoordinatorFootprintTest;
import io.landfall.worker.RenderCoordinator;
import io.landfall.worker.RenderFixture;
import io.landfall.worker.TileWorker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * How far one cluster goes: the real scheduler and task queue in virtual time with up to 1,000
 * workers and 1,000,000 tasks. Prints a table in Markdown; with an argument, into that file.
 */
final class ScaleSimulation {
  static final RenderSettings SETTINGS =
      new RenderSettings(
          1, 2, Duration.ofSeconds(1), Duration.ofSeconds(15), 3, Duration.ofMinutes(10), 1L << 40);

  /** Seconds of one processor that a task takes: as on job A, twice that for sources far away. */
  private static final double MEAN_MS = 5000;

  private static final double SPREAD = 0.4;

  /** How well the plan tells what a task takes. */
  private static final double SURPRISE = 0.3;

  /** One course of the simulation, in numbers. */
  record Outcome(
      int workers,
      int exports,
      long tasks,
      double makespan,
      double ideal,
      double messagesPerSecond,
      Map<Kind, Double> perSecond,
      double coreNanosPerMessage,
      long journalRows,
      double jain,
      double wasted) {
    double efficiency() {
      return ideal / makespan;
    }

    /** Returns the share of one processor that all coordinators took, with the cost of a kind. */
    double coordinatorShare(Map<Kind, Double> nanos) {
      double total = messagesPerSecond * coreNanosPerMessage;
      for (var kind : perSecond.entrySet()) {
        total += kind.getValue() * nanos.getOrDefault(kind.getKey(), 20_000.0);
      }
      return total / 1e9;
    }
  }

  private ScaleSimulation() {}

  /** Lognormal, one in a hundred five times as long. */
  static long runTime(long seed, int task) {
    var random = new Random(seed * 1_000_003 + task * 31L);
    random.nextInt();
    double time = MEAN_MS * Math.exp(SPREAD * random.nextGaussian() - SPREAD * SPREAD / 2);
    return ms((long) (random.nextInt(100) == 0 ? 5 * time : time));
  }

  /**
   * Simulates exports of as many tasks each; owner by owner in turn. One node in 20 is half as
   * fast.
   */
  static Outcome simulate(int workers, int exports, int owners, int tasks, Costs costs) {
    var cluster = new SimulatedCluster(7, SETTINGS, costs);
    cluster.surprise = SURPRISE;
    cluster.joinMany(workers, 1);
    double capacity = 0;
    for (SimulatedWorker worker : cluster.workers.values()) {
      worker.speed = worker.id % 20 == 19 ? 0.5 : 1;
      capacity += worker.speed;
    }
    double work = 0;
    for (int e = 0; e < exports; e++) {
      int seed = e;
      cluster.submit("owner " + e % owners, Priority.NORMAL, tasks, 1, r -> runTime(seed, r));
      for (int task = 0; task < tasks; task++) {
        work += seconds(runTime(seed, task));
      }
    }
    double ideal = work / capacity;
    double jain = fairness(cluster, ideal);
    if (!cluster.runUntil(cluster::isAllOver, ms(10_000_000_000L))) {
      throw new IllegalStateException("It does not end");
    }
    return outcome(cluster, workers, exports, (long) tasks * exports, ideal, jain);
  }

  /** Lets half of the time pass; returns how evenly owners were served in the second quarter. */
  private static double fairness(SimulatedCluster cluster, double ideal) {
    cluster.run(Duration.ofMillis((long) (250 * ideal)));
    Map<String, Long> before = cluster.rendered();
    cluster.run(Duration.ofMillis((long) (250 * ideal)));
    Map<String, Long> got = new HashMap<>(cluster.rendered());
    got.replaceAll((owner, nanos) -> nanos - before.get(owner));
    return SimulatedCluster.jain(got.values());
  }

  private static Outcome outcome(
      SimulatedCluster cluster, int workers, int exports, long tasks, double ideal, double jain) {
    double makespan =
        seconds(cluster.exports.stream().mapToLong(export -> export.doneAt).max().orElseThrow());
    Map<Kind, Double> perSecond = new EnumMap<>(Kind.class);
    long rows = 0;
    double wasted = 0;
    double rendered = 0;
    for (SimulatedExport export : cluster.exports) {
      for (Kind kind : Kind.values()) {
        perSecond.merge(kind, export.messages[kind.ordinal()] / makespan, Double::sum);
      }
      rows += export.journalRows;
      wasted += export.wasted;
      rendered += export.renderedNanos();
    }
    double all = perSecond.values().stream().mapToDouble(d -> d).sum();
    double core = cluster.coreNanos / (all * makespan);
    return new Outcome(
        workers,
        exports,
        tasks,
        makespan,
        ideal,
        all,
        perSecond,
        core,
        rows,
        jain,
        wasted / rendered);
  }

  /** Measures what it takes to serialize, or read, one message of each kind. */
  static Map<Kind, Double> serialization(int calls) {
    ActorTestKit akka = ActorTestKit.create();
    try {
      TestProbe<TileWorker.Command> worker = akka.createTestProbe();
      TestProbe<RenderCoordinator.Command> coordinator = akka.createTestProbe();
      var serialization = SerializationExtension.get(akka.system());
      var status =
          new QueueStatus(RenderFixture.ID, "somebody", Priority.NORMAL, 400, 4000, 200 << 20, 0);
      var order =
          new TaskAssignment(
              RenderFixture.ATTEMPT,
              "0".repeat(64),
              17,
              new UploadTarget.MultipartUpload("upload".repeat(10)));
      Map<Kind, Double> nanos = new EnumMap<>(Kind.class);
      nanos.put(
          Kind.PULL,
          reading(
              calls, serialization, new RenderCoordinator.PullTask(worker.getRef(), 4, 1, false)));
      nanos.put(
          Kind.HEARTBEAT,
          reading(
              calls,
              serialization,
              new RenderCoordinator.TasksInProgress(
                  worker.getRef(), List.of(new NodeTaskQueue.TaskProgress(17, 33)), 1, null)));
      nanos.put(
          Kind.DONE,
          reading(
              calls,
              serialization,
              new RenderCoordinator.TaskFinished(
                  worker.getRef(), CoordinatorFootprintTest.usual())));
      nanos.put(
          Kind.OFFER,
          writing(calls, serialization, new TileWorker.OfferTasks(status, coordinator.getRef())));
      nanos.put(
          Kind.LEASE,
          writing(
              calls, serialization, new TileWorker.LeaseTask(order, status, coordinator.getRef())));
      nanos.put(
          Kind.NO_WORK,
          writing(
              calls, serialization, new TileWorker.NoTaskAvailable(status, coordinator.getRef())));
      nanos.put(
          Kind.SEEN,
          writing(calls, serialization, new TileWorker.TaskAcked(RenderFixture.ATTEMPT, 17)));
      return nanos;
    } finally {
      akka.shutdownTestKit();
    }
  }

  private static double writing(int calls, Serialization serialization, Object message) {
    return perCall(calls, () -> serialization.serialize(message).get());
  }

  private static double reading(int calls, Serialization serialization, Object message) {
    byte[] bytes = serialization.serialize(message).get();
    var serializer = serialization.findSerializerFor(message);
    String manifest = Serializers.manifestFor(serializer, message);
    return perCall(
        calls, () -> serialization.deserialize(bytes, serializer.identifier(), manifest).get());
  }

  private static double perCall(int calls, Runnable call) {
    double best = Double.MAX_VALUE;
    for (int round = 0; round < 6; round++) {
      long before = System.nanoTime();
      for (int i = 0; i < calls; i++) {
        call.run();
      }
      best = Math.min(best, (System.nanoTime() - before) / (double) calls);
    }
    return best;
  }

  /** Simulates it all; with an argument, writes the tables there. */
  public static void main(String[] args) throws Exception {
    Map<Kind, Double> nanos = serialization(20_000);
    List<String> lines = new ArrayList<>();
    lines.add("| message | µs to write or read |");
    lines.add("| --- | --- |");
    nanos.forEach(
        (kind, n) ->
            lines.add(format("| %s | %.1f |", kind.name().toLowerCase(Locale.ROOT), n / 1e3)));
    lines.add("");
    lines.add(
        "| workers | exports | owners | tasks | makespan s | ideal s | efficiency | messages/s | a"
            + " worker | core ns/message | % of a core per 100 workers | journal rows/s | Jain |"
            + " wasted |");
    lines.add("|" + " --- |".repeat(14));
    int[][] courses = {
      {1, 1, 1, 2_000},
      {10, 1, 1, 20_000},
      {100, 1, 1, 4_900},
      {500, 1, 1, 4_900},
      {1000, 1, 1, 4_900},
      {500, 200, 50, 200},
      {500, 20, 5, 4_900},
      {1000, 20, 5, 4_900},
      {500, 1000, 100, 100},
      {100, 1, 1, 200_000},
      {500, 1, 1, 1_000_000},
      {1000, 1, 1, 1_000_000},
    };
    for (int[] course : courses) {
      var outcome = simulate(course[0], course[1], course[2], course[3], Costs.USUAL);
      lines.add(row(outcome, course[2], nanos));
      System.out.println(lines.get(lines.size() - 1));
    }
    String text = String.join("\n", lines) + "\n";
    System.out.println(text);
    if (args.length > 0) {
      Files.writeString(Path.of(args[0]), text);
    }
  }

  private static String row(Outcome o, int owners, Map<Kind, Double> nanos) {
    return format(
        "| %,d | %,d | %d | %,d | %,.0f | %,.0f | %.3f | %,.0f | %.1f | %,.0f | %.2f | %.0f | %.4f"
            + " | %.3f |",
        o.workers(),
        o.exports(),
        owners,
        o.tasks(),
        o.makespan(),
        o.ideal(),
        o.efficiency(),
        o.messagesPerSecond(),
        o.messagesPerSecond() / o.workers(),
        o.coreNanosPerMessage(),
        100 * o.coordinatorShare(nanos) * 100 / Math.max(100, o.workers()),
        o.journalRows() / o.makespan(),
        o.jain(),
        o.wasted());
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, Arrays.copyOf(values, values.length));
  }
}
