package io.landfall.store.s3;

import io.landfall.model.StoredPart;
import io.landfall.pool.BoundedPool;
import io.landfall.store.UploadBody;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.concurrent.CompletionStage;

/**
 * Bodies that are hashed and written by one thread, as the store is in this process. The store's
 * ETag is the MD5 of what it wrote; the SHA-256, by which a file is checked once it is delivered,
 * is ours.
 */
final class DirectUploads {
  private final DirectWrites store;
  private final BoundedPool pool;

  DirectUploads(DirectWrites store, BoundedPool pool) {
    this.store = store;
    this.pool = pool;
  }

  CompletionStage<StoredPart> put(String key, UploadBody body, String mediaType) {
    return write(0, body, in -> store.put(key, mediaType, in, body.bytes()));
  }

  CompletionStage<StoredPart> putPart(String key, String uploadId, int number, UploadBody body) {
    return write(number, body, in -> store.putPart(key, uploadId, number, in, body.bytes()));
  }

  /** Writes a stream to its end; returns the ETag. */
  private interface BodyWriter {
    String write(InputStream body) throws IOException;
  }

  private CompletionStage<StoredPart> write(int number, UploadBody body, BodyWriter writer) {
    return pool.supply(
        () -> {
          String sha256 = HexFormat.of().formatHex(body.digest("SHA-256"));
          try {
            return new StoredPart(number, writer.write(body.stream()), body.bytes(), sha256);
          } catch (FileNotFoundException e) {
            throw S3ErrorResponse.ofUnknownUpload(e.getMessage());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
