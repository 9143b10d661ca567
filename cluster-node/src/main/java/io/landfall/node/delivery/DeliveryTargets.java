package io.landfall.node.delivery;

import akka.actor.typed.ActorSystem;
import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import io.landfall.delivery.DeliveryTarget;
import io.landfall.delivery.DeliveryTargetFinder;
import io.landfall.delivery.dropbox.DropboxConfig;
import io.landfall.delivery.dropbox.DropboxSettings;
import io.landfall.delivery.dropbox.DropboxTargets;
import io.landfall.delivery.link.LinkTarget;
import io.landfall.delivery.local.LocalFileTarget;
import io.landfall.delivery.s3.S3DeliverySettings;
import io.landfall.delivery.s3.S3Target;
import io.landfall.delivery.s3.UserBucket;
import io.landfall.delivery.s3.UserBucketClients;
import io.landfall.destination.DestinationChecker;
import io.landfall.destination.DestinationFinding;
import io.landfall.model.request.Destination;
import io.landfall.node.delivery.DeliveryConfigs.OpenedConfig;
import io.landfall.pool.NodeMemory;
import io.landfall.pool.NodePools;
import io.landfall.store.ObjectStore;
import io.landfall.store.StoreFiles;
import io.landfall.store.StoreSettings;
import io.landfall.trace.TraceReceivers;
import io.landfall.workspace.DeliveryConfig;
import io.landfall.workspace.DeliveryConfig.DeliverySecrets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The target of each kind of destination, and what all of a kind have in common on this node. */
public final class DeliveryTargets
    implements DeliveryTargetFinder, DestinationChecker, AutoCloseable {
  private final ActorSystem<?> system;
  private final ObjectStore store;
  private final DeliveryConfigs configs;
  private final Config config;
  private final StoreSettings own;
  private final DropboxSettings dropboxSettings;
  private final StoreFiles files;
  private UserBucketClients buckets;
  private DropboxTargets dropbox;

  /**
   * Makes those of a node; connects to nothing yet.
   *
   * @param store that holds the files
   * @param files in which the store keeps them, where they lie on this machine
   * @param own how our own store is reached, for what is copied within one
   * @param configs where users have said where to deliver
   */
  public DeliveryTargets(
      ActorSystem<?> system,
      Config config,
      ObjectStore store,
      StoreFiles files,
      StoreSettings own,
      DeliveryConfigs configs) {
    this.system = system;
    this.store = store;
    this.files = files;
    this.configs = configs;
    this.config = config;
    this.own = own;
    this.dropboxSettings = DropboxSettings.from(config); // what is wrong there ends the start
  }

  @Override
  public CompletionStage<DeliveryTarget> find(Destination destination, String owner) {
    return destination.accept(new Finder(owner));
  }

  @Override
  public CompletionStage<List<DestinationFinding>> check(DeliveryConfig config) {
    String owner = config.access().owner();
    return find(destination(config), owner).thenCompose(DeliveryTarget::check);
  }

  private static Destination destination(DeliveryConfig config) {
    return switch (config.settings().type()) {
      case HTTP -> new Destination.LinkDestination();
      case S3 -> new Destination.S3Destination(config.id());
      case DROPBOX -> new Destination.DropboxDestination(config.id());
    };
  }

  /** A node that delivers to no bucket loads nothing of it. */
  private synchronized UserBucketClients buckets() {
    if (buckets == null) {
      buckets = new UserBucketClients(own, S3DeliverySettings.from(config));
    }
    return buckets;
  }

  private synchronized DropboxTargets dropbox() {
    if (dropbox == null) {
      dropbox =
          new DropboxTargets(
              dropboxSettings,
              store,
              NodePools.of(system),
              NodeMemory.of(system),
              TraceReceivers.from(config));
    }
    return dropbox;
  }

  private static DropboxConfig folder(OpenedConfig opened) {
    JsonNode values = opened.config().settings().values();
    DeliverySecrets secrets = opened.secrets();
    return new DropboxConfig(
        opened.config().id(),
        values.path("path").asText(),
        secrets.find("accessToken").orElse(null),
        secrets.find("refreshToken").orElse(null),
        values.path("appKey").textValue());
  }

  @Override
  public synchronized void close() {
    if (buckets != null) {
      buckets.close();
    }
  }

  private final class Finder
      implements Destination.DestinationVisitor<CompletionStage<DeliveryTarget>> {
    private final String owner;

    private Finder(String owner) {
      this.owner = owner;
    }

    @Override
    public CompletionStage<DeliveryTarget> visitLink(Destination.LinkDestination link) {
      return CompletableFuture.completedStage(new LinkTarget(system, store));
    }

    @Override
    public CompletionStage<DeliveryTarget> visitLocalFile(Destination.LocalFileDestination file) {
      return CompletableFuture.completedStage(new LocalFileTarget(system, store, files, file));
    }

    @Override
    public CompletionStage<DeliveryTarget> visitS3(Destination.S3Destination bucket) {
      return configs
          .find(bucket.deliveryConfigId(), owner)
          .thenApply(
              found ->
                  new S3Target(
                      system, store, buckets(), UserBucket.of(found.config(), found.secrets())));
    }

    @Override
    public CompletionStage<DeliveryTarget> visitDropbox(Destination.DropboxDestination folder) {
      return configs
          .find(folder.deliveryConfigId(), owner)
          .thenApply(found -> dropbox().target(folder(found), owner));
    }
  }
}
