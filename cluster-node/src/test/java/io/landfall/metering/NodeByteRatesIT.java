package io.landfall.metering;

import static io.landfall.metering.RateGrants.LONGEST_WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.landfall.http.DelayScheduler;
import io.landfall.metering.RateGrants.WantedBytes;
import io.landfall.node.wiring.BackingServices;
import io.landfall.node.wiring.SharedService;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.PoolSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rates of three nodes that share the database of a whole service. */
@ExtendWith(SharedService.Starter.class)
class NodeByteRatesIT {
  private static final int BYTES_PER_SECOND = 4_000_000;
  private static final int READERS = 64;

  private static ActorTestKit testKit;
  private final SharedService service;

  NodeByteRatesIT(SharedService service) {
    this.service = service;
  }

  @BeforeAll
  static void start() {
    testKit = ActorTestKit.create();
  }

  @AfterAll
  static void stop() {
    testKit.shutdownTestKit();
  }

  /** A reader who takes what he gets at once, until he is told to stop. */
  private static final class Reader {
    private final ByteRates.ByteRate rate;
    private final AtomicLong read;
    private volatile boolean isStopped;

    Reader(ByteRates.ByteRate rate, AtomicLong read) {
      this.rate = rate;
      this.read = read;
    }

    void readOn() {
      rate.take(rate.mostBytes())
          .thenRun(
              () -> {
                if (!isStopped) {
                  read.addAndGet(rate.mostBytes());
                  testKit.system().executionContext().execute(this::readOn);
                }
              });
    }
  }

  @Test
  void twoOfOneNameAreGrantedTogether() {
    try (var services = BackingServices.connectDatabase(service.config())) {
      var grants = new RateGrants(services.database().dataSource());
      String name = UUID.randomUUID().toString();
      var wanted = new WantedBytes(name, 2);
      List<Duration> waits = grants.grant(List.of(wanted, wanted));
      assertThat(waits).hasSize(2);
      assertThat(grants.grant(List.of(new WantedBytes(name, 1))).get(0))
          .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4)); // of four; machines stall
    }
  }

  @Test
  void aClockThatWasSetBackHoldsNobodyUpForLong() throws SQLException {
    try (var services = BackingServices.connectDatabase(service.config())) {
      var grants = new RateGrants(services.database().dataSource());
      String name = UUID.randomUUID().toString();
      var wanted = List.of(new WantedBytes(name, 1));
      grants.grant(wanted);
      setAhead(services.database().dataSource(), name);
      assertThat(grants.grant(wanted).get(0)).isBetween(Duration.ofSeconds(1), LONGEST_WAIT);
      assertThat(grants.grant(wanted).get(0)).isLessThanOrEqualTo(LONGEST_WAIT);
    }
  }

  /** Makes the row of a rate as it is when the clock goes back an hour. */
  private static void setAhead(DataSource database, String name) throws SQLException {
    String sql = "UPDATE byte_rates SET busy_until = now() + interval '1 hour' WHERE name = ?";
    try (Connection connection = database.getConnection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, name);
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
  }

  @Test
  void t24_readersOfThreeNodesShareARate() throws InterruptedException {
    var read = new AtomicLong();
    String name = UUID.randomUUID().toString();
    List<Reader> readers = new ArrayList<>();
    try (var services = BackingServices.connectDatabase(service.config());
        var pool = new BoundedPool("rate-tests", new PoolSettings(3, 1_000))) {
      List<NodeByteRates> nodes = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        nodes.add(
            NodeByteRates.start(
                services.database().dataSource(), pool, DelayScheduler.of(testKit.system())));
      }
      long begun = System.nanoTime();
      for (int i = 0; i < READERS; i++) {
        readers.add(new Reader(nodes.get(i % 3).rate(name, BYTES_PER_SECOND), read));
      }
      readers.forEach(Reader::readOn);
      Thread.sleep(Duration.ofSeconds(3).toMillis());
      long bytes = read.get();
      double seconds = (System.nanoTime() - begun) / 1e9;
      readers.forEach(reader -> reader.isStopped = true);

      double most = BYTES_PER_SECOND * (seconds + 0.2); // what was saved, and the last grant
      assertThat((double) bytes).isLessThan(most).isGreaterThan(most / 2); // slow machines lose
    }
  }
}
