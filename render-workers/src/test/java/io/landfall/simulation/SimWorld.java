package io.landfall.simulation;

import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import io.landfall.export.entity.EntityCommand;
import io.landfall.model.ExportId;
import io.landfall.store.UploadRules;
import io.landfall.worker.StepReports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A cluster in virtual time: nodes that come, go and stand still, messages between them, one
 * journal, one bucket, and a plan of faults.
 *
 * <p>A node that was silent for a while is taken for dead, and what lived there is started
 * elsewhere; when it was only stopped or cut off, its copy of an entity goes on for seconds.
 */
final class SimWorld {
  private static final Duration RECONCILE_INTERVAL = Duration.ofSeconds(60);
  static final Duration HAND_OVER = Duration.ofNanos(10_000);
  private static final Duration ASK_TIMEOUT = Duration.ofSeconds(5);

  private static final boolean IS_TRACED = Boolean.getBoolean("chaos.trace");

  final SimTime time;
  final SimGuard.Guards guards;
  final UploadRules uploadRules;
  final SimInvariants invariants;
  long copies; // tasks that were begun a second time
  final SimJournal journal;
  final SimBucket bucket;
  final SimDestinations.UserBucket userBucket = new SimDestinations.UserBucket();
  final List<SimNode> nodes = new ArrayList<>();
  final Map<ExportId, SimNode> homes = new LinkedHashMap<>();
  private final Map<String, Map<Integer, List<SimFault>>> faults = new HashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final double loss;
  private boolean isHealed;
  Consumer<SimFault> wishes = wish -> {};

  SimWorld(SimSchedule schedule, SimGuard.Guards guards, UploadRules uploadRules) {
    this.time = new SimTime(schedule.seed());
    this.guards = guards;
    this.uploadRules = uploadRules;
    this.loss = schedule.loss();
    this.invariants = new SimInvariants(this);
    this.journal = new SimJournal(this);
    this.bucket = new SimBucket(this);
    for (int i = 0; i < schedule.nodes(); i++) {
      SimNode node = new SimNode(this, i);
      nodes.add(node);
      join(node);
    }
    reconcile();
    for (SimFault fault : schedule.faults()) {
      if (fault.point().equals(SimFault.TIME)) {
        time.in(Duration.ofMillis(fault.occurrence()), () -> strike(fault, null, null));
      } else {
        faults
            .computeIfAbsent(fault.point(), point -> new HashMap<>())
            .computeIfAbsent(fault.occurrence(), occurrence -> new ArrayList<>())
            .add(fault);
      }
    }
  }

  /** Finds whose key it is. */
  static ExportId exportOf(String key) {
    return ExportId.parse(key.split("/")[1]);
  }

  /**
   * Tells that {@code node} is at {@code point}; what is planned for it there happens now, except
   * what concerns the call itself, which is returned; {@code null}: nothing.
   */
  SimFault hit(String point, SimNode node, ExportId id) {
    trace(point, node, id);
    var planned = faults.get(point);
    if (planned == null || isHealed) {
      return null;
    }
    SimFault ofCall = null;
    for (SimFault fault : planned.getOrDefault(counts.merge(point, 1, Integer::sum), List.of())) {
      if (fault.kind().isOfOneCall()) {
        ofCall = fault;
      } else {
        strike(fault, node, id);
      }
    }
    return ofCall;
  }

  private void trace(Object what, SimNode node, ExportId id) {
    if (IS_TRACED) {
      System.out.printf(
          "%10.3f %-4s %s %s%n",
          time.now() / 1e9,
          node == null ? "" : node.name(),
          what,
          id == null ? "" : id.toString().substring(14, 18));
    }
  }

  private void strike(SimFault fault, SimNode at, ExportId id) {
    if (isHealed) {
      return;
    }
    trace(fault, at, id);
    Duration amount = Duration.ofMillis(fault.amount());
    SimNode node = at != null ? at : nodes.get(fault.amount() / 40 % nodes.size());
    switch (fault.kind()) {
      case CRASH -> crash(node);
      case PAUSE -> {
        node.stopFor(amount);
        suspect(node);
      }
      case ISOLATE -> {
        node.isolateFor(amount);
        suspect(node);
      }
      case MOVE -> move(node);
      case STORE_DOWN -> bucket.failFor(amount);
      case JOURNAL_DOWN -> journal.failFor(amount);
      case SUBMIT, CANCEL, HOLD, RESUME, RETRY, REPRIORITIZE, DELIVER -> wishes.accept(fault);
      case LOSE, LOSE_ANSWER, FAIL, LATE, TWICE, DAMAGE ->
          throw new IllegalArgumentException("Cannot be by itself: " + fault);
    }
  }

  /** Ends all faults, for good. */
  void heal() {
    isHealed = true;
    journal.heal();
    bucket.heal();
    for (SimNode node : nodes) {
      node.heal();
      if (!node.isUp() || !node.isMember) {
        restart(node);
      }
    }
  }

  /** Wakes what has not ended, by the list of exports, which is a little behind. */
  private void reconcile() {
    time.in(
        RECONCILE_INTERVAL,
        () -> {
          List<SimNode> members = members().stream().filter(SimNode::isUp).toList();
          if (!members.isEmpty()) {
            SimNode node = members.get(time.random().nextInt(members.size()));
            invariants
                .unfinished()
                .forEach(id -> tell(node, id, new EntityCommand.GetSummary(null), reply -> {}));
          }
          reconcile();
        });
  }

  // ---- membership

  private void join(SimNode node) {
    List<ExportId> homeless =
        homes.keySet().stream().filter(id -> !homes.get(id).isMember).toList();
    node.start();
    node.isMember = true;
    homeless.forEach(this::rehome);
  }

