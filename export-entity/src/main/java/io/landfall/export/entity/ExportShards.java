package io.landfall.export.entity;

import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializer;
import akka.serialization.Serializers;
import io.landfall.cluster.ClusterChanges;
import io.landfall.export.Exports;
import io.landfall.export.Requester;
import io.landfall.export.StepPorts;
import io.landfall.model.ExportId;
import io.landfall.model.SceneId;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.ExportSource;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Spreads exports over the nodes with role {@link #ROLE}, which start them again by themselves. */
public final class ExportShards {
  /** The role of the nodes that exports live on. */
  public static final String ROLE = "control";

  private ExportShards() {}

  /**
   * Writes and reads a message to an export and what is journalled of it, in the background: the
   * first time takes 0.3 s of a thread, twice that of the processor, which else the first who
   * submits an export would wait for.
   *
   * @return completes when that is done; fails where it cannot be
   */
  public static CompletionStage<Void> warmUp(ActorSystem<?> system) {
    var request =
        new ExportRequestBuilder(
                "nobody",
                new ExportSource.MosaicSource(List.of(new SceneId("none")), List.of("none")))
            .build();
    var submission =
        new EntityCommand.SubmitExport(
            request, Requester.of(request.owner()), system.ignoreRef().unsafeUpcast());
    var event = new ExportEvent.Requested(request, Instant.EPOCH);
    return CompletableFuture.runAsync(
        () -> List.of(submission, event).forEach(message -> writeAndRead(system, message)),
        run -> new Thread(run, "export-messages").start());
  }

  private static void writeAndRead(ActorSystem<?> system, Object message) {
    Serialization serialization = SerializationExtension.get(system);
    Serializer serializer = serialization.findSerializerFor(message);
    serialization
        .deserialize(
            serialization.serialize(message).get(),
            serializer.identifier(),
            Serializers.manifestFor(serializer, message))
        .get();
  }

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
