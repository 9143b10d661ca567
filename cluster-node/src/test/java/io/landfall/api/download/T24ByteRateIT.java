package io.landfall.api.download;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.landfall.api.download.FileStream.FilePart;
import io.landfall.http.DelayScheduler;
import io.landfall.metering.ByteRates.ByteRate;
import io.landfall.metering.MeteredDownload;
import io.landfall.metering.NodeByteRates;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.node.services.BackingServices;
import io.landfall.node.wiring.SharedService;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.PoolSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Streams of files from three nodes that share a rate through the database of a whole service. */
@ExtendWith(SharedService.Starter.class)
@Tag("cluster")
class T24ByteRateIT {
  private static final int NODES = 3;
  private static final int CLIENTS = 64;
  private static final long BYTES_PER_SECOND = 4_000_000;
  private static final long FILE_BYTES = 1L << 40; // longer than anybody waits
  private static final ByteString CHUNK = ByteString.fromArrayUnsafe(new byte[ChunkSizes.LARGEST]);

  /** What a rate has saved up, and the grant under way, in seconds. */
  private static final double AHEAD = 0.2;

  private static final Duration WINDOW = Duration.ofSeconds(3);

  /** A machine that stands still for longer than a tenth of a second loses what came meanwhile. */
  private static final int MOST_WINDOWS = 4;

  private static ActorTestKit testKit;
  private final SharedService service;
  private final AtomicLong read = new AtomicLong();
  private final SharedKillSwitch stop = KillSwitches.shared("clients");

  T24ByteRateIT(SharedService service) {
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

  private void open(ByteRate rate, DownloadMemory memory) {
    var part =
        new FilePart(
            new ExportAttempt(ExportId.generate(), 1),
            (offset, length, isWanted) ->
                CompletableFuture.completedStage(List.of(CHUNK.take(length))),
            0,
            FILE_BYTES,
            MeteredDownload.uncounted(FILE_BYTES),
            List.of(rate));
    Source.fromGraph(new FileStream(part, memory))
        .via(stop.flow())
        .runWith(Sink.foreach(piece -> read.addAndGet(piece.size())), testKit.system());
  }

  @Test
  void t24_clientsOfThreeNodesGetTheRateWithinFivePercent() throws Exception {
    String name = UUID.randomUUID().toString();
    try (var services = BackingServices.connectDatabase(service.config());
        var pool = new BoundedPool("rate-tests", new PoolSettings(NODES, 1_000))) {
      DataSource database = services.database().dataSource();
      double begun = seconds(database);
      for (int node = 0; node < NODES; node++) {
        var rates = NodeByteRates.start(database, pool, DelayScheduler.of(testKit.system()));
        var memory = new DownloadMemory(64 << 20);
        for (int client = node; client < CLIENTS; client += NODES) {
          open(rates.rate(name, BYTES_PER_SECOND), memory);
        }
      }
      try {
        assertThat(nearestShare(database)).isBetween(0.95, 1.05);
        double most = read.get(); // before the clock
        assertThat(most).isLessThan(BYTES_PER_SECOND * (seconds(database) - begun + AHEAD));
      } finally {
        stop.shutdown();
      }
    }
  }

  /** Returns what part of the rate was read in a window, that nearest to 1. */
  private double nearestShare(DataSource database) throws Exception {
    double nearest = 0;
    for (int i = 0; i < MOST_WINDOWS && Math.abs(nearest - 1) > 0.05; i++) {
      double from = seconds(database);
      long before = read.get();
      Thread.sleep(WINDOW.toMillis());
      double to = seconds(database);
      double share = (read.get() - before) / (to - from) / BYTES_PER_SECOND;
      nearest = Math.abs(share - 1) < Math.abs(nearest - 1) ? share : nearest;
    }
    return nearest;
  }

  private static double seconds(DataSource database) throws SQLException {
    String sql = "SELECT extract(epoch FROM clock_timestamp())::float8";
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(sql);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getDouble(1);
    }
  }
}
