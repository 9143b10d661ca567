package io.landfall.source;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.landfall.http.AddressPolicy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.RequestPayer;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.PresignedGetObjectRequest;

/**
 * Turns {@code s3://bucket/key} into an HTTP request, signed where an account is set, so that all
 * remote files are read in one way. Buckets of other regions are found by what the store answers.
 */
final class S3Requests implements AutoCloseable {
  private static final Duration SIGNED_FOR = Duration.ofMinutes(15);
  private static final Pattern HREF =
      Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(.+)", Pattern.DOTALL);
  private static final int MAX_KEY_BYTES = 1024;

  /** Of others the region is asked for anew, which costs one redirect. */
  private static final int MAX_KNOWN_BUCKETS = 10_000;

  private final SourceS3Settings settings;
  private final AddressPolicy policy;
  private final AwsCredentialsProvider credentials;
  private final Cache<String, String> regions =
      Caffeine.newBuilder().maximumSize(MAX_KNOWN_BUCKETS).executor(Runnable::run).build();
  private final Map<String, S3Presigner> presigners = new ConcurrentHashMap<>();

  S3Requests(SourceS3Settings settings, AddressPolicy policy) {
    this.settings = settings;
    this.policy =
        settings.endpoint().isEmpty() ? policy : policy.allowing(URI.create(settings.endpoint()));
    this.credentials =
        switch (settings.credentialsSource()) {
          case ANONYMOUS -> null;
          case NODE -> DefaultCredentialsProvider.builder().build();
          case KEYS ->
              StaticCredentialsProvider.create(
                  AwsBasicCredentials.create(settings.accessKeyId(), settings.secretAccessKey()));
        };
  }

  /** Returns where to get an object from, signed for a quarter of an hour. */
  RequestTarget target(String href) throws SourceException {
    Matcher address = HREF.matcher(href);
    if (!address.matches() || !isKey(address.group(2))) {
      throw SourceException.unreadable(
          href,
          "it is not a valid s3://bucket/key with a bucket's name and a plain key. Correct it.");
    }
    String bucket = address.group(1);
    String region = regions.asMap().getOrDefault(bucket, settings.region());
    return credentials == null
        ? plain(bucket, region, address.group(2))
        : signed(href, bucket, region, address.group(2));
  }

  /** Refuses what a store, or something before it, may take for another key. */
  private static boolean isKey(String key) {
    return key.getBytes(StandardCharsets.UTF_8).length <= MAX_KEY_BYTES
        && key.chars().noneMatch(Character::isISOControl)
        && !("/" + key + "/").matches("(?s).*/\\.{1,2}/.*");
  }

  private RequestTarget plain(String bucket, String region, String key) {
    URI uri = URI.create("%s/%s/%s".formatted(endpoint(region), bucket, encoded(key)));
    return new RequestTarget(uri, Map.of(), policy, other -> learnRegion(bucket, region, other));
  }

  private RequestTarget signed(String href, String bucket, String region, String key)
      throws SourceException {
    PresignedGetObjectRequest request;
    try {
      request =
          presigners
              .computeIfAbsent(region, this::presigner)
              .presignGetObject(
                  presign ->
                      presign
                          .signatureDuration(SIGNED_FOR)
                          .getObjectRequest(
                              get -> {
                                get.bucket(bucket).key(key);
                                if (settings.payer() == SourceS3Settings.S3Payer.REQUESTER) {
                                  get.requestPayer(RequestPayer.REQUESTER);
                                }
                              }));
    } catch (SdkException e) {
      throw SourceException.unreadable(
          href,
          "there are no credentials to sign with (%s). Set landfall.source.s3.credentials."
              .formatted(e.getMessage()),
          e);
    }
    Map<String, String> headers = new HashMap<>();
    request.signedHeaders().forEach((name, values) -> headers.put(name, String.join(",", values)));
    headers.keySet().removeIf("host"::equalsIgnoreCase);
    return new RequestTarget(
        URI.create(request.url().toString()),
        headers,
        policy,
        other -> learnRegion(bucket, region, other));
  }

  private S3Presigner presigner(String region) {
    return S3Presigner.builder()
        .region(Region.of(region))
        .credentialsProvider(credentials)
        .endpointOverride(URI.create(endpoint(region)))
        .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
        .build();
  }

  private String endpoint(String region) {
    return settings.endpoint().isEmpty()
        ? "https://s3.%s.amazonaws.com".formatted(region)
        : settings.endpoint();
  }

  /** The name goes into a host's, so it must be one. */
  private boolean learnRegion(String bucket, String used, String other) {
    if (!settings.endpoint().isEmpty() || used.equals(other) || !other.matches("[a-z0-9-]{1,40}")) {
      return false;
    }
    regions.put(bucket, other);
    return true;
  }

  private static String encoded(String key) {
    StringBuilder text = new StringBuilder();
    for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-_.~/".indexOf(c) >= 0);
      text.append(plain ? String.valueOf(c) : "%%%02X".formatted(b & 0xff));
    }
    return text.toString();
  }

  @Override
  public void close() {
    presigners.values().forEach(S3Presigner::close);
    if (credentials instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException("Cannot close the credentials of S3", e);
      }
    }
  }
}
