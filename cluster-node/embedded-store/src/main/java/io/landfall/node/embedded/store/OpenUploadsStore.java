package io.landfall.node.embedded.store;

import java.io.InputStream;
import org.gaul.s3proxy.S3ErrorCode;
import org.gaul.s3proxy.S3ProxyException;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Takes parts of open uploads alone, as S3 does. The store behind it takes those of uploads that
 * were completed or aborted, too, or that a restored folder does not have: nobody lists such a part
 * again, so it would stay for ever.
 */
final class OpenUploadsStore extends ForwardingBlobStore {
  OpenUploadsStore(BlobStore blobs) {
    super(blobs);
  }

  @Override
  public UploadPartResponse uploadMultipartPart(
      MultipartUpload upload, UploadPartRequest request, InputStream body) {
    checkOpen(upload);
    UploadPartResponse stored = super.uploadMultipartPart(upload, request, body);
    try {
      checkOpen(upload);
    } catch (S3ProxyException e) {
      // it ended meanwhile, and what it had was removed before this part
      super.abortMultipartUpload(upload);
      throw e;
    }
    return stored;
  }

  /** An upload is a blob of this name until it ends. */
  private void checkOpen(MultipartUpload upload) {
    String name = ".mpus-%s-%s-stub".formatted(upload.id(), upload.blobName());
    if (!blobExists(upload.containerName(), name)) {
      throw new S3ProxyException(S3ErrorCode.NO_SUCH_UPLOAD);
    }
  }
}
