package io.landfall.node.wiring;

import akka.actor.typed.ActorSystem;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import io.landfall.api.http.ReadinessCheck;
import io.landfall.export.entity.Majority;
import io.landfall.node.embedded.EmbeddedPostgres;
import io.landfall.node.schema.DatabasePing;
import io.landfall.store.FailingUploads;
import io.landfall.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What must work before a node takes requests. */
final class ReadinessChecks {
  /** PostgreSQL makes each file of its log of 16 MiB, and keeps some. */
  private static final long LITTLE_ROOM_MIB = 64;

  private ReadinessChecks() {}

  static List<ReadinessCheck> checks(
      ActorSystem<?> system,
      DatabasePing database,
      StorePing store,
      ObjectStore used,
      Path dataDir) {
    return List.of(
        check("cluster", () -> clusterProblem(system), Optional::empty),
        check("database", database::problem, () -> littleRoom(dataDir)),
        check("store", store::problem, () -> used.failing().flatMap(FailingUploads::longest)));
  }

  /** A database that can write nothing more answers as ever to who only reads. */
  static Optional<String> littleRoom(Path dataDir) {
    try {
      long free = Files.getFileStore(dataDir).getUsableSpace() >> 20;
      return EmbeddedPostgres.hasFiles(dataDir) && free < LITTLE_ROOM_MIB
          ? Optional.of(
              "Only %d MiB are free on the disk of the embedded database: make room."
                  .formatted(free))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // as where there is no data folder
    }
  }

  private static Optional<String> clusterProblem(ActorSystem<?> system) {
    MemberStatus status = Cluster.get(system).selfMember().status();
    return status == MemberStatus.up()
        ? Majority.of(system).problem()
        : Optional.of("This node is %s in the cluster, not Up.".formatted(status));
  }

  private static ReadinessCheck check(
      String name, Supplier<Optional<String>> problem, Supplier<Optional<String>> warning) {
    return new ReadinessCheck() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public CompletionStage<Optional<String>> problem() {
        return CompletableFuture.completedStage(problem.get());
      }

      @Override
      public Optional<String> warning() {
        return warning.get();
      }
    };
  }
}
