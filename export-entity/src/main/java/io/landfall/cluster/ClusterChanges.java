package io.landfall.cluster;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.Member;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import akka.pattern.Patterns;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Whether nodes of a role come or go, or this one has just come to others. What lives on them moves
 * meanwhile and some time after, and answers late. A node that ends in order says so before it
 * hands over what it has, which is before the cluster is told that it leaves. One that is
 * unreachable has not gone until it is removed, and one that is alone moves nothing. Safe for any
 * thread.
 */
public final class ClusterChanges {
  /** After a change, what has moved starts anew on other nodes. */
  static final Duration SETTLING = Duration.ofSeconds(10);

  /** How long a node that ends waits for others to hear of it. */
  private static final Duration NOTICE = Duration.ofMillis(300);

  private final LongSupplier nanoTime;
  private volatile Long lastNanos;

  /** Makes one that hears of changes by {@link #note} alone. */
  public ClusterChanges(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Begins to look after the nodes of {@code role}; to be called once, on every node. */
  public static ClusterChanges watch(ActorSystem<?> system, String role) {
    var changes = new ClusterChanges(System::nanoTime);
    boolean hasRole = Cluster.get(system).selfMember().hasRole(role);
    ActorRef<Command> watcher =
        system.systemActorOf(
            Behaviors.<Command>setup(context -> new Watcher(context, changes, role, hasRole)),
            "cluster-changes-" + role,
            Props.empty());
    if (hasRole) {
      CoordinatedShutdown.get(system)
          .addTask(
              CoordinatedShutdown.PhaseBeforeServiceUnbind(),
              "tell-others",
              () -> tellOthers(system, watcher));
    }
    return changes;
  }

  private static CompletionStage<Done> tellOthers(
      ActorSystem<?> system, ActorRef<Command> watcher) {
    watcher.tell(Leave.LEAVE);
    return isAlone(system)
        ? CompletableFuture.completedStage(Done.getInstance())
        : Patterns.after(
            NOTICE, system, () -> CompletableFuture.completedStage(Done.getInstance()));
  }

  private static boolean isAlone(ActorSystem<?> system) {
    return !Cluster.get(system).state().members().exists(member -> !isSelf(system, member));
  }

  private static boolean isSelf(ActorSystem<?> system, Member member) {
    return member.uniqueAddress().equals(Cluster.get(system).selfMember().uniqueAddress());
  }

  /** A node has come or gone, or is about to. */
  public void note() {
    lastNanos = nanoTime.getAsLong();
  }

  /** Tells whether a node comes or goes, or has done so less than ten seconds ago. */
  public boolean areUnderWay() {
    Long last = lastNanos;
    return last != null && nanoTime.getAsLong() - last < SETTLING.toNanos();
  }

  private sealed interface Command {}

  private enum Leave implements Command {
    LEAVE
  }

  private record MemberChanged(Member member) implements Command {}

  private record Listed(Set<ActorRef<Command>> watchers) implements Command {}

  private static final class Watcher extends AbstractBehavior<Command> {
    private final ClusterChanges changes;
    private final String role;
    private final ServiceKey<Command> key;
    private Set<ActorRef<Command>> others = Set.of();

    Watcher(ActorContext<Command> context, ClusterChanges changes, String role, boolean hasRole) {
      super(context);
      this.changes = changes;
      this.role = role;
      key = ServiceKey.create(Command.class, "nodes-" + role);
      Cluster.get(context.getSystem())
          .subscriptions()
          .tell(
              Subscribe.create(
                  context.messageAdapter(
                      MemberEvent.class, event -> new MemberChanged(event.member())),
                  MemberEvent.class));
      ActorRef<Receptionist.Command> receptionist = receptionist();
      receptionist.tell(
          Receptionist.subscribe(
              key,
              context.messageAdapter(
                  Receptionist.Listing.class,
                  listing -> new Listed(listing.getServiceInstances(key)))));
      if (hasRole) {
        receptionist.tell(Receptionist.register(key, context.getSelf()));
      }
    }

    @Override
    public Receive<Command> createReceive() {
      return newReceiveBuilder()
          .onMessage(MemberChanged.class, changed -> onMember(changed.member))
          .onMessage(Listed.class, listed -> onListing(listed.watchers))
          .onMessage(Leave.class, leave -> onLeave())
          .build();
    }

    private Behavior<Command> onMember(Member member) {
      ActorSystem<Void> system = getContext().getSystem();
      if (isSelf(system, member) ? !isAlone(system) : member.hasRole(role)) {
        changes.note();
      }
      return this;
    }

    private Behavior<Command> onListing(Set<ActorRef<Command>> listed) {
      Set<ActorRef<Command>> found =
          listed.stream()
              .filter(watcher -> !watcher.equals(getContext().getSelf()))
              .collect(Collectors.toSet());
      if (!found.equals(others)) {
        others = found;
        changes.note();
      }
      return this;
    }

    private Behavior<Command> onLeave() {
      receptionist().tell(Receptionist.deregister(key, getContext().getSelf()));
      return this;
    }

    private ActorRef<Receptionist.Command> receptionist() {
      return getContext().getSystem().receptionist();
    }
  }
}
