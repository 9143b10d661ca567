package io.landfall.delivery.s3;

import io.landfall.store.MediaTypes;
import io.landfall.store.s3.S3ErrorResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * The requests to one bucket, each made once. They block, within the time that their size allows,
 * and fail as the library fails.
 */
final class BucketRequests implements AutoCloseable {
  private static final String ANY = "*";
  private static final String FIRST_BYTE = "bytes=0-0";
  private static final String KMS = "aws:kms";

  private final S3Client client;
  private final UserBucket bucket;
  private final S3DeliverySettings settings;

  BucketRequests(S3Client client, UserBucket bucket, S3DeliverySettings settings) {
    this.client = client;
    this.bucket = bucket;
    this.settings = settings;
  }

  /**
   * What is at a key.
   *
   * @param at the time of the store; empty: it does not tell
   */
  record LookedUp(Optional<UserObject> object, Optional<Instant> at) {}

  /** Looks what is at a key. */
  LookedUp look(String key) {
    try {
      var head = client.headObject(request -> request.bucket(bucket.name()).key(key));
      return new LookedUp(
          Optional.of(
              new UserObject(key, head.contentLength(), head.eTag(), Map.copyOf(head.metadata()))),
          time(head.sdkHttpResponse()));
    } catch (S3Exception e) {
      if (e.statusCode() != 404) {
        throw e.statusCode() < 500 ? explained(key, e) : e;
      }
      return new LookedUp(
          Optional.empty(),
          e.awsErrorDetails() == null
              ? Optional.empty()
              : time(e.awsErrorDetails().sdkHttpResponse()));
    }
  }

  /** An answer to HEAD has no body that would say why; that to GET has. */
  private S3Exception explained(String key, S3Exception unexplained) {
    try {
      client.getObjectAsBytes(request -> request.bucket(bucket.name()).key(key).range(FIRST_BYTE));
      return unexplained;
    } catch (S3Exception e) {
      return e.statusCode() == unexplained.statusCode() ? e : unexplained;
    }
  }

  private static Optional<Instant> time(SdkHttpResponse response) {
    return Optional.ofNullable(response)
        .flatMap(answer -> answer.firstMatchingHeader("Date"))
        .flatMap(BucketRequests::parsed);
  }

