package io.landfall.schedule;

import io.landfall.model.ExportId;
import io.landfall.model.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.IntToLongFunction;

/**
 * A cluster in virtual time: the real schedulers and task queues, with messages that take a while
 * between them and workers that share their processors among their tasks. The same seed gives the
 * same course, except for the measured {@link #coreNanos}.
 */
final class SimulatedCluster {
  /**
   * What things take, in nanoseconds.
   *
   * @param network of a message, one way
   * @param upload of a task, beside the next
   * @param journal of a result; an export's are journalled one after the other
   * @param service of one message, in or out, at a coordinator, which handles one at a time
   */
  record Costs(long network, long upload, long journal, long service) {
    static final Costs USUAL = new Costs(ms(1), ms(400), ms(5), 20_000);
  }

  private record Event(long at, long serial, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(serial, other.serial);
    }
  }

  final Random random;
  final Map<Integer, SimulatedWorker> workers = new TreeMap<>();
  final List<SimulatedExport> exports = new ArrayList<>();
  final Costs costs;
  final RenderSettings settings;
  long now = 1;
  long coreNanos;
  long coreCalls;
  int open;

  /** By what factor the expected costs of tasks are wrong: the spread of its logarithm. */
  double surprise;

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long serial;
  private int nextWorker;
  private long idTime = 1_700_000_000_000L;

  SimulatedCluster(long seed, RenderSettings settings, Costs costs) {
    this.random = new Random(seed);
    this.settings = settings;
    this.costs = costs;
  }

  static long ms(long milliseconds) {
    return Duration.ofMillis(milliseconds).toNanos();
  }

  static double seconds(long nanos) {
    return nanos / 1e9;
  }

  void after(long delay, Runnable what) {
    events.add(new Event(now + delay, serial++, what));
  }

  /** Lets time pass until {@code isOver}, or for {@code most} nanoseconds; tells whether it is. */
  boolean runUntil(BooleanSupplier isOver, long most) {
    long end = now + most;
    while (!isOver.getAsBoolean()) {
      if (events.isEmpty() || events.peek().at() > end) {
        return false;
      }
      Event event = events.poll();
      now = event.at();
      event.what().run();
    }
    return true;
  }

  void run(Duration time) {
    long end = now + time.toNanos();
    runUntil(() -> false, time.toNanos());
    now = end;
  }

  SimulatedWorker join(int slots, long memory) {
    return join(slots, memory, "node-" + nextWorker);
  }

  SimulatedWorker join(int slots, long memory, String node) {
    var worker = new SimulatedWorker(this, nextWorker++, node, slots, memory);
    workers.put(worker.id, worker);
    listAgain();
    return worker;
  }

  void joinMany(int count, int slots) {
    for (int i = 0; i < count; i++) {
      var worker = new SimulatedWorker(this, nextWorker, "node-" + nextWorker, slots, 1L << 40);
      workers.put(nextWorker++, worker);
    }
    listAgain();
  }

  /** The receptionist tells of a change within a second. */
  void listAgain() {
    for (SimulatedExport export : exports) {
      after(random.nextInt((int) ms(1000)), export::list);
    }
  }

  Set<Integer> listed() {
    Set<Integer> listed = new TreeSet<>();
    workers.values().stream().filter(w -> w.isListed).forEach(w -> listed.add(w.id));
    return listed;
  }

  /** Returns what the plan tells of the tasks of an export. */
  List<ExpectedTask> expected(int tasks, IntToLongFunction workOfTask) {
    List<ExpectedTask> expected = new ArrayList<>();
    for (int task = 0; task < tasks; task++) {
      double wrong = Math.exp(surprise * new Random(task * 7919L + 1).nextGaussian());
      long cost = (long) Math.max(1, Math.min(ms(1_000_000), workOfTask.applyAsLong(task)) * wrong);
      expected.add(new ExpectedTask(SimulatedExport.TILES_PER_TASK, cost));
    }
    return expected;
  }

  /** Submits an export. */
  SimulatedExport submit(
      String owner, Priority priority, int tasks, long taskBytes, IntToLongFunction workOfTask) {
    idTime += 1;
    var id =
        ExportId.parse("%08x-%04x-7000-8000-000000000000".formatted(idTime >> 16, idTime & 0xffff));
    var export =
        new SimulatedExport(
            this, exports.size(), id, owner, priority, tasks, taskBytes, workOfTask);
    exports.add(export);
    open++;
    after(0, export::begin);
    return export;
  }

  SimulatedExport submit(String owner, int tasks, IntToLongFunction workOfTask) {
    return submit(owner, Priority.NORMAL, tasks, 1 << 20, workOfTask);
  }

  boolean isAllOver() {
    return open == 0;
  }

  /** Returns what the owners got of the processors so far, in nanoseconds. */
  Map<String, Long> rendered() {
    Map<String, Long> rendered = new LinkedHashMap<>();
    exports.forEach(export -> rendered.merge(export.owner, export.renderedNanos(), Long::sum));
    return rendered;
  }

  /** Returns Jain's index of fairness: 1 if all have the same, 1/n if one has all. */
  static double jain(Iterable<? extends Number> shares) {
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (Number share : shares) {
      sum += share.doubleValue();
      squares += share.doubleValue() * share.doubleValue();
      count++;
    }
    return sum * sum / (count * squares);
  }

  /** A worker that ends without a word is declared dead after this time. */
  static final long NOTICED_AFTER = ms(10_000);

  /** How a task fails. */
  enum Fault {
    NONE,
    FAILS,
    KILLS
  }
}
