package io.landfall.node.embedded.store;

import java.io.FileNotFoundException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.IntSupplier;
import org.gaul.s3proxy.S3ErrorCode;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.S3ProxyException;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * An S3 server on 127.0.0.1 over a folder. Made by reflection from another class loader, so its
 * face is types of the JDK: it tells its port, takes bodies, and can be closed.
 */
public final class StoreServer implements IntSupplier, AutoCloseable {
  /** A slow reader holds one: more than a node has connections to it. */
  private static final int THREADS = 320;

  private static final long LARGEST_PUT = 5L << 30;

  private final S3Proxy server;
  private final BlobStore blobs;
  private final String bucket;

  /**
   * Starts the server.
   *
   * @param folder that holds a folder a bucket; it exists
   * @param bucket made if it is not there
   * @param port 0: any free one
   */
  public StoreServer(Path folder, String bucket, int port, String accessKeyId, String secret)
      throws Exception {
    this.bucket = bucket;
    blobs = new OpenUploadsStore(new FilesystemNio2BlobStore(folder.toString()));
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

  /** Stores an object as a request for it does; returns its ETag, in quotes. */
  public String put(String key, String mediaType, InputStream body, long bytes) {
    var request =
        PutObjectRequest.builder()
            .bucket(bucket)
            .key(key)
            .contentType(mediaType)
            .contentLength(bytes)
            .build();
    return quoted(blobs.putBlob(request, body).eTag());
  }

  /**
   * Stores a part of an open upload as a request for it does; returns its ETag, in quotes.
   *
   * @throws FileNotFoundException if the upload was completed or aborted, or never was
   */
  public String putPart(String key, String uploadId, int number, InputStream body, long bytes)
      throws FileNotFoundException {
    var upload =
        new MultipartUpload(
            uploadId, CreateMultipartUploadRequest.builder().bucket(bucket).key(key).build());
    var request =
        UploadPartRequest.builder()
            .bucket(bucket)
            .key(key)
            .uploadId(uploadId)
            .partNumber(number)
            .contentLength(bytes)
            .build();
    try {
      return quoted(blobs.uploadMultipartPart(upload, request, body).eTag());
    } catch (S3ProxyException e) {
      if (e.getError() == S3ErrorCode.NO_SUCH_UPLOAD) {
        throw (FileNotFoundException) new FileNotFoundException(e.getMessage()).initCause(e);
      }
      throw e;
    }
  }

  private static String quoted(String etag) {
    return '"' + etag.replace("\"", "") + '"';
  }

  @Override
  public void close() throws Exception {
    server.stop();
    blobs.close();
  }
}
