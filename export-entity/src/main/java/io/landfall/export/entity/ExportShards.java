package io.landfall.export.entity;

import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import io.landfall.cluster.ClusterChanges;
import io.landfall.export.Exports;
import io.landfall.export.StepPorts;
import io.landfall.model.ExportId;
import java.time.Clock;

/** Spreads exports over the nodes with role {@link #ROLE}, which start them again by themselves. */
public final class ExportShards {
  /** The role of the nodes that exports live on. */
  public static final String ROLE = "control";

  private ExportShards() {}

  /**
   * Joins this node to the sharding of exports; one without the role only talks to them.
   *
   * @param stepPorts of the exports on this node; never called on a node without the role
   * @return how to talk to exports from this node; changes nothing while it is cut off
   */
  public static Exports init(
      ActorSystem<?> system, StepPorts stepPorts, Clock clock, ExportEntitySettings settings) {
    ClusterSharding sharding = ClusterSharding.get(system);
    sharding.init(
        Entity.of(
                ExportEntity.TYPE,
                context ->
                    ExportEntity.create(
                        ExportId.parse(context.getEntityId()),
                        stepPorts,
                        clock,
                        settings,
                        context.getShard()))
            .withSettings(ClusterShardingSettings.create(system).withRememberEntities(true))
            .withRole(ROLE));
    return new ShardedExports(
        sharding,
        Majority.of(system)::problem,
        NewExports.of(system),
        clock,
        settings,
        ClusterChanges.watch(system, ROLE));
  }
}
