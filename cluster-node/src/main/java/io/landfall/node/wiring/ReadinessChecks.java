package io.landfall.node.wiring;

import akka.actor.typed.ActorSystem;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import io.landfall.api.http.ReadinessCheck;
import io.landfall.export.entity.Majority;
import io.landfall.node.schema.DatabasePing;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What must work before a node takes requests. */
final class ReadinessChecks {
  private ReadinessChecks() {}

  static List<ReadinessCheck> checks(
      ActorSystem<?> system, DatabasePing database, StorePing store) {
    return List.of(
        check("cluster", () -> CompletableFuture.completedStage(clusterProblem(system))),
        check("database", () -> CompletableFuture.completedStage(database.problem())),
        check("store", () -> CompletableFuture.completedStage(store.problem())));
  }

  private static Optional<String> clusterProblem(ActorSystem<?> system) {
    MemberStatus status = Cluster.get(system).selfMember().status();
    return status == MemberStatus.up()
        ? Majority.of(system).problem()
        : Optional.of("This node is %s in the cluster, not Up.".formatted(status));
  }

  private static ReadinessCheck check(
      String name, Supplier<CompletionStage<Optional<String>>> problem) {
    return new ReadinessCheck() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public CompletionStage<Optional<String>> problem() {
        return problem.get();
      }
    };
  }
}
