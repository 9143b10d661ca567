package io.landfall.node.embedded.store;

import java.net.URI;
import java.nio.file.Path;
import java.util.function.IntSupplier;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * An S3 server on 127.0.0.1 over a folder. Made by reflection from another class loader, so its
 * face is types of the JDK: it tells its port and can be closed.
 */
public final class StoreServer implements IntSupplier, AutoCloseable {
  /** A slow reader holds one: more than a node has connections to it. */
  private static final int THREADS = 320;

  private static final long LARGEST_PUT = 5L << 30;

  private final S3Proxy server;
  private final BlobStore blobs;

  /**
   * Starts the server.
   *
   * @param folder that holds a folder a bucket; it exists
   * @param bucket made if it is not there
   * @param port 0: any free one
   */
  public StoreServer(Path folder, String bucket, int port, String accessKeyId, String secret)
      throws Exception {
    blobs = new FilesystemNio2BlobStore(folder.toString());
    if (!blobs.containerExists(bucket)) {
      blobs.createContainer(bucket);
    }
    server =
        S3Proxy.builder()
            .blobStore(blobs)
            .endpoint(URI.create("http://127.0.0.1:" + port))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, accessKeyId, secret)
            .jettyMaxThreads(THREADS)
            .maxSinglePartObjectSize(LARGEST_PUT)
            .v4MaxNonChunkedRequestSize(LARGEST_PUT)
            .ignoreUnknownHeaders(true)
            .build();
    server.start();
  }

  @Override
  public int getAsInt() {
    return server.getPort();
  }

  @Override
  public void close() throws Exception {
    server.stop();
    blobs.close();
  }
}
