package io.landfall.store.s3;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.stream.Attributes;
import akka.stream.alpakka.s3.AccessStyle;
import akka.stream.alpakka.s3.ApiVersion;
import akka.stream.alpakka.s3.MemoryBufferType;
import akka.stream.alpakka.s3.RetrySettings;
import akka.stream.alpakka.s3.S3Attributes;
import akka.stream.alpakka.s3.S3Settings;
import akka.stream.alpakka.s3.javadsl.S3;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.landfall.http.DelayScheduler;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.store.FailingUploads;
import io.landfall.store.MediaTypes;
import io.landfall.store.ObjectStore;
import io.landfall.store.StoreSettings;
import io.landfall.store.UploadBody;
import io.landfall.store.UploadRules;
import io.landfall.store.s3.StoreConnections.ConnectionUse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.LongStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * A bucket of anything that speaks S3. The endpoint travels with each call, so stores of several
 * endpoints live side by side in one actor system.
 */
public final class S3ObjectStore implements ObjectStore, AutoCloseable {
  private static final int MAX_UPLOADS = 32;
  private static final int CHUNK_BYTES = 8 << 20;
  private static final int CHUNKS_AT_A_TIME = 2;

  private final ActorSystem<?> system;
  private final StoreSettings settings;
  private final BoundedPool hashing;
  private final Attributes attributes;
  private final S3Presigner presigner;
  private final S3Uploads uploads;
  private final S3Reads reads;
  private final ConcurrencyLimiter limiter;
  private final StoreCalls calls;
  private final S3MultipartUploads multipart;
  private final KnownUploadRules rules;
  private final S3Bucket bucket;
  private final Optional<DirectUploads> direct;

  /** Connects lazily: nothing is asked of the store before the first call. */
  public S3ObjectStore(ActorSystem<?> system, StoreSettings settings) {
    this(system, settings, Optional.empty());
  }

