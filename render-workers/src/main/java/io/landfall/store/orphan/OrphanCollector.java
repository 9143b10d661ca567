package io.landfall.store.orphan;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.stream.SharedKillSwitch;
import io.landfall.cluster.ClusterSingletons;
import io.landfall.cluster.RepeatedJob;
import io.landfall.export.entity.ExportShards;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects the orphans in the bucket again and again, on one node of the cluster. */
public final class OrphanCollector implements RepeatedJob.Work<OrphanCollection.CollectionResult> {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanCollector.class);

  private final OrphanCollection collection;

  /**
   * Starts the one orphan collector of the cluster; to be called on every node that it may live on.
   */
  public static void init(ActorSystem<?> system, OrphanCollection collection, Duration interval) {
    ClusterSingletons.start(
        system, create(collection, interval), "orphan-collector", ExportShards.ROLE);
  }

  static Behavior<RepeatedJob.Command> create(OrphanCollection collection, Duration interval) {
    return RepeatedJob.create(interval, new OrphanCollector(collection));
  }

  private OrphanCollector(OrphanCollection collection) {
    this.collection = collection;
  }

  @Override
  public CompletionStage<OrphanCollection.CollectionResult> run(
      ActorSystem<?> system, SharedKillSwitch stop) {
    return collection.collect(stop);
  }

  @Override
  public void report(OrphanCollection.CollectionResult result, Throwable failure) {
    if (failure != null) {
      LOG.warn("Cannot collect orphans in the bucket: {}", failure.getMessage());
    } else if (result.removed() > 0) {
      LOG.info(
          "Collected orphans: {} uploads, {} scratch objects, {} files, {} bytes",
          result.uploads(),
          result.scratch(),
          result.files(),
          result.bytes());
    }
  }
}
