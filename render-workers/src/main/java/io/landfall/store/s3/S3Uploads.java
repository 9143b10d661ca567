package io.landfall.store.s3;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import io.landfall.model.StoredPart;
import io.landfall.store.StoreSettings;
import io.landfall.store.UploadBody;
import io.landfall.store.s3.StoreConnections.ConnectionUse;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.awscore.presigner.PresignedRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Writes bodies to the store by presigned requests: the client library of the other calls cannot
 * choose the number of a part. Each body travels with its MD5, which the store checks, and the ETag
 * that comes back is compared with it where it is one.
 */
final class S3Uploads {
  private static final Duration SIGNED_FOR = Duration.ofHours(1);
  private static final long MAX_ANSWER_BYTES = 1 << 20;
  private static final String AMZ_ENCRYPTION = "x-amz-server-side-encryption";

  private final ActorSystem<?> system;
  private final StoreSettings settings;
  private final S3Presigner presigner;
  private final StoreConnections connections;

  S3Uploads(
      ActorSystem<?> system,
      StoreSettings settings,
      StoreConnections connections,
      S3Presigner presigner) {
    this.system = system;
    this.settings = settings;
    this.connections = connections;
    this.presigner = presigner;
  }

  /** Puts a whole object; the part's number is 0. */
  CompletionStage<StoredPart> put(
      String key, UploadBody body, BodyChecksums sums, String mediaType) {
    PresignedRequest request =
        presigner.presignPutObject(
            presign ->
                presign
                    .signatureDuration(SIGNED_FOR)
                    .putObjectRequest(
                        put ->
                            put.bucket(settings.bucket())
                                .key(key)
                                .contentType(mediaType)
                                .contentMD5(sums.md5Base64())));
    return send(key, request, 0, body, sums, contentType(mediaType));
  }

  /** Puts one part. */
  CompletionStage<StoredPart> putPart(
      String key, String uploadId, int number, UploadBody body, BodyChecksums sums) {
    PresignedRequest request =
        presigner.presignUploadPart(
            presign ->
                presign
                    .signatureDuration(SIGNED_FOR)
                    .uploadPartRequest(
                        part ->
                            part.bucket(settings.bucket())
                                .key(key)
                                .uploadId(uploadId)
                                .partNumber(number)
                                .contentMD5(sums.md5Base64())));
    return send(key, request, number, body, sums, ContentTypes.APPLICATION_OCTET_STREAM);
  }

  /** Begins a multipart upload. */
  CompletionStage<String> open(String key, String mediaType) {
    PresignedRequest request =
        presigner.presignCreateMultipartUpload(
            presign ->
                presign
                    .signatureDuration(SIGNED_FOR)
                    .createMultipartUploadRequest(
                        create ->
                            create.bucket(settings.bucket()).key(key).contentType(mediaType)));
    var post =
        StoreConnections.signed(HttpMethods.POST, request.url(), request.signedHeaders())
            .withEntity(HttpEntities.create(contentType(mediaType), new byte[0]));
    return answer(key, post, settings.requestTimeout())
        .thenApply(
            answer -> {
              String uploadId = S3ErrorResponse.element(answer.text(), "UploadId");
              if (uploadId.isEmpty()) {
                throw new S3ErrorResponse(502, "NoUploadId", "it named no upload");
              }
              return uploadId;
            });
  }

  private CompletionStage<StoredPart> send(
      String key,
      PresignedRequest request,
      int number,
      UploadBody body,
      BodyChecksums sums,
      ContentType type) {
    var entity =
        body.bytes() == 0
            ? HttpEntities.create(type, new byte[0])
            : HttpEntities.create(type, body.bytes(), body.source());
    var put =
        StoreConnections.signed(HttpMethods.PUT, request.url(), request.signedHeaders())
            .withEntity(entity);
    return answer(key, put, settings.timeoutFor(body.bytes()))
        .thenApply(
            answer -> new StoredPart(number, sums.checkedEtag(answer), body.bytes(), sums.sha256));
  }

  private CompletionStage<S3Response> answer(String key, HttpRequest request, Duration timeout) {
    CompletableFuture<S3Response> answer =
        connections
            .send(ConnectionUse.UPLOADS, key, request)
            .thenCompose(response -> read(response, timeout))
            .toCompletableFuture();
    return answer.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private CompletionStage<S3Response> read(HttpResponse response, Duration timeout) {
    return response
        .entity()
        .withSizeLimit(MAX_ANSWER_BYTES)
        .toStrict(timeout.toMillis(), system)
        .thenApply(
            entity -> {
              String text = entity.getData().utf8String();
              int status = response.status().intValue();
              if (status / 100 != 2) {
                throw S3ErrorResponse.of(
                    status, text, StoreConnections.header(response, "Retry-After"));
              }
              return new S3Response(
                  text,
                  StoreConnections.header(response, "ETag"),
                  StoreConnections.header(response, AMZ_ENCRYPTION));
            });
  }

  private static ContentType contentType(String mediaType) {
    return ContentTypes.parse(mediaType);
  }

  private record S3Response(String text, String etag, String encryption) {}

  /**
   * Checksums of a body.
   *
   * @param md5 of its bytes
   * @param sha256 of its bytes, in hexadecimal
   */
  record BodyChecksums(byte[] md5, String sha256) {
    static BodyChecksums of(UploadBody body) {
      return new BodyChecksums(
          body.digest("MD5"), HexFormat.of().formatHex(body.digest("SHA-256")));
    }

    private String md5Base64() {
      return Base64.getEncoder().encodeToString(md5);
    }

    /** Returns the ETag, unless it is an MD5 and another than that of what was sent. */
    private String checkedEtag(S3Response answer) {
      String bare = answer.etag().replace("\"", "");
      boolean isMd5 = bare.matches("[0-9a-fA-F]{32}") && !answer.encryption().startsWith("aws:kms");
      if (isMd5 && !bare.equalsIgnoreCase(HexFormat.of().formatHex(md5))) {
        throw new S3ErrorResponse(
            502, "BadDigest", "it stored other bytes than were sent (ETag %s)".formatted(bare));
      }
      if (bare.isEmpty()) {
        throw new S3ErrorResponse(502, "NoETag", "it gave no ETag");
      }
      return answer.etag();
    }
  }
}
