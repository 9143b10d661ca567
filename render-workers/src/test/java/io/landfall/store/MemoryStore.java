package io.landfall.store;

import akka.Done;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/** A store without a wire, for tests of those who use one. */
public final class MemoryStore implements ObjectStore {
  public final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
  public final Map<String, Map<Integer, byte[]>> uploads = new ConcurrentSkipListMap<>();
  private int nextUpload = 1;

  /** What else happens with every deletion. */
  public Runnable onDelete = () -> {};

  /** What it says that it takes as parts; it takes all. */
  public volatile UploadRules rules = UploadRules.S3;

  @Override
  public CompletionStage<Done> ensureBucket() {
    return done();
  }

  @Override
  public CompletionStage<StoredPart> put(String key, UploadBody body, String mediaType) {
    return now(
        () -> {
          objects.put(key, whole(body));
          return part(0, body);
        });
  }

  @Override
  public CompletionStage<Optional<StoredObject>> find(String key) {
    return now(
        () ->
            Optional.ofNullable(objects.get(key))
                .map(bytes -> new StoredObject(key, "etag", bytes.length, null)));
  }

  @Override
  public CompletionStage<byte[]> get(String key, long maxBytes) {
    return now(
        () -> {
          if (!objects.containsKey(key)) {
            throw new ExportFailure(ErrorCode.STORE_UNAVAILABLE, "Cannot read " + key);
          }
          return objects.get(key);
        });
  }

  @Override
  public CompletionStage<byte[]> getRange(String key, long from, long bytes) {
    return now(() -> Arrays.copyOfRange(objects.get(key), (int) from, (int) (from + bytes)));
  }

  @Override
  public Source<ByteString, ?> read(String key) {
    return Source.from(
        Arrays.stream(new String[] {key})
            .flatMap(k -> halves(objects.get(k)).stream())
            .map(ByteString::fromArray)
            .toList());
  }

  @Override
  public Source<ByteString, ?> read(String key, long from, long last) {
    return Source.single(
        ByteString.fromArray(Arrays.copyOfRange(objects.get(key), (int) from, (int) last + 1)));
  }

  private static List<byte[]> halves(byte[] bytes) {
    int middle = bytes.length / 2;
    return List.of(Arrays.copyOf(bytes, middle), Arrays.copyOfRange(bytes, middle, bytes.length));
  }

  @Override
  public CompletionStage<List<String>> list(String prefix) {
    return now(() -> objects.keySet().stream().filter(key -> key.startsWith(prefix)).toList());
  }

  @Override
  public Source<ListedObject, ?> entries(String prefix) {
    return Source.from(objects.entrySet())
        .filter(object -> object.getKey().startsWith(prefix))
        .map(object -> new ListedObject(object.getKey(), object.getValue().length, Instant.EPOCH));
  }

  @Override
  public CompletionStage<Done> delete(String key) {
    objects.remove(key);
    onDelete.run();
    return done();
  }

  @Override
  public synchronized CompletionStage<String> openUpload(String key, String mediaType) {
    String id = key + "#" + nextUpload++;
    uploads.put(id, new ConcurrentSkipListMap<>());
    return CompletableFuture.completedStage(id);
  }

  @Override
  public CompletionStage<StoredPart> putPart(
      String key, String uploadId, int number, UploadBody body) {
    return now(
        () -> {
          uploads.get(uploadId).put(number, whole(body));
          return part(number, body);
        });
  }

  @Override
  public CompletionStage<Optional<List<StoredPart>>> parts(String key, String uploadId) {
    return now(
        () ->
            Optional.ofNullable(uploads.get(uploadId))
                .map(
                    parts ->
                        parts.entrySet().stream()
                            .map(
                                part ->
                                    new StoredPart(
                                        part.getKey(),
                                        "etag-" + part.getKey(),
                                        part.getValue().length,
                                        null))
                            .toList()));
  }

  @Override
  public CompletionStage<UploadRules> uploadRules() {
    return CompletableFuture.completedStage(rules);
  }

  @Override
  public CompletionStage<StoredObject> complete(
      String key, String uploadId, List<StoredPart> parts) {
    return now(
        () -> {
          var bytes = new ByteArrayOutputStream();
          parts.forEach(part -> bytes.writeBytes(uploads.get(uploadId).get(part.number())));
          uploads.remove(uploadId);
          objects.put(key, bytes.toByteArray());
          return new StoredObject(key, "etag", bytes.size(), null);
        });
  }

  @Override
  public CompletionStage<Done> abort(String key, String uploadId) {
    uploads.remove(uploadId);
    return done();
  }

  @Override
  public CompletionStage<List<OpenUpload>> uploads(String prefix) {
    return now(
        () ->
            uploads.keySet().stream()
                .filter(id -> id.startsWith(prefix))
                .map(id -> new OpenUpload(id.split("#")[0], id, Instant.EPOCH))
                .toList());
  }

  private static byte[] whole(UploadBody body) {
    var bytes = new ByteArrayOutputStream();
    body.chunks().forEach(bytes::writeBytes);
    bytes.writeBytes(new byte[(int) body.padding()]);
    return bytes.toByteArray();
  }

  private static StoredPart part(int number, UploadBody body) {
    String sha256 = HexFormat.of().formatHex(body.digest("SHA-256"));
    return new StoredPart(number, "etag-" + number, body.bytes(), sha256);
  }

  private static CompletionStage<Done> done() {
    return CompletableFuture.completedStage(Done.getInstance());
  }

  private static <T> CompletionStage<T> now(Supplier<T> work) {
    try {
      return CompletableFuture.completedStage(work.get());
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }
}
