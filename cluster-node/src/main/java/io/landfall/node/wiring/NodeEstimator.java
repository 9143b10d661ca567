package io.landfall.node.wiring;

import akka.actor.typed.ActorSystem;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import com.typesafe.config.Config;
import io.landfall.delivery.DeliveryTargetFinder;
import io.landfall.estimate.BoundedEstimator;
import io.landfall.estimate.EstimateSettings;
import io.landfall.estimate.PlanEstimator;
import io.landfall.estimate.RecentExports;
import io.landfall.export.CrashGuard;
import io.landfall.export.Estimator;
import io.landfall.export.entity.ExportHistory;
import io.landfall.export.list.ExportListQuery;
import io.landfall.model.plan.ExportPlan;
import io.landfall.node.config.NodeSettings.Role;
import io.landfall.node.delivery.DestinationChecks;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.schedule.RenderSettings;
import io.landfall.steps.StoreSteps;
import io.landfall.store.ObjectStore;
import io.landfall.store.UploadRules;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;

/** Joins what an API node estimates exports by. */
final class NodeEstimator {
  /** What an export takes besides its pixels, until the first have been measured. */
  private static final double USUAL_SECONDS = 1;

  private static final int STORE_SECONDS = 5;

  private NodeEstimator() {}

  /**
   * Makes the estimator of a node.
   *
   * @param guard of the node
   * @param storeProblem why the store cannot take files now; empty: it can
   * @param targets of users' destinations
   */
  static Estimator of(
      ActorSystem<?> system,
      Config config,
      RenderEngine engine,
      DataSource database,
      ObjectStore store,
      CrashGuard guard,
      Supplier<Optional<String>> storeProblem,
      DeliveryTargetFinder targets) {
    NodePools pools = NodePools.of(system);
    EstimateSettings settings = EstimateSettings.from(config);
    var estimator =
        new PlanEstimator(
            engine.planner(),
            engine.sampler(),
            settings.sampleTime(),
            plan -> checkUpload(plan, store),
            new DestinationChecks(targets, storeProblem)::look,
            USUAL_SECONDS);
    var recent =
        new RecentExports(
            system,
            new ExportListQuery(database),
            ExportHistory.of(system),
            pools.get(PoolName.LISTS));
    int slotsOfNode = RenderSettings.from(config).slots();
    return new BoundedEstimator(
        estimator,
        recent::find,
        () -> slotsOfNode * workers(system),
        settings,
        pools.get(PoolName.ESTIMATES),
        pools.shares(PoolName.ESTIMATES),
        guard);
  }

  private static int workers(ActorSystem<?> system) {
    Iterable<Member> members = Cluster.get(system).state().getMembers();
    return (int)
        StreamSupport.stream(members.spliterator(), false)
            .filter(member -> member.status() == MemberStatus.up())
            .filter(member -> member.hasRole(Role.WORKER.value()))
            .count();
  }

  /** Refuses what the store has no room for; a store that does not answer is told otherwise. */
  private static void checkUpload(ExportPlan plan, ObjectStore store) {
    if (plan.layout().singleObject()) {
      return;
    }
    UploadRules rules;
    try {
      rules = store.uploadRules().toCompletableFuture().get(STORE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (ExecutionException | TimeoutException unknown) {
      return;
    }
    StoreSteps.mustCompose(plan, rules);
  }
}
