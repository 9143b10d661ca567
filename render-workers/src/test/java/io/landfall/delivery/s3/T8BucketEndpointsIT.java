package io.landfall.delivery.s3;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.landfall.delivery.TestDeliveryRun;
import io.landfall.http.CheckedAddresses;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.secret.Secret;
import io.landfall.store.StoreSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints of buckets that lead inside are not connected to, however they are spelt. */
class T8BucketEndpointsIT {
  private static ActorTestKit testKit;
  private static S3Fixture s3;
  private static ServerSocket canary;
  private static final AtomicInteger CONNECTIONS = new AtomicInteger();

  private final AtomicInteger lookups = new AtomicInteger();

  /** The host rebind.example leads to the open internet once, then to this machine. */
  private final UserBucketClients clients =
      new UserBucketClients(
          new StoreSettings("http://127.0.0.1:1", "landfall", "own", Secret.of("s"), "us-east-1"),
          s3.settings(Duration.ofSeconds(3)),
          new CheckedAddresses(
              List.of(),
              S3DeliverySettings.ALLOWED_HOSTS,
              host ->
                  switch (host) {
                    case "inside.example" -> InetAddress.getAllByName("127.0.0.1");
                    case "rebind.example" ->
                        InetAddress.getAllByName(
                            lookups.incrementAndGet() == 1 ? "192.0.2.1" : "127.0.0.1");
                    default -> InetAddress.getAllByName(host);
                  }));

  @BeforeAll
  static void start() throws Exception {
    testKit = ActorTestKit.create();
    s3 = new S3Fixture(testKit.system());
    canary = new ServerSocket(0);
    var accepting =
        new Thread(
            () -> {
              while (!canary.isClosed()) {
                try (var ignored = canary.accept()) {
                  CONNECTIONS.incrementAndGet();
                } catch (IOException e) {
                  return;
                }
              }
            });
    accepting.setDaemon(true);
    accepting.start();
  }

  @AfterAll
  static void stop() throws Exception {
    canary.close();
    s3.close();
    testKit.shutdownTestKit();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:%d",
        "https://127.0.0.1:%d",
        "https://127.1:%d",
        "https://2130706433:%d",
        "https://0x7f.0.0.1:%d",
        "https://0:%d",
        "https://0.0.0.0:%d",
        "https://[::1]:%d",
        "https://[::ffff:127.0.0.1]:%d",
        "https://[64:ff9b::7f00:1]:%d",
        "https://localhost:%d",
        "https://LOCALHOST.:%d",
        "https://inside.example:%d",
        "https://rebind.example:%d",
        "https://ann:pw@127.0.0.1:%d",
        "ftp://127.0.0.1:%d",
      })
  void nothingInsideIsConnectedTo(String endpoint) throws Exception {
    URI uri = URI.create(endpoint.formatted(canary.getLocalPort()));
    var bucket =
        new UserBucket(
            "ann",
            "maps",
            "",
            "us-east-1",
            uri,
            new UserBucket.AccessKeys("id", Secret.of("secret"), null),
            UserBucket.ObjectOptions.NONE);
    var target = new S3Target(testKit.system(), s3.store, clients, bucket);
    for (int i = 0; i < 2; i++) { // the second time, what is rebound leads inside
      ExportFailure failure =
          S3Fixture.failure(target.deliver(s3.item(100, 1), new TestDeliveryRun()));
      assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_UNWRITABLE);
    }
    assertThat(CONNECTIONS).hasValue(0);
    clients.close();
  }

  @Test
  void t9_aHostThatNamesABucketItselfIsNoEndpoint() throws Exception {
    var hidden =
        new UserBucket(
            "ann",
            "exports",
            "",
            "us-west-2",
            URI.create("https://landfall.s3.us-west-2.amazonaws.com"),
            new UserBucket.AccessKeys("AKANN", Secret.of(S3Fixture.SECRET), null),
            UserBucket.ObjectOptions.NONE);
    ExportFailure failure =
        S3Fixture.failure(s3.target(hidden).deliver(s3.item(100, 1), new TestDeliveryRun()));
    assertThat(failure).hasMessageContaining("names a bucket itself");
    clients.close();
  }

  @Test
  void theServicesOwnBucketIsNoDestination() throws Exception {
    var own =
        new UserBucket(
            "ann",
            "landfall",
            "",
            "us-east-1",
            URI.create(s3.s3.endpoint()),
            new UserBucket.AccessKeys("AKANN", Secret.of(S3Fixture.SECRET), null),
            UserBucket.ObjectOptions.NONE);
    ExportFailure failure =
        S3Fixture.failure(s3.target(own).deliver(s3.item(100, 1), new TestDeliveryRun()));
    assertThat(failure).hasMessageContaining("keeps its own files");
    assertThat(s3.s3.requests).isEmpty();
    clients.close();
  }
}
