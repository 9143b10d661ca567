package io.landfall.source;

import static io.landfall.source.SourceFixture.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.landfall.model.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteSourcesIT {
  private static final int KIB = 1024;

  private final byte[] bytes = SourceFixture.bytes(1000 * KIB + 17);
  private final FileServer server = new FileServer();
  private final RemoteSources remote = SourceFixture.anywhere();

  @AfterEach
  void close() {
    remote.close();
    server.close();
  }

  @Test
  void openingIsOneRequestAndHoldsTheFirst64KiB() throws IOException {
    RemoteByteSource source = remote.open(server.put("/a.tif", bytes));
    assertThat(source.size()).isEqualTo(bytes.length);
    assertThat(read(source, 3, 64 * KIB - 3)).isEqualTo(Arrays.copyOfRange(bytes, 3, 64 * KIB));
    assertThat(remote.open(server.url("/a.tif"))).isSameAs(source);
    assertThat(server.requests).containsExactly("/a.tif bytes=0-65535");
  }

  /** Who opens files ahead may come to it when the command has ended. */
  @Test
  void onceItIsClosedNothingIsAskedAnyMore() throws IOException {
    RemoteByteSource source = remote.open(server.put("/a.tif", bytes));
    remote.close();
    assertThatThrownBy(() -> remote.open(server.url("/a.tif")))
        .isInstanceOf(InterruptedReadException.class);
    assertThatThrownBy(() -> read(source, 500 * KIB, 1))
        .isInstanceOf(InterruptedReadException.class);
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void anyStretchComesAsItIs() throws IOException {
    RemoteByteSource source = remote.open(server.put("/a.tif", bytes));
    int[][] stretches = {
      {0, 1}, {65_535, 2}, {bytes.length - 1, 1}, {500_000, 300_000}, {32_767, 900_000}, {7, 0}
    };
    for (int[] stretch : stretches) {
      assertThat(read(source, stretch[0], stretch[1]))
          .isEqualTo(Arrays.copyOfRange(bytes, stretch[0], stretch[0] + stretch[1]));
    }
    assertThatThrownBy(() -> read(source, bytes.length - 1, 2)).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> read(source, -1, 1)).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> read(source, Long.MAX_VALUE, 1)).isInstanceOf(EOFException.class);
  }

  @Test
  void aStretchIsOneRequestOfWholeBlocksAndSmallGapsAreBridged() throws IOException {
    RemoteByteSource source = remote.open(server.put("/a.tif", bytes));
    read(source, 200 * KIB, 10); // block 6
    read(source, 130 * KIB, 150 * KIB); // blocks 4 to 8, 6 among them
    assertThat(server.requests.subList(1, server.requests.size()))
        .containsExactly("/a.tif bytes=196608-229375", "/a.tif bytes=131072-294911");
  }

  @Test
  void readingOnIsSeenAndFetchedAhead() throws IOException {
    RemoteByteSource source = remote.open(server.put("/a.tif", bytes));
    for (int at = 0; at + KIB <= bytes.length; at += KIB) {
      read(source, at, KIB);
    }
    assertThat(server.requests).hasSizeLessThanOrEqualTo(12);
    assertThat(server.sent.get()).isEqualTo(bytes.length);
  }

  @Test
  void manyReadersOfOneBlockShareOneRequest() throws IOException {
    String href = server.put("/a.tif", bytes);
    server.script(
        (exchange, file) -> {
          pause(300);
          server.send206(exchange, file, 0, 65_536, 65_536);
        });
    var reads =
        IntStream.range(0, 12)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          try {
                            return read(remote.open(href), 400_000, 100);
                          } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                          }
                        },
                        task -> new Thread(task).start()))
            .toList();
    reads.forEach(r -> assertThat(r.join()).isEqualTo(Arrays.copyOfRange(bytes, 400_000, 400_100)));
    assertThat(server.requests).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503, 504})
  void aFaultThatPassesIsOutlasted(int status) throws IOException {
    String href = server.put("/a.tif", bytes);
    server.script(status);
    RemoteByteSource source = remote.open(href);
    server.script(status);
    assertThat(read(source, 700_000, 9)).isEqualTo(Arrays.copyOfRange(bytes, 700_000, 700_009));
    assertThat(server.requests).hasSize(4);
  }

  @Test
  void cutBodiesBrokenConnectionsAndSlownessAreOutlasted() throws IOException {
    RemoteByteSource source = remote.open(server.put("/a.tif", bytes));
    server.script((exchange, file) -> server.send206(exchange, file, 688_128, 720_896, 100));
    server.script((exchange, file) -> exchange.close());
    server.script((exchange, file) -> pause(3_000));
    assertThat(read(source, 700_000, 9)).isEqualTo(Arrays.copyOfRange(bytes, 700_000, 700_009));
    assertThat(server.requests).hasSize(5);
  }

  @Test
  void retryAfterIsHeeded() throws IOException {
    String href = server.put("/a.tif", bytes);
    server.script(503, "Retry-After", "1");
    Instant begin = Instant.now();
    remote.open(href);
    assertThat(Duration.between(begin, Instant.now())).isGreaterThan(Duration.ofMillis(999));
  }

  @Test
  void afterFourTriesItIsGivenUp() {
    String href = server.put("/a.tif?key=hush", bytes);
    for (int i = 0; i < 4; i++) {
      server.script(503);
    }
    assertThat(failure(href))
        .hasMessageContaining("503")
        .hasMessageContaining("in 4 tries")
        .hasMessageNotContaining("hush")
        .extracting(SourceException::code)
        .isEqualTo(ErrorCode.SCENE_UNREADABLE);
    assertThat(server.requests).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 410, 418})
  void whatWillNotPassFailsAtOnceWithoutTheQuery(int status) {
    server.script(status);
    assertThat(failure(server.url("/a.tif?X-Amz-Signature=hush")))
        .hasMessageContaining("answered " + status)
        .hasMessageContaining("Check")
        .hasMessageNotContaining("hush");
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void aChangedFileIsNeverMixedWithTheOldOne() throws IOException {
    RemoteByteSource source = remote.open(server.put("/a.tif", bytes));
    byte[] other = SourceFixture.bytes(bytes.length - 1);
    server.put("/a.tif", other);
    assertThatThrownBy(() -> read(source, 500_000, 9))
        .isInstanceOf(SourceChangedException.class)
        .extracting("code")
        .isEqualTo(ErrorCode.SCENE_CHANGED);
    RemoteByteSource again = remote.open(server.url("/a.tif"));
    assertThat(again.version()).isNotEqualTo(source.version());
    assertThat(read(again, 500_000, 9)).isEqualTo(Arrays.copyOfRange(other, 500_000, 500_009));
  }

  @Test
  void serversThatIgnoreIfMatchAndWeakETagsAreSeenThrough() throws IOException {
    RemoteByteSource strong = remote.open(server.put("/a.tif", bytes));
    server.script(
        (exchange, file) -> {
          exchange.getResponseHeaders().set("ETag", "\"other\"");
          server.send206(exchange, file, 491_520, 524_288, 32_768);
        });
    assertThatThrownBy(() -> read(strong, 500_000, 9)).isInstanceOf(SourceChangedException.class);
    var weak = Map.of("ETag", "W/\"1\"", "Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT");
    RemoteByteSource dated = remote.open(server.put("/w.tif", bytes, weak));
    assertThat(read(dated, 500_000, 9)).hasSize(9);
    server.put(
        "/w.tif",
        bytes,
        Map.of("ETag", "W/\"1\"", "Last-Modified", "Fri, 02 Jan 2026 00:00:00 GMT"));
    assertThatThrownBy(() -> read(dated, 600_000, 9)).isInstanceOf(SourceChangedException.class);
  }

  @Test
  void anotherPartThanWasAskedForIsNotBelieved() throws IOException {
    RemoteByteSource source = remote.open(server.put("/a.tif", bytes));
    server.script((exchange, file) -> server.send206(exchange, file, 0, 32_768, 32_768));
    server.script((exchange, file) -> FileServer.send200(exchange, file));
    assertThat(read(source, 500_000, 9)).isEqualTo(Arrays.copyOfRange(bytes, 500_000, 500_009));
    assertThat(server.requests).hasSize(4);
  }

  @Test
  void serversWithoutRangesGiveSmallFilesWholeAndLargeOnesNot() throws IOException {
    String href = server.put("/a.tif", bytes);
    server.script((exchange, file) -> FileServer.send200(exchange, file));
    RemoteByteSource source = remote.open(href);
    assertThat(read(source, 0, bytes.length)).isEqualTo(bytes);
    assertThat(server.requests).hasSize(1);
    server.put("/large.tif", new byte[RangeRequests.LARGEST_WHOLE + 1]);
    server.script((exchange, file) -> FileServer.send200(exchange, file));
    assertThat(failure(server.url("/large.tif"))).hasMessageContaining("no range requests");
  }

  @Test
  void emptyAndPackedFilesAreRefused() {
    assertThat(failure(server.put("/empty.tif", new byte[0]))).hasMessageContaining("it is empty");
    server.put("/z.tif", bytes, Map.of("Content-Encoding", "gzip"));
    assertThat(failure(server.url("/z.tif"))).hasMessageContaining("Content-Encoding gzip");
  }

  @Test
  void redirectsAreFollowedButNotForEverNorElsewhere() throws IOException {
    server.put("/a.tif", bytes);
    server.script(302, "Location", "/b");
    server.script(307, "Location", server.url("/a.tif"));
    assertThat(remote.open(server.url("/start")).size()).isEqualTo(bytes.length);
    for (int i = 0; i < 6; i++) {
      server.script(302, "Location", "/on");
    }
    assertThat(failure(server.url("/on"))).hasMessageContaining("redirects more than 5 times");
    server.script(302, "Location", "file:///etc/passwd");
    assertThat(failure(server.url("/f"))).hasMessageContaining("only http and https");
  }

  private SourceException failure(String href) {
    SourceException failure = catchThrowableOfType(SourceException.class, () -> remote.open(href));
    assertThat(failure).as(href).isNotNull();
    return failure;
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