  private static Optional<Instant> parsed(String date) {
    try {
      return Optional.of(
          ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Asks whether the bucket is there, and where; needs the right to list it. */
  void lookForBucket() {
    client.headBucket(request -> request.bucket(bucket.name()));
  }

  /** Writes a small object whole, where the store knows how only if there is none. */
  void put(String key, byte[] bytes, String mediaType, Map<String, String> marks) {
    var request =
        PutObjectRequest.builder()
            .bucket(bucket.name())
            .key(key)
            .contentType(mediaType)
            .contentMD5(Md5.of(bytes).base64())
            .metadata(marks)
            .acl(bucket.options().acl())
            .storageClass(bucket.options().storageClass())
            .serverSideEncryption(encryption())
            .ssekmsKeyId(bucket.options().kmsKeyId())
            .overrideConfiguration(within(bytes.length));
    try {
      client.putObject(request.ifNoneMatch(ANY).build(), body(bytes));
    } catch (S3Exception e) {
      if (e.statusCode() != 501) {
        throw e;
      }
      client.putObject(request.ifNoneMatch(null).build(), body(bytes)); // knows no conditions
    }
  }

  /** Reads a stretch of the version of an object that has an ETag. */
  byte[] read(UserObject object, long from, int length) {
    return client.getObject(
        request ->
            request
                .bucket(bucket.name())
                .key(object.key())
                .ifMatch(object.etag())
                .range("bytes=%d-%d".formatted(from, from + length - 1))
                .overrideConfiguration(within(length)),
        (answer, body) -> readFully(body, length));
  }

  private static byte[] readFully(InputStream body, int length) throws IOException {
    byte[] bytes = new byte[length];
    int read = body.readNBytes(bytes, 0, length);
    if (read < length) {
      throw new EOFException("the store gave %d bytes of %d".formatted(read, length));
    }
    return bytes;
  }

  /** Deletes the version of an object that has an ETag. */
  void delete(UserObject object) {
    client.deleteObject(
        request -> request.bucket(bucket.name()).key(object.key()).ifMatch(object.etag()));
  }

  /** Begins an upload and returns its id. */
  String create(String key, String mediaType, Map<String, String> marks) {
    return client
        .createMultipartUpload(
            request ->
                request
                    .bucket(bucket.name())
                    .key(key)
                    .contentType(mediaType)
                    .metadata(marks)
                    .acl(bucket.options().acl())
                    .storageClass(bucket.options().storageClass())
                    .serverSideEncryption(encryption())
                    .ssekmsKeyId(bucket.options().kmsKeyId()))
        .uploadId();
  }

  /** Writes one part, and returns its ETag. */
  String putPart(String key, String uploadId, int number, byte[] bytes, Md5 md5) {
    UploadPartResponse answer =
        orGone(
            () ->
                client.uploadPart(
                    request ->
                        request
                            .bucket(bucket.name())
                            .key(key)
                            .uploadId(uploadId)
                            .partNumber(number)
                            .contentMD5(md5.base64())
                            .overrideConfiguration(within(bytes.length)),
                    body(bytes)));
    boolean isEncrypted =
        String.valueOf(answer.serverSideEncryptionAsString()).startsWith(KMS); // no MD5 then
    if (!isEncrypted && !md5.mayBe(answer.eTag())) {
      throw new S3ErrorResponse(
          502,
          "BadDigest",
          "it stored other bytes than were sent (ETag %s)".formatted(answer.eTag()));
    }
    return answer.eTag();
  }

  /**
   * Has the store make a part of a stretch of an object of another bucket, and returns its ETag.
   *
   * @param sourceEtag that the object must have
   */
  String copyPart(
      String key,
      String uploadId,
      int number,
      String sourceBucket,
      String sourceKey,
      String sourceEtag,
      long from,
      long length) {
    return orGone(
        () ->
            client
                .uploadPartCopy(
                    request ->
                        request
                            .destinationBucket(bucket.name())
                            .destinationKey(key)
                            .uploadId(uploadId)
                            .partNumber(number)
                            .sourceBucket(sourceBucket)
                            .sourceKey(sourceKey)
                            .copySourceIfMatch(sourceEtag)
                            .copySourceRange("bytes=%d-%d".formatted(from, from + length - 1))
                            .overrideConfiguration(within(length)))
                .copyPartResult()
                .eTag());
  }

  /** Returns the parts of an open upload. */
  List<Part> parts(String key, String uploadId) {
    return orGone(
        () ->
            client
                .listPartsPaginator(
                    request -> request.bucket(bucket.name()).key(key).uploadId(uploadId))
                .parts()
                .stream()
                .toList());
  }

  /** Makes the object of the parts, where the store knows how only if there is none. */
  void complete(String key, String uploadId, List<CompletedPart> parts, long bytes) {
    try {
      complete(key, uploadId, parts, bytes, ANY);
    } catch (S3Exception e) {
      if (e.statusCode() != 501) {
        throw e;
      }
      complete(key, uploadId, parts, bytes, null); // knows no conditions
    }
  }

  private void complete(
      String key, String uploadId, List<CompletedPart> parts, long bytes, String unless) {
    orGone(
        () ->
            client.completeMultipartUpload(
                request ->
                    request
                        .bucket(bucket.name())
                        .key(key)
                        .uploadId(uploadId)
                        .ifNoneMatch(unless)
                        .multipartUpload(all -> all.parts(parts))
                        .overrideConfiguration(within(bytes))));
  }

  /** Aborts an upload; none is no failure. */
  void abort(String key, String uploadId) {
    try {
      client.abortMultipartUpload(
          request -> request.bucket(bucket.name()).key(key).uploadId(uploadId));
    } catch (S3Exception e) {
      if (!S3ErrorResponse.isMissing(e) || isBucketGone(e)) {
        throw e;
      }
    }
  }

  /** Returns the uploads that are open at exactly this key, and were begun at a time or later. */
  List<String> uploadsSince(String key, Instant begun) {
    return client
        .listMultipartUploadsPaginator(request -> request.bucket(bucket.name()).prefix(key))
        .uploads()
        .stream()
        .filter(upload -> upload.key().equals(key) && !upload.initiated().isBefore(begun))
        .map(MultipartUpload::uploadId)
        .toList();
  }

  private static boolean isBucketGone(S3Exception e) {
    return e.awsErrorDetails() != null && "NoSuchBucket".equals(e.awsErrorDetails().errorCode());
  }

  private <T> T orGone(Supplier<T> request) {
    try {
      return request.get();
    } catch (S3Exception e) {
      if (e.awsErrorDetails() != null && "NoSuchUpload".equals(e.awsErrorDetails().errorCode())) {
        throw new UploadGoneException(e);
      }
      throw e;
    }
  }

  private ServerSideEncryption encryption() {
    return bucket.options().kmsKeyId() == null ? null : ServerSideEncryption.AWS_KMS;
  }

  private AwsRequestOverrideConfiguration within(long bytes) {
    Duration timeout = settings.timeoutFor(bytes);
    return AwsRequestOverrideConfiguration.builder().apiCallAttemptTimeout(timeout).build();
  }

  private static RequestBody body(byte[] bytes) {
    return RequestBody.fromContentProvider(
        ContentStreamProvider.fromByteArrayUnsafe(bytes), bytes.length, MediaTypes.OCTET_STREAM);
  }

  @Override
  public void close() {
    client.close();
  }
}
