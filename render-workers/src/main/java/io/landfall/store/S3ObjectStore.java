package io.landfall.store;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.headers.ByteRange;
import akka.stream.Attributes;
import akka.stream.alpakka.s3.AccessStyle;
import akka.stream.alpakka.s3.ApiVersion;
import akka.stream.alpakka.s3.BucketAccess;
import akka.stream.alpakka.s3.MemoryBufferType;
import akka.stream.alpakka.s3.Part;
import akka.stream.alpakka.s3.RetrySettings;
import akka.stream.alpakka.s3.S3Attributes;
import akka.stream.alpakka.s3.S3Settings;
import akka.stream.alpakka.s3.javadsl.S3;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.landfall.http.Backoff;
import io.landfall.http.DelayScheduler;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;

/**
 * A bucket of anything that speaks S3. The endpoint travels with each call, so stores of several
 * endpoints live side by side in one actor system.
 */
public final class S3ObjectStore implements ObjectStore, AutoCloseable {
  private static final int MAX_CONNECTIONS = 64;
  private static final int MAX_UPLOADS = 32;
  private static final int CHUNK_BYTES = 8 << 20;
  private static final int CHUNKS_AT_A_TIME = 2;
  private static final Duration FIRST_WAIT = Duration.ofMillis(200);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final ActorSystem<?> system;
  private final StoreSettings settings;
  private final BoundedPool hashing;
  private final Attributes attributes;
  private final S3Uploads uploads;
  private final Backoff backoff;
  private final DelayScheduler later;
  private final ConcurrencyLimiter limiter;

