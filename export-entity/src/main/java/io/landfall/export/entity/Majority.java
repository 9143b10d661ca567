package io.landfall.export.entity;

import akka.actor.typed.ActorSystem;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Whether this node sees most of the nodes that exports live on. One that does not is about to be
 * shut out by the split-brain resolver; until then it must not promise anything.
 */
public final class Majority {
  private static final Set<MemberStatus> VOTING_STATUSES =
      Set.of(MemberStatus.up(), MemberStatus.leaving());

  private final Cluster cluster;

  private Majority(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Returns how {@code system} sees its cluster, now and later. */
  public static Majority of(ActorSystem<?> system) {
    return new Majority(Cluster.get(system));
  }

  /** Returns what is wrong, in a sentence; empty when all is well. */
  public Optional<String> problem() {
    return cluster.isTerminated()
        ? Optional.of("This node has left the cluster.")
        : problem(cluster.state());
  }

  /** Tells as the resolver does: of two equal halves, that with the lowest address goes on. */
  static Optional<String> problem(CurrentClusterState state) {
    var voters =
        StreamSupport.stream(state.getMembers().spliterator(), false)
            .filter(member -> member.hasRole(ExportShards.ROLE))
            .filter(member -> VOTING_STATUSES.contains(member.status()))
            .sorted(Comparator.comparing(Member::address, Member.addressOrdering()))
            .toList();
    var reachable =
        voters.stream().filter(member -> !state.getUnreachable().contains(member)).toList();
    int unreachableCount = voters.size() - reachable.size();
    boolean isMajority =
        reachable.size() > unreachableCount
            || reachable.size() == unreachableCount
                && (unreachableCount == 0 || reachable.contains(voters.get(0)));
    return isMajority
        ? Optional.empty()
        : Optional.of(
            "This node reaches only %d of the %d nodes that exports live on."
                .formatted(reachable.size(), voters.size()));
  }
}
