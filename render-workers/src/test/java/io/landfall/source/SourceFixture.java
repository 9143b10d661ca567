package io.landfall.source;

import com.typesafe.config.ConfigFactory;
import io.landfall.http.AddressPolicy;
import io.landfall.source.SourceS3Settings.S3Account;
import io.landfall.source.SourceS3Settings.S3Payer;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Settings and bytes for tests of remote files. */
public final class SourceFixture {
  private SourceFixture() {}

  /** Returns the default settings, with shorter timeouts. */
  public static SourceSettings settings(String... allowedHosts) {
    SourceSettings defaults = SourceSettings.from(ConfigFactory.defaultReference());
    return new SourceSettings(
        List.of(allowedHosts),
        defaults.cacheBytes(),
        Duration.ofSeconds(2),
        defaults.attempts(),
        Duration.ofMillis(5),
        Duration.ofSeconds(20),
        defaults.revalidateAfter(),
        defaults.requestsPerHost(),
        defaults.requests(),
        defaults.s3());
  }

  /** Returns settings for a store of one's own, or for Amazon's where the endpoint is empty. */
  static SourceS3Settings s3(String endpoint, S3Account account) {
    return new SourceS3Settings("us-west-2", endpoint, account, "AKID", "hush", S3Payer.REQUESTER);
  }

  /** Returns sources that may ask everybody. */
  public static RemoteSources anywhere() {
    return new RemoteSources(settings(), AddressPolicy.anywhere());
  }

  static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  static byte[] read(RemoteByteSource source, long from, int length) throws java.io.IOException {
    byte[] into = new byte[length + 2];
    source.read(from, into, 1, length);
    return java.util.Arrays.copyOfRange(into, 1, length + 1);
  }
}