  /** Connects lazily: nothing is asked of the store before the first call. */
  public S3ObjectStore(ActorSystem<?> system, StoreSettings settings) {
    this.system = system;
    this.settings = settings;
    this.hashing = NodePools.of(system).get(PoolName.UPLOADS);
    this.later = DelayScheduler.of(system);
    this.limiter = new ConcurrencyLimiter(MAX_UPLOADS, later);
    this.backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT, settings.retryFor());
    var credentials =
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(
                settings.accessKeyId(), settings.secretAccessKey().reveal()));
    AwsRegionProvider region = () -> Region.of(settings.region());
    var s3 =
        S3Settings.create(
                MemoryBufferType.getInstance(),
                credentials,
                region,
                ApiVersion.getListBucketVersion2())
            .withRetrySettings( // retried by us, in one place, with a limit in time
                RetrySettings.create(0, FIRST_WAIT, LONGEST_WAIT, 0.2));
    this.attributes =
        S3Attributes.settings(
            settings.endpoint().isEmpty()
                ? s3
                : s3.withEndpointUrl(settings.endpoint())
                    .withAccessStyle(AccessStyle.pathAccessStyle()));
    this.uploads = new S3Uploads(system, settings, credentials, MAX_CONNECTIONS);
  }

  @Override
  public CompletionStage<Done> ensureBucket() {
    String bucket = settings.bucket();
    return retry(
        "make bucket",
        bucket,
        () ->
            S3.checkIfBucketExists(bucket, system, attributes)
                .thenCompose(
                    access ->
                        access.equals(BucketAccess.notExists())
                            ? S3.makeBucket(bucket, system, attributes)
                            : CompletableFuture.completedStage(Done.getInstance())));
  }

  @Override
  public CompletionStage<StoredPart> put(String key, UploadBody body, String mediaType) {
    return upload("write", key, body, sums -> uploads.put(key, body, sums, mediaType));
  }

  @Override
  public CompletionStage<Optional<StoredObject>> find(String key) {
    return retry(
        "look up",
        key,
        () ->
            first(S3.getObjectMetadata(settings.bucket(), key))
                .thenApply(
                    found ->
                        found.map(
                            meta ->
                                new StoredObject(
                                    key,
                                    meta.getETag().orElse(""),
                                    meta.getContentLength(),
                                    null,
                                    meta.getContentType()
                                        .filter(S3ObjectStore::isSpecific)
                                        .orElse(null)))));
  }

  @Override
  public CompletionStage<byte[]> get(String key, long maxBytes) {
    return retry(
        "read",
        key,
        () ->
            S3.getObject(settings.bucket(), key)
                .withAttributes(attributes)
                .limitWeighted(maxBytes, chunk -> (long) chunk.size())
                .runFold(ByteString.emptyByteString(), ByteString::concat, system)
                .thenApply(ByteString::toArrayUnsafe));
  }

  @Override
  public Source<ByteString, ?> read(String key) {
    return S3.getObject(settings.bucket(), key)
        .withAttributes(attributes)
        .mapError(Throwable.class, thrown -> failure("read", key, thrown));
  }

  @Override
  public Source<ByteString, ?> read(String key, long from, long last) {
    return S3.getObject(settings.bucket(), key, ByteRange.createSlice(from, last))
        .withAttributes(attributes)
        .mapError(Throwable.class, thrown -> failure("read", key, thrown));
  }

  @Override
  public Source<ByteString, ?> readAll(StoredObject object) {
    long chunks = (object.bytes() + CHUNK_BYTES - 1) / CHUNK_BYTES;
    return Source.fromIterator(() -> LongStream.range(0, chunks).iterator())
        .mapAsync(CHUNKS_AT_A_TIME, chunk -> chunk(object, chunk * CHUNK_BYTES));
  }

  private CompletionStage<ByteString> chunk(StoredObject object, long from) {
    long length = Math.min(CHUNK_BYTES, object.bytes() - from);
    return retryWithinBudget(
        "read byte %d of".formatted(from),
        object.key(),
        () ->
            withTimeout(
                S3.getObject(
                        settings.bucket(),
                        object.key(),
                        ByteRange.createSlice(from, from + length - 1))
                    .withAttributes(attributes)
                    .limitWeighted(length, part -> (long) part.size())
                    .runFold(ByteString.emptyByteString(), ByteString::concat, system)
                    .thenApply(bytes -> checkLength(bytes, length)),
                settings.timeoutFor(length)));
  }

  private static ByteString checkLength(ByteString bytes, long length) {
    if (bytes.size() != length) {
      throw new S3ErrorResponse(
          502, "ShortRead", "it gave %d bytes of %d".formatted(bytes.size(), length));
    }
    return bytes;
  }

  @Override
  public CompletionStage<List<String>> list(String prefix) {
    return retry(
        "list",
        prefix,
        () ->
            S3.listBucket(settings.bucket(), Optional.of(prefix))
                .withAttributes(attributes)
                .map(entry -> entry.getKey())
                .runWith(Sink.seq(), system));
  }

  @Override
  public Source<ListedObject, ?> entries(String prefix) {
    return S3.listBucket(settings.bucket(), Optional.of(prefix))
        .withAttributes(attributes)
        .map(entry -> new ListedObject(entry.getKey(), entry.getSize(), entry.getLastModified()))
        .mapError(Throwable.class, thrown -> failure("list", prefix, thrown));
  }

  @Override
  public CompletionStage<Done> delete(String key) {
    return retryUnlessMissing("delete", key, () -> first(S3.deleteObject(settings.bucket(), key)));
  }

  @Override
  public CompletionStage<String> openUpload(String key, String mediaType) {
    return retry("begin the upload of", key, () -> uploads.open(key, mediaType));
  }

  @Override
  public CompletionStage<StoredPart> putPart(
      String key, String uploadId, int number, UploadBody body) {
    return upload(
        "write part %d of".formatted(number),
        key,
        body,
        sums -> uploads.putPart(key, uploadId, number, body, sums));
  }

  @Override
  public CompletionStage<Optional<List<StoredPart>>> parts(String key, String uploadId) {
    return retry(
        "list the parts of",
        key,
        () ->
            S3.listParts(settings.bucket(), key, uploadId)
                .withAttributes(attributes)
                .map(p -> new StoredPart(p.getPartNumber(), p.getETag(), p.getSize(), null))
                .runWith(Sink.seq(), system)
                .handle(S3ObjectStore::emptyIfMissing));
  }

  @Override
  public CompletionStage<StoredObject> complete(
      String key, String uploadId, List<StoredPart> parts) {
    long bytes = parts.stream().mapToLong(StoredPart::bytes).sum();
    return retryWithinBudget("complete", key, () -> completeOrLook(key, uploadId, parts, bytes));
  }

  @Override
  public CompletionStage<Done> abort(String key, String uploadId) {
    return retryUnlessMissing(
        "abort the upload of",
        key,
        () -> S3.deleteUpload(settings.bucket(), key, uploadId, system, attributes));
  }

  @Override
  public CompletionStage<List<OpenUpload>> uploads(String prefix) {
    // The library puts the prefix into the query as it is; our folders need no encoding, names may.
    String folder = prefix.substring(0, prefix.lastIndexOf('/') + 1);
    return retry(
        "list the uploads under",
        prefix,
        () ->
            S3.listMultipartUpload(settings.bucket(), Optional.of(folder))
                .withAttributes(attributes)
                .filter(upload -> upload.getKey().startsWith(prefix))
                .map(u -> new OpenUpload(u.getKey(), u.getUploadId(), u.getInitiated()))
                .runWith(Sink.seq(), system));
  }

  @Override
  public void close() {
    uploads.close();
  }

  /** Completes; then, whatever the answer was, believes only what is there. */
  private CompletionStage<StoredObject> completeOrLook(
      String key, String uploadId, List<StoredPart> parts, long bytes) {
    List<Part> named = parts.stream().map(p -> Part.create(p.etag(), p.number())).toList();
    return withTimeout(
            S3.completeMultipartUpload(settings.bucket(), key, uploadId, named, system, attributes),
            settings.timeoutFor(bytes))
        .handle((answer, thrown) -> thrown)
        .thenCompose(
            thrown ->
                find(key)
                    .thenApply(
                        found -> {
                          if (found.isPresent() && found.get().bytes() == bytes) {
                            return found.get();
                          }
                          throw thrown != null
                              ? new CompletionException(thrown)
                              : new S3ErrorResponse(
                                  502, "Incomplete", "it said done, but has " + sizeOf(found));
                        }));
  }

  /** What has no type is given this one by stores and by Akka. */
  private static boolean isSpecific(String mediaType) {
    return !mediaType.equals(MediaTypes.OCTET_STREAM);
  }

  private static String sizeOf(Optional<StoredObject> found) {
    return found.map(object -> object.bytes() + " bytes").orElse("no object");
  }

  private static <T> Optional<T> emptyIfMissing(T value, Throwable thrown) {
    if (thrown == null) {
      return Optional.of(value);
    }
    if (S3ErrorResponse.isMissing(thrown)) {
      return Optional.empty();
    }
    throw new CompletionException(Backoff.unwrap(thrown));
  }

  private <T> CompletionStage<T> first(Source<T, ?> source) {
    return source.withAttributes(attributes).runWith(Sink.head(), system);
  }

  private CompletionStage<StoredPart> upload(
      String what,
      String key,
      UploadBody body,
      Function<S3Uploads.BodyChecksums, CompletionStage<StoredPart>> work) {
    return sums(body)
        .thenCompose(
            sums -> limiter.upload(() -> retryWithinBudget(what, key, () -> work.apply(sums))));
  }

  private CompletionStage<S3Uploads.BodyChecksums> sums(UploadBody body) {
    return hashing.supply(() -> S3Uploads.BodyChecksums.of(body));
  }

  private <T> CompletionStage<T> retry(String what, String key, Supplier<CompletionStage<T>> work) {
    return retryWithinBudget(what, key, () -> withTimeout(work.get(), settings.requestTimeout()));
  }

  private CompletionStage<Done> retryUnlessMissing(
      String what, String key, Supplier<CompletionStage<Done>> work) {
    return retry(what, key, () -> work.get().handle(S3ObjectStore::emptyIfMissing))
        .thenApply(done -> Done.getInstance());
  }

  private <T> CompletionStage<T> retryWithinBudget(
      String what, String key, Supplier<CompletionStage<T>> work) {
    Predicate<Throwable> again = S3ErrorResponse::isTransient;
    return backoff
        .retry(() -> limiter.call(work), again, later)
        .handle(
            (value, thrown) -> {
              if (thrown != null) {
                throw failure(what, key, thrown);
              }
              return value;
            });
  }

  private static <T> CompletionStage<T> withTimeout(CompletionStage<T> stage, Duration timeout) {
    return stage
        .thenApply(Function.identity())
        .toCompletableFuture()
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private ExportFailure failure(String what, String key, Throwable thrown) {
    Throwable cause = S3ErrorResponse.findIn(thrown);
    if (cause instanceof ExportFailure failure) {
      return failure;
    }
    boolean isDenied = cause instanceof S3ErrorResponse answer && answer.isDenied();
    String fix =
        isDenied
            ? "Check the access key and its rights, the bucket, the region and this node's clock"
            : "Check that the store is up and has room";
    return new ExportFailure(
        isDenied ? ErrorCode.STORE_DENIED : ErrorCode.STORE_UNAVAILABLE,
        "Cannot %s %s in bucket %s at %s: %s. %s."
            .formatted(what, key, settings.bucket(), settings.address(), reason(cause), fix),
        cause);
  }

  private String reason(Throwable cause) {
    if (cause instanceof S3ErrorResponse) {
      return cause.getMessage();
    }
    return cause instanceof TimeoutException
        ? "it did not answer in time"
        : String.valueOf(cause.getMessage());
  }
}
