package io.landfall.node.embedded;

import com.typesafe.config.Config;
import java.util.Optional;

/**
 * Where the object store is and who we are there.
 *
 * @param endpoint {@code http://host:port}
 */
public record StoreEndpoint(
    String endpoint, String bucket, String accessKeyId, String secretAccessKey, String region) {

  /** Returns the store that {@code landfall.store} names; empty: it is the embedded one. */
  public static Optional<StoreEndpoint> configured(Config root) {
    Config store = root.getConfig("landfall.store");
    if (store.getString("endpoint").isBlank() && store.getString("access-key-id").isBlank()) {
      return Optional.empty();
    }
    return Optional.of(
        new StoreEndpoint(
            store.getString("endpoint"),
            store.getString("bucket"),
            store.getString("access-key-id"),
            store.getString("secret-access-key"),
            store.getString("region")));
  }

  /** Leaves the secret out. */
  @Override
  public String toString() {
    return "bucket %s at %s".formatted(bucket, endpoint.replaceFirst("//[^/]*@", "//"));
  }
}