  /**
   * As {@link #S3ObjectStore(ActorSystem, StoreSettings)}.
   *
   * @param writes takes bodies where the store runs in this process; all else is asked of its
   *     server
   */
  public S3ObjectStore(
      ActorSystem<?> system, StoreSettings settings, Optional<DirectWrites> writes) {
    this.system = system;
    this.settings = settings;
    this.hashing = NodePools.of(system).get(PoolName.UPLOADS);
    DelayScheduler later = DelayScheduler.of(system);
    this.limiter = new ConcurrencyLimiter(MAX_UPLOADS, later);
    this.calls = new StoreCalls(settings, limiter, later);
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
                RetrySettings.create(0, Duration.ofSeconds(1), Duration.ofSeconds(1), 0));
    this.attributes =
        S3Attributes.settings(
            settings.endpoint().isEmpty()
                ? s3
                : s3.withEndpointUrl(settings.endpoint())
                    .withAccessStyle(AccessStyle.pathAccessStyle()));
    this.presigner = presigner(settings, credentials);
    var connections = new StoreConnections(system);
    this.uploads = new S3Uploads(system, settings, connections, presigner);
    this.reads = new S3Reads(system, connections, presigner, settings.bucket());
    this.bucket = new S3Bucket(system, attributes, settings.bucket());
    this.multipart = new S3MultipartUploads(system, settings, attributes, calls, this);
    this.rules = new KnownUploadRules(this, settings);
    this.direct = writes.map(store -> new DirectUploads(store, hashing));
  }

  private static S3Presigner presigner(StoreSettings settings, AwsCredentialsProvider credentials) {
    var builder =
        S3Presigner.builder()
            .region(Region.of(settings.region()))
            .credentialsProvider(credentials)
            .serviceConfiguration(
                S3Configuration.builder()
                    .pathStyleAccessEnabled(!settings.endpoint().isEmpty())
                    .build());
    if (!settings.endpoint().isEmpty()) {
      builder.endpointOverride(settings.address());
    }
    return builder.build();
  }

  @Override
  public Optional<FailingUploads> failing() {
    return Optional.of(calls.failing());
  }

  @Override
  public CompletionStage<Done> ensureBucket() {
    return calls.retry("make bucket", settings.bucket(), bucket::ensure);
  }

  @Override
  public CompletionStage<StoredPart> put(String key, UploadBody body, String mediaType) {
    return upload(
        "write",
        key,
        body,
        sums -> uploads.put(key, body, sums, mediaType),
        here -> here.put(key, body, mediaType));
  }

  @Override
  public CompletionStage<Optional<StoredObject>> find(String key) {
    return calls.retry(
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
    return calls.retry(
        "read",
        key,
        () ->
            reads
                .read(ConnectionUse.READS, key, Optional.empty())
                .limitWeighted(maxBytes, chunk -> (long) chunk.size())
                .runFold(ByteString.emptyByteString(), ByteString::concat, system)
                .thenApply(ByteString::toArrayUnsafe));
  }

  @Override
  public Source<ByteString, ?> read(String key) {
    return reads
        .read(ConnectionUse.READS, key, Optional.empty())
        .mapError(Throwable.class, thrown -> calls.failure("read", key, thrown));
  }

  @Override
  public Source<ByteString, ?> read(String key, long from, long last) {
    return reads
        .read(ConnectionUse.READS, key, S3Reads.range(from, last))
        .mapError(Throwable.class, thrown -> calls.failure("read", key, thrown));
  }

  @Override
  public Source<ByteString, ?> readAll(StoredObject object) {
    long chunks = (object.bytes() + CHUNK_BYTES - 1) / CHUNK_BYTES;
    return Source.fromIterator(() -> LongStream.range(0, chunks).iterator())
        .mapAsync(
            CHUNKS_AT_A_TIME,
            chunk -> {
              long from = chunk * CHUNK_BYTES;
              return readRange(object.key(), from, Math.min(CHUNK_BYTES, object.bytes() - from));
            });
  }

  @Override
  public CompletionStage<byte[]> getRange(String key, long from, long bytes) {
    return readRange(key, from, bytes).thenApply(ByteString::toArrayUnsafe);
  }

  private CompletionStage<ByteString> readRange(String key, long from, long length) {
    return calls.retryWithinBudget(
        String.format(Locale.ROOT, "read byte %d of", from),
        key,
        () ->
            StoreCalls.withTimeout(
                reads
                    .read(ConnectionUse.READS, key, S3Reads.range(from, from + length - 1))
                    .limitWeighted(length, part -> (long) part.size())
                    .runFold(ByteString.emptyByteString(), ByteString::concat, system)
                    .thenApply(bytes -> checkLength(bytes, length)),
                settings.timeoutFor(length)));
  }

  private static ByteString checkLength(ByteString bytes, long length) {
    if (bytes.size() != length) {
      throw S3ErrorResponse.ofShortRead(bytes.size(), length);
    }
    return bytes;
  }

  @Override
  public CompletionStage<List<String>> list(String prefix) {
    return calls.retry(
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
        .mapError(Throwable.class, thrown -> calls.failure("list", prefix, thrown));
  }

  @Override
  public CompletionStage<Done> delete(String key) {
    return calls.retryUnlessMissing(
        "delete", key, () -> first(S3.deleteObject(settings.bucket(), key)));
  }

  @Override
  public CompletionStage<UploadRules> uploadRules() {
    return rules.known();
  }

  /** Returns them too, tried out again unless settings or the store's host tell. */
  public CompletionStage<UploadRules> renewedUploadRules() {
    return rules.renewed();
  }

  @Override
  public CompletionStage<String> openUpload(String key, String mediaType) {
    return calls.retry("begin the upload of", key, () -> uploads.open(key, mediaType));
  }

  @Override
  public CompletionStage<StoredPart> putPart(
      String key, String uploadId, int number, UploadBody body) {
    return upload(
        String.format(Locale.ROOT, "write part %d of", number),
        key,
        body,
        sums -> uploads.putPart(key, uploadId, number, body, sums),
        here -> here.putPart(key, uploadId, number, body));
  }

  @Override
  public CompletionStage<Optional<List<StoredPart>>> parts(String key, String uploadId) {
    return multipart.parts(key, uploadId);
  }

  @Override
  public CompletionStage<StoredObject> complete(
      String key, String uploadId, List<StoredPart> parts) {
    return multipart.complete(key, uploadId, parts);
  }

  @Override
  public CompletionStage<Done> abort(String key, String uploadId) {
    return multipart.abort(key, uploadId);
  }

  @Override
  public CompletionStage<List<OpenUpload>> uploads(String prefix) {
    return multipart.list(prefix);
  }

  /** Returns the store for callers who download. */
  public S3Downloads downloads() {
    return new S3Downloads(system, settings, calls, reads, DelayScheduler.of(system));
  }

  /**
   * Asks once, over a connection for that alone, whether the store answers; fails if it does not.
   */
  public CompletionStage<Done> probe(String key) {
    return calls
        .once("look up", key, reads.find(ConnectionUse.PROBES, key))
        .thenApply(found -> Done.getInstance());
  }

  @Override
  public void close() {
    presigner.close();
  }

  /** What has no type is given this one by stores and by Akka. */
  private static boolean isSpecific(String mediaType) {
    return !mediaType.equals(MediaTypes.OCTET_STREAM);
  }

  private <T> CompletionStage<T> first(Source<T, ?> source) {
    return source.withAttributes(attributes).runWith(Sink.head(), system);
  }

  private CompletionStage<StoredPart> upload(
      String what,
      String key,
      UploadBody body,
      Function<S3Uploads.BodyChecksums, CompletionStage<StoredPart>> work,
      Function<DirectUploads, CompletionStage<StoredPart>> workHere) {
    if (direct.isPresent()) {
      return limiter.upload(() -> calls.retryUpload(what, key, () -> workHere.apply(direct.get())));
    }
    return sums(body)
        .thenCompose(
            sums -> limiter.upload(() -> calls.retryUpload(what, key, () -> work.apply(sums))));
  }

  private CompletionStage<S3Uploads.BodyChecksums> sums(UploadBody body) {
    return hashing.supply(() -> S3Uploads.BodyChecksums.of(body));
  }
}
