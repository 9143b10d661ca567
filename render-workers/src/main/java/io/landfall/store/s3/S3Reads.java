package io.landfall.store.s3;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.landfall.model.StoredObject;
import io.landfall.store.MediaTypes;
import io.landfall.store.s3.StoreConnections.ConnectionUse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Reads from the store by presigned requests, once each, over connections of the use it names. */
final class S3Reads {
  private static final Duration SIGNED_FOR = Duration.ofHours(1);

  private final ActorSystem<?> system;
  private final StoreConnections connections;
  private final S3Presigner presigner;
  private final String bucket;

  S3Reads(
      ActorSystem<?> system, StoreConnections connections, S3Presigner presigner, String bucket) {
    this.system = system;
    this.connections = connections;
    this.presigner = presigner;
    this.bucket = bucket;
  }

  /** Returns size, ETag and media type of an object; empty when there is none. */
  CompletionStage<Optional<StoredObject>> find(ConnectionUse use, String key) {
    var request =
        presigner.presignHeadObject(
            presign ->
                presign
                    .signatureDuration(SIGNED_FOR)
                    .headObjectRequest(head -> head.bucket(bucket).key(key)));
    HttpRequest head =
        StoreConnections.signed(HttpMethods.HEAD, request.url(), request.signedHeaders());
    return connections
        .send(use, key, head)
        .thenApply(
            response -> {
              response.discardEntityBytes(system);
              int status = response.status().intValue();
              if (status == 404) {
                return Optional.empty();
              }
              if (status != 200) {
                throw new S3ErrorResponse(status, "", "");
              }
              return Optional.of(found(key, response));
            });
  }

  /** Streams an object, or a range of it; {@code range}: as the header of that name has it. */
  Source<ByteString, ?> read(ConnectionUse use, String key, Optional<String> range) {
    return Source.lazyCompletionStageSource(() -> open(use, key, range, Optional.empty()));
  }

  /** Streams a range of an object; fails with 412 when that has another ETag. */
  Source<ByteString, ?> read(ConnectionUse use, String key, Optional<String> range, String etag) {
    return Source.lazyCompletionStageSource(() -> open(use, key, range, Optional.of(etag)));
  }

  /** Returns a range as the header of that name has it, {@code last} included. */
  static Optional<String> range(long from, long last) {
    return Optional.of(String.format(Locale.ROOT, "bytes=%d-%d", from, last));
  }

  private CompletionStage<Source<ByteString, Object>> open(
      ConnectionUse use, String key, Optional<String> range, Optional<String> etag) {
    var request =
        presigner.presignGetObject(
            presign ->
                presign
                    .signatureDuration(SIGNED_FOR)
                    .getObjectRequest(
                        get -> {
                          get.bucket(bucket).key(key);
                          range.ifPresent(get::range);
                          etag.ifPresent(tag -> get.ifMatch("\"" + tag + "\""));
                        }));
    return connections
        .send(
            use,
            key,
            StoreConnections.signed(HttpMethods.GET, request.url(), request.signedHeaders()))
        .thenCompose(
            response ->
                response.status().isSuccess() && isOf(etag, response)
                    ? CompletableFuture.completedStage(
                        response.entity().withoutSizeLimit().getDataBytes())
                    : error(response)
                        .thenApply(
                            error -> {
                              throw new CompletionException(error);
                            }));
  }

  /** Stores that do not know If-Match give what they have. */
  private static boolean isOf(Optional<String> etag, HttpResponse response) {
    String found = StoreConnections.header(response, "ETag").replace("\"", "");
    return etag.isEmpty() || etag.get().equals(found);
  }

  private CompletionStage<S3ErrorResponse> error(HttpResponse response) {
    if (response.status().isSuccess()) {
      response.entity().getDataBytes().runWith(Sink.cancelled(), system); // it may be long
      return CompletableFuture.completedStage(S3ErrorResponse.ofOtherVersion());
    }
    return connections.error(response);
  }

  private static StoredObject found(String key, HttpResponse response) {
    OptionalLong bytes = response.entity().getContentLengthOption();
    String type = response.entity().getContentType().toString();
    return new StoredObject(
        key,
        StoreConnections.header(response, "ETag").replace("\"", ""),
        bytes.orElseThrow(() -> new S3ErrorResponse(502, "NoLength", "it gave no length")),
        null,
        type.equals(MediaTypes.OCTET_STREAM) ? null : type);
  }
}
