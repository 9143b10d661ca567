package io.landfall.simulation;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.store.ObjectStore;
import io.landfall.store.UploadBody;
import io.landfall.store.s3.S3ErrorResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a bucket does at the moment a request reaches it, as S3 documents it: a part is replaced by
 * another of its number, completing needs the ETag of every part it names and works once, an upload
 * that was completed or aborted is not there any more.
 */
final class SimBucket {

  /** An object; its content stands for its bytes. */
  record SimObject(String content, long bytes, Instant written, boolean isAssembled) {}

  /** An upload that is open. */
  record SimUpload(String key, String id, Map<Integer, SimObject> parts, Instant begun) {}

  private final SimWorld world;
  final TreeMap<String, SimObject> objects = new TreeMap<>();
  final TreeMap<String, SimUpload> uploads = new TreeMap<>();
  private int nextUpload = 1;
  private long downUntil;

  SimBucket(SimWorld world) {
    this.world = world;
  }

  void failFor(Duration wait) {
    downUntil = Math.max(downUntil, world.time.now() + wait.toNanos());
  }

  void heal() {
    downUntil = 0;
  }

  boolean isDown() {
    return downUntil > world.time.now();
  }

  StoredPart put(String key, UploadBody body, boolean isDamaged) {
    SimObject object = object(body, isDamaged);
    objects.put(key, object);
    return part(0, object);
  }

  Optional<StoredObject> find(String key) {
    return Optional.ofNullable(objects.get(key))
        .filter(object -> !object.isAssembled || world.guards.has(SimGuard.LOOK_UP))
        .map(object -> new StoredObject(key, etag(object), object.bytes, null));
  }

  byte[] get(String key) {
    SimObject object = objects.get(key);
    if (object == null) {
      throw answer(404, "NoSuchKey");
    }
    return object.content.getBytes(StandardCharsets.ISO_8859_1);
  }

  List<String> list(String prefix) {
    return objects.subMap(prefix, prefix + "\uffff").keySet().stream().toList();
  }

  void delete(String key) {
    objects.remove(key);
  }

  String open(String key) {
    String id = "upload-" + nextUpload++;
    uploads.put(id, new SimUpload(key, id, new TreeMap<>(), world.time.clock()));
    return id;
  }

  StoredPart putPart(String key, String uploadId, int number, UploadBody body, boolean isDamaged) {
    SimObject object = object(body, isDamaged);
    upload(key, uploadId).parts.put(number, object);
    return part(number, object);
  }

  Optional<List<StoredPart>> parts(String key, String uploadId) {
    SimUpload upload = uploads.get(uploadId);
    return upload == null || !upload.key.equals(key)
        ? Optional.empty()
        : Optional.of(
            upload.parts.entrySet().stream().map(e -> part(e.getKey(), e.getValue())).toList());
  }

  StoredObject complete(String key, String uploadId, List<StoredPart> named, boolean isDamaged) {
    SimUpload upload = upload(key, uploadId);
    List<SimObject> chosen = new ArrayList<>();
    for (StoredPart part : named) {
      SimObject object = upload.parts.get(part.number());
      if (object == null || !etag(object).equals(part.etag())) {
        throw answer(400, "InvalidPart");
      }
      chosen.add(object);
    }
    if (isDamaged) {
      chosen.remove(chosen.size() - 1);
    }
    StringBuilder content = new StringBuilder();
    chosen.forEach(object -> content.append(object.content));
    boolean isReadBack = world.guards.has(SimGuard.READ_BACK);
    long bytes = chosen.stream().mapToLong(SimObject::bytes).sum();
    long told = isReadBack ? bytes : named.stream().mapToLong(StoredPart::bytes).sum();
    objects.put(key, new SimObject(content.toString(), bytes, world.time.clock(), true));
    uploads.remove(uploadId);
    world.invariants.committed(key, uploadId);
    return new StoredObject(key, "whole", told, null);
  }

  void abort(String uploadId) {
    if (world.guards.has(SimGuard.ABORT)) {
      uploads.remove(uploadId);
    }
  }

  List<ObjectStore.OpenUpload> uploads(String prefix) {
    return uploads.values().stream()
        .filter(upload -> upload.key.startsWith(prefix))
        .map(upload -> new ObjectStore.OpenUpload(upload.key, upload.id, upload.begun))
        .toList();
  }

  private SimUpload upload(String key, String uploadId) {
    SimUpload upload = uploads.get(uploadId);
    if (upload == null || !upload.key.equals(key)) {
      throw answer(404, "NoSuchUpload");
    }
    return upload;
  }

  private SimObject object(UploadBody body, boolean isDamaged) {
    return new SimObject(
        isDamaged ? "?" : content(body),
        body.bytes() - (isDamaged ? 1 : 0),
        world.time.clock(),
        false);
  }

  /** Returns the bytes as text, the padding as its length. */
  static String content(UploadBody body) {
    StringBuilder content = new StringBuilder();
    body.chunks().forEach(chunk -> content.append(new String(chunk, StandardCharsets.ISO_8859_1)));
    return body.padding() == 0
        ? content.toString()
        : content.append('<').append(body.padding()).append('>').toString();
  }

  private static StoredPart part(int number, SimObject object) {
    return new StoredPart(number, etag(object), object.bytes, sum(object.content));
  }

  private static String etag(SimObject object) {
    return '"' + sum(object.content) + '"';
  }

  static String sum(String content) {
    return Integer.toHexString(content.hashCode()) + "-" + content.length();
  }

  static ExportFailure answer(int status, String code) {
    return new ExportFailure(
        ErrorCode.STORE_UNAVAILABLE,
        "Cannot do it: the store answered %d %s".formatted(status, code),
        new S3ErrorResponse(status, code, ""));
  }
}
