package io.landfall.delivery.s3;

import io.landfall.store.s3.S3ErrorResponse;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Uploads that a delivery has opened without getting their ids. */
final class S3Orphans {
  private static final Logger LOG = LoggerFactory.getLogger(S3Orphans.class);

  private S3Orphans() {}

  /**
   * Aborts the uploads at exactly this key that were begun when the journal held that one would be;
   * those of others there are older. Blocks. Where the store does not list them, a rule of the
   * bucket must end them.
   */
  static void abort(BucketRequests requests, String key, Instant since) {
    try {
      requests.uploadsSince(key, since).forEach(id -> requests.abort(key, id));
    } catch (S3Exception e) {
      if (S3ErrorResponse.isTransient(e)) {
        throw e;
      }
      LOG.info("Cannot list the open uploads of {}: a rule of the bucket must end them", key);
    }
  }
}
