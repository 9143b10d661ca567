package io.landfall.node.embedded;

/**
 * Where the object store is and who we are there.
 *
 * @param endpoint {@code http://host:port}
 */
public record StoreEndpoint(
    String endpoint, String bucket, String accessKeyId, String secretAccessKey, String region) {

  /** Leaves the secret out. */
  @Override
  public String toString() {
    return "bucket %s at %s".formatted(bucket, endpoint.replaceFirst("//[^/]*@", "//"));
  }
}
