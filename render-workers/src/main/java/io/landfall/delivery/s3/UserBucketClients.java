package io.landfall.delivery.s3;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.landfall.delivery.CommitsUnderway;
import io.landfall.delivery.s3.UserBucket.AccessKeys;
import io.landfall.delivery.s3.UserBucket.AssumedRole;
import io.landfall.destination.AmazonEndpoint;
import io.landfall.http.AddressPolicy;
import io.landfall.http.AddressRefusedException;
import io.landfall.http.CheckedAddresses;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.store.StoreSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.hc.client5.http.DnsResolver;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * Clients of the buckets of users, for one node. A client connects to nothing but an address that
 * was checked: the one look-up of a host is the checked one. It follows no redirect, uses no proxy
 * of the machine and reads no file of it.
 */
public final class UserBucketClients implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 64;

  /** Keys that a store does not know are not sent there again so soon. */
  private static final Duration REFUSED_FOR = Duration.ofMinutes(5);

  private static final int MAX_REFUSED = 1_000;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final StoreSettings own;
  private final S3DeliverySettings settings;
  private final CheckedAddresses addresses;
  private final ScheduledExecutorService timeouts;
  private final SdkHttpClient http;
  private final SdkHttpClient tokenServiceHttp;
  private final CommitsUnderway commits = new CommitsUnderway();
  private final Cache<UserBucket, ExportFailure> refused =
      Caffeine.newBuilder().maximumSize(MAX_REFUSED).expireAfterWrite(REFUSED_FOR).build();

  /**
   * Connects lazily: nothing is asked before the first call of a client.
   *
   * @param own our store, whose account assumes roles and uses grants, and whose bucket nobody may
   *     name
   */
  public UserBucketClients(StoreSettings own, S3DeliverySettings settings) {
    this(
        own,
        settings,
        new CheckedAddresses(settings.allowedHosts(), S3DeliverySettings.ALLOWED_HOSTS));
  }

  UserBucketClients(StoreSettings own, S3DeliverySettings settings, CheckedAddresses addresses) {
    this.own = own;
    this.settings = settings;
    this.addresses = addresses;
    this.timeouts =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              var thread = new Thread(work, "landfall-bucket-timeouts");
              thread.setDaemon(true);
              return thread;
            });
    this.http = http().dnsResolver(new CheckedResolver(addresses)).build();
    this.tokenServiceHttp = http().build();
  }

  private Apache5HttpClient.Builder http() {
    return Apache5HttpClient.builder()
        .maxConnections(MAX_CONNECTIONS)
        .connectionTimeout(CONNECT_TIMEOUT)
        .connectionAcquisitionTimeout(settings.requestTimeout())
        .socketTimeout(settings.requestTimeout())
        .proxyConfiguration(
            ProxyConfiguration.builder()
                .useSystemPropertyValues(false)
                .useEnvironmentVariableValues(false)
                .build());
  }

  /**
   * Makes what asks a bucket, to be closed after use. Asks nobody yet.
   *
   * @throws ExportFailure DESTINATION_UNWRITABLE if the endpoint or the bucket may not be used
   */
  BucketRequests open(UserBucket bucket) {
    checkAllowed(bucket);
    var builder =
        S3Client.builder()
            .httpClient(http)
            .region(Region.of(bucket.region()))
            .credentialsProvider(credentials(bucket))
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .disableS3ExpressSessionAuth(true)
            .serviceConfiguration(
                S3Configuration.builder()
                    .pathStyleAccessEnabled(bucket.endpoint() != null)
                    .chunkedEncodingEnabled(false)
                    .profileFile(UserBucketClients::noProfiles)
                    .build())
            .overrideConfiguration(overrides());
    if (bucket.endpoint() != null) {
      builder.endpointOverride(bucket.endpoint());
    }
    return new BucketRequests(builder.build(), bucket, settings);
  }

  /** Returns the commits that are under way on this node. */
  CommitsUnderway commits() {
    return commits;
  }

  /** Remembers that the store does not know the keys. */
  void noteRefusedKeys(UserBucket bucket, ExportFailure failure) {
    refused.put(bucket, failure);
  }

  /** Asks the store again, whatever it has said. */
  void forgetRefusedKeys(UserBucket bucket) {
    refused.invalidate(bucket);
  }

  /**
   * Spares the store the other deliveries with keys that it does not know.
   *
   * @throws ExportFailure DESTINATION_DENIED as the store said a moment ago
   */
  void checkKeysAreNotRefused(UserBucket bucket) {
    ExportFailure failure = refused.getIfPresent(bucket);
    if (failure != null) {
      throw new ExportFailure(failure.code(), failure.getMessage());
    }
  }

  /** Tells whether both buckets lie in one store, which may then copy by itself. */
  boolean isOwnStore(UserBucket bucket) {
    URI there = address(bucket);
    URI here = own.address();
    return here.getHost().equalsIgnoreCase(there.getHost())
        && AddressPolicy.port(here) == AddressPolicy.port(there);
  }

  private static URI address(UserBucket bucket) {
    return bucket.endpoint() == null
        ? URI.create("https://s3.%s.amazonaws.com".formatted(bucket.region()))
        : bucket.endpoint();
  }

  /** Returns the name of our own bucket. */
  String ownBucket() {
    return own.bucket();
  }

  S3DeliverySettings settings() {
    return settings;
  }

  private void checkAllowed(UserBucket bucket) {
    if (bucket.name().equals(own.bucket())) {
      throw refused(bucket, "this service keeps its own files in a bucket of this name");
    }
    if (namesBucket(address(bucket))) {
      throw refused(
          bucket, "its endpoint names a bucket itself; give the address of the store alone");
    }
    boolean hasIdentity =
        isOwnStore(bucket)
            || AmazonEndpoint.isAmazon(own.address()) && AmazonEndpoint.isAmazon(address(bucket))
            || bucket.access() instanceof AssumedRole && !settings.tokenServiceEndpoint().isEmpty();
    if (!(bucket.access() instanceof AccessKeys) && !hasIdentity) {
      throw refused(bucket, "this service has no account in that store; give keys");
    }
    try {
      if (bucket.endpoint() != null) {
        addresses.checkForm(bucket.endpoint());
      }
    } catch (AddressRefusedException e) {
      throw refused(bucket, e.getMessage());
    }
  }

  /** A bucket that stands in the host is the one that is written, whatever bucket is named. */
  private boolean namesBucket(URI address) {
    String own = "%s.%s".formatted(this.own.bucket(), this.own.address().getHost());
    return AmazonEndpoint.namesBucket(address) || own.equalsIgnoreCase(address.getHost());
  }

  private static ExportFailure refused(UserBucket bucket, String why) {
    return new ExportFailure(
        ErrorCode.DESTINATION_UNWRITABLE,
        "Cannot deliver to bucket %s at %s: %s. Make another delivery configuration."
            .formatted(bucket.name(), bucket.shownAddress(), why));
  }

  private AwsCredentialsProvider credentials(UserBucket bucket) {
    if (bucket.access() instanceof AccessKeys keys) {
      return StaticCredentialsProvider.create(
          keys.sessionToken() == null
              ? AwsBasicCredentials.create(keys.accessKeyId(), keys.secretAccessKey().reveal())
              : AwsSessionCredentials.create(
                  keys.accessKeyId(),
                  keys.secretAccessKey().reveal(),
                  keys.sessionToken().reveal()));
    }
    return bucket.access() instanceof AssumedRole role ? assumed(bucket, role) : ownCredentials();
  }

  private AwsCredentialsProvider ownCredentials() {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(own.accessKeyId(), own.secretAccessKey().reveal()));
  }

  private AwsCredentialsProvider assumed(UserBucket bucket, AssumedRole role) {
    var tokens =
        StsClient.builder()
            .httpClient(tokenServiceHttp)
            .region(Region.of(bucket.region()))
            .credentialsProvider(ownCredentials())
            .overrideConfiguration(overrides());
    if (!settings.tokenServiceEndpoint().isEmpty()) {
      tokens.endpointOverride(URI.create(settings.tokenServiceEndpoint()));
    }
    return new RoleCredentials(tokens.build(), bucket, role.roleArn()).provider()::get;
  }

  private ClientOverrideConfiguration overrides() {
    return ClientOverrideConfiguration.builder()
        .retryStrategy(AwsRetryStrategy.doNotRetry()) // retried by us, with a limit in time
        .apiCallAttemptTimeout(settings.requestTimeout())
        .scheduledExecutorService(timeouts)
        .defaultProfileFileSupplier(UserBucketClients::noProfiles)
        .build();
  }

  private static ProfileFile noProfiles() {
    return ProfileFile.aggregator().build();
  }

  @Override
  public void close() {
    http.close();
    tokenServiceHttp.close();
    timeouts.shutdownNow();
  }

  /** Finds hosts where they may be asked, and nowhere else. */
  private record CheckedResolver(CheckedAddresses addresses) implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      return find(host, -1);
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
      return Arrays.stream(find(host, port))
          .map(address -> new InetSocketAddress(address, port))
          .toList();
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }

    private InetAddress[] find(String host, int port) throws UnknownHostException {
      try {
        return addresses.find(new URI("https", null, host, port, null, null, null));
      } catch (UnknownHostException e) {
        throw e;
      } catch (IOException | URISyntaxException e) {
        var refused = new UnknownHostException(e.getMessage());
        refused.initCause(e);
        throw refused;
      }
    }
  }
}