  private void restart(SimNode node) {
    node.crash();
    remove(node);
    join(node);
  }

  List<SimNode> members() {
    return nodes.stream().filter(node -> node.isMember).toList();
  }

  void crash(SimNode node) {
    if (!node.isUp()) {
      return;
    }
    node.crash();
    suspect(node);
    time.in(
        Duration.ofMillis(time.random().nextInt(500, 30_000)),
        () -> {
          if (!node.isUp()) {
            restart(node);
          }
        });
  }

  /** The others look at a silent node for a while, then go on without it. */
  private void suspect(SimNode node) {
    String seen = node.name();
    time.in(
        Duration.ofMillis(time.random().nextInt(5_000, 12_000)),
        () -> {
          boolean isSame = seen.equals(node.name());
          if (isSame && (!node.isUp() || node.isStopped() || node.isIsolated())) {
            remove(node);
            leaveSoon(node, seen);
          }
        });
  }

  private void remove(SimNode node) {
    if (!node.isMember) {
      return;
    }
    node.homes.clear();
    homes.forEach((id, home) -> node.homes.put(id, home.index));
    node.isMember = false;
    for (var home : homes.entrySet()) {
      if (home.getValue() == node) {
        rehome(home.getKey());
      }
    }
    int last = node.life();
    up().filter(other -> other != node)
        .forEach(other -> other.schedule(time.latency(), () -> other.lost(node, last)));
  }

  /** A node that hears that the others went on without it ends, but not at once. */
  private void leaveSoon(SimNode node, String seen) {
    Duration wait = Duration.ofMillis(time.random().nextInt(200, 8_000));
    node.schedule(
        wait,
        () -> {
          if (node.isIsolated() && time.chance(0.7)) {
            leaveSoon(node, seen);
          } else if (seen.equals(node.name()) && !node.isMember) {
            crash(node);
          }
        });
  }

  private void move(SimNode node) {
    for (var home : homes.entrySet()) {
      if (home.getValue() == node && node.isMember && node.isUp()) {
        SimEntity copy = node.entities.remove(home.getKey());
        if (copy != null) {
          copy.stop();
        }
        rehome(home.getKey());
      }
    }
  }

  private void rehome(ExportId id) {
    List<SimNode> members = members();
    if (members.isEmpty()) {
      return;
    }
    SimNode next = members.get(time.random().nextInt(members.size()));
    homes.put(id, next);
    next.schedule( // remembered entities start by themselves
        time.latency(),
        () -> {
          if (home(next, id) == next) {
            next.entity(id);
          }
        });
  }

  private SimNode home(SimNode seenBy, ExportId id) {
    if (!seenBy.isMember) {
      return nodes.get(seenBy.homes.getOrDefault(id, seenBy.index));
    }
    SimNode home = homes.get(id);
    if (home == null || !home.isMember) {
      rehome(id);
    }
    return homes.get(id);
  }

  // ---- messages

  /** Sends a message; it may be late, lost, or come twice. */
  void send(SimNode from, SimNode to, String name, ExportId id, Runnable arrival) {
    SimFault fault = hit("message." + name, from, id);
    SimFault.Kind kind = fault == null ? null : fault.kind();
    boolean isLocal = from == to;
    if (kind == SimFault.Kind.LOSE || !isLocal && !isHealed && time.chance(loss)) {
      return;
    }
    int copies = kind == SimFault.Kind.TWICE || !isHealed && time.chance(loss / 2) ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      Duration late =
          kind == SimFault.Kind.LATE || i == 1 && fault != null
              ? Duration.ofMillis(fault.amount())
              : Duration.ZERO;
      time.in(
          late.plus(isLocal ? HAND_OVER : time.latency()),
          () -> {
            if (isLocal || !from.isIsolated() && !to.isIsolated()) {
              to.schedule(Duration.ZERO, arrival);
            }
          });
    }
  }

  /** Tells the entity, wherever {@code from} believes it is. */
  void tell(SimNode from, ExportId id, EntityCommand command, Consumer<StatusReply<?>> reply) {
    SimNode home = home(from, id);
    if (home == null) {
      return;
    }
    send(
        from,
        home,
        command.getClass().getSimpleName(),
        id,
        () -> {
          SimNode now = home(home, id);
          if (now != home && now != null) {
            tell(home, id, command, reply);
            return;
          }
          home.entity(id)
              .tell(command, answer -> send(home, from, "Reply", id, () -> reply.accept(answer)));
        });
  }

  @SuppressWarnings("unchecked")
  <T> CompletionStage<T> ask(
      SimNode from, ExportId id, Function<ActorRef<StatusReply<T>>, EntityCommand> command) {
    var answer = new CompletableFuture<T>();
    from.schedule(ASK_TIMEOUT, () -> answer.completeExceptionally(new TimeoutException("silence")));
    tell(
        from,
        id,
        command.apply(null),
        reply -> {
          if (reply.isSuccess()) {
            answer.complete((T) reply.getValue());
          } else {
            answer.completeExceptionally(reply.getError());
          }
        });
    return answer;
  }

  /** The way from the steps of a node to an entity. */
  StepReports.EntityConnection line(SimNode from, ExportId id) {
    return new StepReports.EntityConnection() {
      @Override
      public <T> CompletionStage<T> ask(Function<ActorRef<StatusReply<T>>, EntityCommand> command) {
        return SimWorld.this.ask(from, id, command);
      }

      @Override
      public void tell(EntityCommand command) {
        SimWorld.this.tell(from, id, command, reply -> {});
      }
    };
  }

  Stream<SimNode> up() {
    return nodes.stream().filter(SimNode::isUp);
  }
}
