package io.landfall.node.embedded;

import io.landfall.store.s3.DirectWrites;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;

/** Writes to the embedded store by methods of its server, which is of another class loader. */
final class EmbeddedStoreWrites implements DirectWrites {
  private final Object server;
  private final Method put;
  private final Method putPart;

  private EmbeddedStoreWrites(Object server) throws NoSuchMethodException {
    this.server = server;
    put =
        server
            .getClass()
            .getMethod("put", String.class, String.class, InputStream.class, long.class);
    putPart =
        server
            .getClass()
            .getMethod(
                "putPart", String.class, String.class, int.class, InputStream.class, long.class);
  }

  /** Finds them; empty where the store's jar is of a build before they were there. */
  static Optional<DirectWrites> of(Object server) {
    try {
      return Optional.of(new EmbeddedStoreWrites(server));
    } catch (NoSuchMethodException e) {
      return Optional.empty();
    }
  }

  @Override
  public String put(String key, String mediaType, InputStream body, long bytes) throws IOException {
    return call(put, key, mediaType, body, bytes);
  }

  @Override
  public String putPart(String key, String uploadId, int number, InputStream body, long bytes)
      throws IOException {
    return call(putPart, key, uploadId, number, body, bytes);
  }

  private String call(Method method, Object... arguments) throws IOException {
    try {
      return (String) method.invoke(server, arguments);
    } catch (InvocationTargetException e) { // a full disk, a file that cannot be written
      Throwable cause = e.getCause();
      if (cause instanceof FileNotFoundException noUpload) {
        throw noUpload;
      }
      throw cause.getCause() instanceof IOException io ? io : new IOException(cause);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
