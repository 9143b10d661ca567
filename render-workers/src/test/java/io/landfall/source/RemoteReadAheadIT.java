package io.landfall.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import io.landfall.http.AddressPolicy;
import io.landfall.model.ErrorCode;
import io.landfall.raster.BandChecksum;
import io.landfall.raster.BlockCache;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterFile;
import io.landfall.raster.ReadAhead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is fetched ahead of a reader is what he reads, in few requests; odd servers change nothing.
 */
class RemoteReadAheadIT {
  private static final String MEMPHIS = "landsat/LC08_B7_Memphis_COG.tiff";
  private static final int CHECKSUM = 2997; // by gdalinfo -checksum, from the manifest of the data
  private final FileServer server = new FileServer();
  private final RemoteSources remote = SourceFixture.anywhere();
  private final SceneFiles files = new SceneFiles(remote);
  private final BlockCache cache = new BlockCache();

  @AfterEach
  void close() {
    files.close();
    server.close();
  }

  @Test
  void aWholeFileComesOnceAndInParallel() throws IOException {
    byte[] bytes = data();
    RasterFile file = open(bytes);
    var atOnce = new AtomicInteger();
    var most = new AtomicInteger();
    for (int i = 0; i < 100; i++) {
      server.script(
          (exchange, content) -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            pause(50);
            atOnce.decrementAndGet();
            server.part(exchange, content);
          });
    }
    try (ReadAhead ahead = files.readAhead(cache)) {
      planRows(ahead, file);
      awaitRequests(3); // else the reader may be quicker than threads that are made now
      assertThat(checksum(file, ahead)).isEqualTo(CHECKSUM);
    }
    assertThat(most.get()).isGreaterThan(1);
    assertThat(server.requests).hasSizeLessThan(20);
    assertThat(server.sent.get()).isLessThanOrEqualTo((long) (bytes.length * 1.01));
    assertThat(remote.counters().unreadBytes()).isZero();
    assertThat(remote.counters().requestsAhead()).isEqualTo(server.requests.size() - 1);
  }

  @Test
  void whatIsNotWantedIsBridgedInSmallPartsOnlyAndCounted() throws IOException {
    RasterFile file = open(data());
    int blocks = blocksDown(file);
    try (ReadAhead ahead = files.readAhead(cache)) {
      for (int row = 0; row < blocks; row += 2) {
        ahead.plan(row, List.of(row(file, row)));
      }
      ahead.submit();
      for (int row = 0; row < blocks; row += 2) {
        readRow(file, row);
      }
    }
    long wanted = server.sent.get() - remote.counters().bridgedBytes();
    assertThat(remote.counters().bridgedBytes()).isLessThanOrEqualTo(wanted / 4);
    assertThat(remote.counters().bytes()).isEqualTo(server.sent.get());
  }

  @Test
  void noMoreIsFetchedThanHalfOfTheCacheHoldsUntilItIsRead() throws IOException {
    byte[] bytes = data();
    long cacheBytes = 512 << 10;
    SourceSettings settings = SourceFixture.settings();
    var small =
        new RemoteSources(
            settings.with(
                cacheBytes, settings.requestTimeout(), settings.attempts(), settings.retryFor()),
            AddressPolicy.anywhere());
    try (var own = new SceneFiles(small)) {
      String href = server.put("/a.tif", bytes);
      RasterFile file = own.open(href, own.version(href));
      ReadAhead ahead = own.readAhead(cache);
      planRows(ahead, file);
      awaitQuiet(small);
      assertThat(small.counters().bytes()).isLessThanOrEqualTo(65_536 + cacheBytes / 2);
      assertThat(small.counters().unreadBytes()).isZero();
      assertThat(checksum(file, ahead)).isEqualTo(CHECKSUM);
      ahead.close();
    }
    assertThat(server.sent.get()).isLessThan((long) (bytes.length * 1.2));
  }

  @Test
  void whatNobodyCameForMakesRoomForTheStepsThatFollow() throws IOException {
    SourceSettings settings = SourceFixture.settings();
    var small = // half of the cache holds the first of two requests
        new RemoteSources(
            settings.with(
                2_200 << 10, settings.requestTimeout(), settings.attempts(), settings.retryFor()),
            AddressPolicy.anywhere());
    try (var own = new SceneFiles(small)) {
      String href = server.put("/a.tif", data());
      RasterFile file = own.open(href, own.version(href));
      try (ReadAhead ahead = own.readAhead(cache)) {
        planRows(ahead, file);
        awaitQuiet(small);
        long before = small.counters().bytes();
        ahead.begin(blocksDown(file)); // without one read
        awaitQuiet(small);
        assertThat(small.counters().bytes()).isGreaterThan(before);
      }
    }
  }

  @Test
  void closingEndsWhatIsUnderWayAndOthersReadOn() throws IOException {
    byte[] bytes = data();
    RasterFile file = open(bytes);
    for (int i = 0; i < 16; i++) {
      server.script((exchange, content) -> pause(1_500));
    }
    ReadAhead ahead = files.readAhead(cache);
    planRows(ahead, file);
    long begin = System.nanoTime();
    awaitRequests(3);
    ahead.close();
    server.clearScripts();
    assertThat(checksum(file, ReadAhead.NONE)).isEqualTo(CHECKSUM);
    assertThat(System.nanoTime() - begin).isLessThan(1_500_000_000L);
  }

  /** What a server does to the second and later requests. */
  enum Oddity {
    WHOLE_FILE_INSTEAD {
      @Override
      void answer(FileServer server, HttpExchange exchange, byte[] file) throws IOException {
        FileServer.send200(exchange, file);
      }
    },
    SHORTER_PART {
      @Override
      void answer(FileServer server, HttpExchange exchange, byte[] file) throws IOException {
        server.send206(exchange, file, 65_536, 65_636, 100);
      }
    },
    BODY_BREAKS_OFF {
      @Override
      void answer(FileServer server, HttpExchange exchange, byte[] file) throws IOException {
        server.send206(exchange, file, 65_536, 131_072, 100);
      }
    },
    MULTIPART {
      @Override
      void answer(FileServer server, HttpExchange exchange, byte[] file) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "multipart/byteranges; boundary=x");
        exchange.sendResponseHeaders(206, 4);
        exchange.getResponseBody().write("--x\n".getBytes());
      }
    },
    STALLS {
      @Override
      void answer(FileServer server, HttpExchange exchange, byte[] file) {
        pause(3_000);
      }
    },
    CLOSES {
      @Override
      void answer(FileServer server, HttpExchange exchange, byte[] file) {
        exchange.close();
      }
    },
    TOO_MANY {
      @Override
      void answer(FileServer server, HttpExchange exchange, byte[] file) throws IOException {
        exchange.getResponseHeaders().set("Retry-After", "1");
        exchange.sendResponseHeaders(429, -1);
      }
    },
    UNAVAILABLE {
      @Override
      void answer(FileServer server, HttpExchange exchange, byte[] file) throws IOException {
        exchange.sendResponseHeaders(503, -1);
      }
    };

    abstract void answer(FileServer server, HttpExchange exchange, byte[] file) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void oddAnswersThatPassLeaveThePixelsRight(Oddity oddity) throws IOException {
    RasterFile file = open(data());
    for (int i = 0; i < 3; i++) {
      server.script((exchange, content) -> oddity.answer(server, exchange, content));
    }
    try (ReadAhead ahead = files.readAhead(cache)) {
      planRows(ahead, file);
      assertThat(checksum(file, ahead)).isEqualTo(CHECKSUM);
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"STALLS"},
      mode = EnumSource.Mode.EXCLUDE)
  void oddAnswersThatStayAreRefusedInWordsAfterTheUsualTries(Oddity oddity) throws IOException {
    byte[] bytes = data();
    RasterFile file = open(bytes);
    server.scriptAll((exchange, content) -> oddity.answer(server, exchange, content));
    try (ReadAhead ahead = files.readAhead(cache)) {
      planRows(ahead, file);
      RasterException thrown =
          catchThrowableOfType(RasterException.class, () -> checksum(file, ahead));
      assertThat(SceneFiles.failure(thrown).code()).isEqualTo(ErrorCode.SCENE_UNREADABLE);
      assertThat(thrown).hasMessageContaining("in 4 tries");
    }
  }

  @Test
  void aFileThatChangesUnderTheReaderIsRefused() throws IOException {
    byte[] bytes = data();
    RasterFile file = open(bytes);
    server.put("/a.tif", SourceFixture.bytes(bytes.length));
    try (ReadAhead ahead = files.readAhead(cache)) {
      planRows(ahead, file);
      RasterException thrown =
          catchThrowableOfType(RasterException.class, () -> checksum(file, ahead));
      assertThat(SceneFiles.failure(thrown).code()).isEqualTo(ErrorCode.SCENE_CHANGED);
    }
  }

  @Test
  void aServerThatGivesNoPartsIsAskedOnce() throws IOException {
    byte[] bytes = data();
    String href = server.put("/a.tif", bytes);
    server.scriptAll((exchange, content) -> FileServer.send200(exchange, content));
    RasterFile file = files.open(href, files.version(href));
    try (ReadAhead ahead = files.readAhead(cache)) {
      planRows(ahead, file);
      assertThat(checksum(file, ahead)).isEqualTo(CHECKSUM);
    }
    assertThat(server.requests).hasSize(1);
  }

  private RasterFile open(byte[] bytes) {
    String href = server.put("/a.tif", bytes);
    return files.open(href, files.version(href));
  }

  private static int blocksDown(RasterFile file) {
    int height = file.blockSize(0).height();
    return (file.info().height() + height - 1) / height;
  }

  private static ReadAhead.BlockWindow row(RasterFile file, int row) {
    int height = file.blockSize(0).height();
    int y1 = Math.min(file.info().height(), (row + 1) * height);
    var rect = PixelRect.between(0, row * height, file.info().width(), y1);
    return new ReadAhead.BlockWindow(file, 0, rect);
  }

  private static void planRows(ReadAhead ahead, RasterFile file) {
    IntStream.range(0, blocksDown(file)).forEach(row -> ahead.plan(row, List.of(row(file, row))));
    ahead.submit();
  }

  private void readRow(RasterFile file, int row) {
    int width = file.blockSize(0).width();
    for (int column = 0; column * width < file.info().width(); column++) {
      cache.get(file, 0, column, row);
    }
  }

  private static int checksum(RasterFile file, ReadAhead ahead) {
    ahead.begin(0);
    return BandChecksum.of(file, 0);
  }

  /** Waits for so many requests, that of opening included. */
  private void awaitRequests(int count) {
    while (server.requests.size() < count) {
      Thread.onSpinWait();
    }
  }

  private static void awaitQuiet(RemoteSources remote) throws IOException {
    long before = -1;
    for (long now = 0; now != before; now = remote.counters().bytes()) {
      before = now;
      pause(200);
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] data() throws IOException {
    String folder = System.getenv("LANDFALL_TEST_DATA");
    assumeTrue(folder != null, "no LANDFALL_TEST_DATA");
    byte[] bytes = Files.readAllBytes(Path.of(folder, MEMPHIS));
    return Arrays.copyOf(bytes, bytes.length);
  }
}
