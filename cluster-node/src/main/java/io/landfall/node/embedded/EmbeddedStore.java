package io.landfall.node.embedded;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.node.config.StartPhases;
import io.landfall.store.s3.DirectWrites;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A private S3 server over {@code DATA_DIR/store}, on 127.0.0.1 only, with keys that stand in the
 * data folder. It runs in this process, so it ends with it, but in a class loader of its own: its
 * libraries clash with ours.
 */
public final class EmbeddedStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStore.class);
  private static final String SERVER = "io.landfall.node.embedded.store.StoreServer";
  private static final String BUCKET = "landfall";
  private static final String ACCESS_KEY_ID = "landfall-embedded";

  private final URLClassLoader libraries;
  private final AutoCloseable server;
  private final StoreEndpoint endpoint;
  private final Optional<DirectWrites> writes;

  private EmbeddedStore(URLClassLoader libraries, AutoCloseable server, StoreEndpoint endpoint) {
    this.libraries = libraries;
    this.server = server;
    this.endpoint = endpoint;
    this.writes = EmbeddedStoreWrites.of(server);
  }

  /** Where its buckets are, below the data folder. */
  public static final String FOLDER = "store";

  /**
   * Starts the server.
   *
   * @throws ExportFailure STORE_UNAVAILABLE, saying why
   */
  public static EmbeddedStore start(DataFolder folder) {
    Path log = log(folder);
    System.setProperty("io.landfall.store.log", log.toString());
    String secret = folder.getOrCreateSecret("store.secret", Secrets.generate());
    Path files = folder.folder(FOLDER);
    URLClassLoader libraries =
        new URLClassLoader("store", jar(), ClassLoader.getPlatformClassLoader());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(
        libraries); // its threads inherit it, and find their services by it
    try (var phase = StartPhases.begin("store")) {
      Object server =
          libraries
              .loadClass(SERVER)
              .getConstructor(Path.class, String.class, int.class, String.class, String.class)
              .newInstance(files, BUCKET, 0, ACCESS_KEY_ID, secret);
      int port = ((IntSupplier) server).getAsInt();
      return new EmbeddedStore(
          libraries,
          (AutoCloseable) server,
          new StoreEndpoint(
              "http://127.0.0.1:" + port, BUCKET, ACCESS_KEY_ID, secret, "us-east-1"));
    } catch (ReflectiveOperationException e) {
      throw new ExportFailure(
          ErrorCode.STORE_UNAVAILABLE,
          "Cannot start the private object store in %s: %s. Its log is %s."
              .formatted(files, e.getCause() == null ? e : e.getCause(), log),
          e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static Path log(DataFolder folder) {
    try {
      return folder.log("store.log");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep a log in " + folder.path(), e);
    }
  }

  /** Returns where it listens. */
  public StoreEndpoint endpoint() {
    return endpoint;
  }

  /** Returns the way to write to it past its server. */
  public Optional<DirectWrites> writes() {
    return writes;
  }

  /** The jar lies in {@code lib/embedded-store}, with the libraries that its manifest lists. */
  private static URL[] jar() {
    Path jar = Libraries.folder().resolve("embedded-store").resolve("embedded-store.jar");
    if (!Files.exists(jar)) {
      throw new ExportFailure(
          ErrorCode.STORE_UNAVAILABLE,
          "Cannot start the private object store: %s is missing. Run mvn package again, or keep"
                  .formatted(jar)
              + " lib/ beside landfall.jar.");
    }
    try {
      return new URL[] {jar.toUri().toURL()};
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      libraries.close();
    } catch (IOException e) {
      LOG.warn("Cannot close the libraries of the private object store: {}", e.toString());
    } catch (Exception e) {
      LOG.warn("Cannot stop the private object store: {}", e.toString());
    }
  }
}
