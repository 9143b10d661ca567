package io.landfall.store.s3;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.stream.Attributes;
import akka.stream.alpakka.s3.BucketAccess;
import akka.stream.alpakka.s3.javadsl.S3;
import akka.stream.javadsl.Sink;
import io.landfall.http.Backoff;
import io.landfall.store.ObjectKeys;
import io.landfall.store.ObjectStore.OpenUpload;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bucket itself: whether it is there and ours, and what it cannot list. */
final class S3Bucket {
  private static final Logger LOG = LoggerFactory.getLogger(S3Bucket.class);

  private final ActorSystem<?> system;
  private final Attributes attributes;
  private final String name;

  S3Bucket(ActorSystem<?> system, Attributes attributes, String name) {
    this.system = system;
    this.attributes = attributes;
    this.name = name;
  }

  /**
   * Makes the bucket if there is none; fails if there is one that is not for us. Some stores want
   * other rights for a look at the bucket than for its objects, which are what counts.
   */
  CompletionStage<Done> ensure() {
    return S3.checkIfBucketExists(name, system, attributes)
        .thenCompose(
            access -> {
              if (access.equals(BucketAccess.notExists())) {
                return S3.makeBucket(name, system, attributes);
              }
              return access.equals(BucketAccess.accessDenied())
                  ? listOne()
                  : CompletableFuture.completedStage(Done.getInstance());
            });
  }

  private CompletionStage<Done> listOne() {
    return S3.listBucket(name, Optional.of(ObjectKeys.SCRATCH))
        .withAttributes(attributes)
        .take(1)
        .runWith(Sink.ignore(), system);
  }

  /**
   * A store that does not list open uploads has none that we could find; its own rule ends them.
   */
  static List<OpenUpload> noneIfUnlisted(List<OpenUpload> listed, Throwable thrown) {
    if (thrown == null) {
      return listed;
    }
    if (S3ErrorResponse.isUnsupported(thrown)) {
      LOG.info("The store lists no open uploads: a rule of the bucket must end those of crashes");
      return List.of();
    }
    throw new CompletionException(Backoff.unwrap(thrown));
  }
}
