package io.landfall.destination;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/** Addresses of Amazon's S3, as users give them for their buckets. */
public final class AmazonEndpoint {
  /** Hosts of the service: of a region, of old, of a private network. None names a bucket. */
  private static final Pattern SERVICE =
      Pattern.compile(
          "(s3(-fips)?(\\.dualstack)?\\.[a-z0-9-]+"
              + "|s3(-[a-z0-9-]+)?"
              + "|bucket\\.vpce-[a-z0-9-]+\\.s3\\.[a-z0-9-]+\\.vpce)\\.amazonaws\\.com(\\.cn)?");

  private AmazonEndpoint() {}

  /** Tells whether an address is Amazon's. */
  public static boolean isAmazon(URI address) {
    String host = host(address);
    return host.endsWith(".amazonaws.com") || host.endsWith(".amazonaws.com.cn");
  }

  /**
   * Tells whether an address of Amazon's is more than the service, as {@code
   * https://maps.s3.us-west-2.amazonaws.com}: the name of a bucket given beside that would be a
   * folder in bucket maps.
   */
  public static boolean namesBucket(URI address) {
    return isAmazon(address) && !SERVICE.matcher(host(address)).matches();
  }

  private static String host(URI address) {
    String host = address.getHost(); // null where it is none that Java reads
    return host == null ? "" : host.toLowerCase(Locale.ROOT);
  }
}
