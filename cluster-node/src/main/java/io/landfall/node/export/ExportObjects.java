package io.landfall.node.export;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.store.ObjectKeys;
import io.landfall.store.StoreSettings;
import io.landfall.store.s3.S3ObjectStore;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** What the store has of exports, for commands beside nodes. Blocking. */
public final class ExportObjects implements AutoCloseable {
  private final ActorSystem<Void> system;
  private final S3ObjectStore store;

  private ExportObjects(ActorSystem<Void> system, S3ObjectStore store) {
    this.system = system;
    this.store = store;
  }

  /**
   * Reaches the store.
   *
   * @param config of the node, for what talks to it
   */
  public static ExportObjects connect(StoreSettings settings, Config config) {
    Config local = ConfigFactory.parseMap(Map.of("akka.actor.provider", "local"));
    ActorSystem<Void> system =
        ActorSystem.create(Behaviors.empty(), "export-objects", local.withFallback(config));
    return new ExportObjects(system, new S3ObjectStore(system, settings));
  }

  /** Counts the objects of exports. */
  public long count(Collection<ExportId> exports) {
    return exports.stream().mapToLong(id -> keys(id).count()).sum();
  }

  /** Deletes the objects of exports, and returns how many there were. */
  public long delete(Collection<ExportId> exports) {
    return exports.stream().flatMap(this::keys).peek(key -> join(store.delete(key))).count();
  }

  private Stream<String> keys(ExportId id) {
    return Stream.of(ObjectKeys.EXPORTS, ObjectKeys.SCRATCH)
        .flatMap(folder -> join(store.list(folder + id + "/")).stream());
  }

  private static <T> T join(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw ExportFailure.of(e);
    }
  }

  @Override
  public void close() {
    store.close();
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
