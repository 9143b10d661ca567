package io.landfall.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.http.TransientException;
import io.landfall.source.AheadRequest.WantedRange;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which requests are made of what is wanted, and what a host is asked at a time. */
class AheadRequestTest {
  private static final int BLOCK = RemoteByteSource.BLOCK_BYTES;
  private static final long SECOND = 1_000_000_000L;
  private final HostLane host = new HostLane(8, 0);
  private final RemoteByteSource a = source("a");
  private final RemoteByteSource b = source("b");

  @Test
  void neighboursMeetInOneRequestAndAnUnalignedEndTakesItsBlock() {
    assertThat(requests(range(a, 0, 10, 0), range(a, 10, 2L * BLOCK, 0)))
        .containsExactly(new AheadRequest(a, 0, 3, 0b111, 0, 0));
  }

  @Test
  void aGapIsBridgedWhereFourTimesAsMuchIsWanted() {
    assertThat(requests(blocks(a, 0, 4, 0), blocks(a, 6, 4, 0)))
        .containsExactly(new AheadRequest(a, 0, 10, 0b1111001111, 0, 0));
    assertThat(requests(blocks(a, 0, 3, 0), blocks(a, 5, 3, 0))).hasSize(2);
  }

  @Test
  void aGapThatTakesLongerThanARequestIsNotBridged() {
    assertThat(requests(blocks(a, 0, 10, 0), blocks(a, 13, 10, 0))).hasSize(2);
    host.succeeded(SECOND / 10, SECOND, 10 << 20); // a round trip carries 1 MiB
    assertThat(requests(blocks(a, 0, 10, 0), blocks(a, 13, 10, 0))).hasSize(1);
  }

  @Test
  void whatIsNeededFirstComesFirstWhateverFileItIsOf() {
    assertThat(requests(blocks(a, 0, 2, 1), blocks(b, 0, 2, 0), blocks(a, 50, 2, 0)))
        .extracting(AheadRequest::source, AheadRequest::first)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(a, 50L),
            org.assertj.core.groups.Tuple.tuple(b, 0L),
            org.assertj.core.groups.Tuple.tuple(a, 0L));
  }

  @Test
  void aRequestIsDoneWithWhenTheLastStepThatItServesIs() {
    assertThat(requests(blocks(a, 0, 2, 1), blocks(a, 2, 2, 5), blocks(a, 1, 2, 7)))
        .containsExactly(new AheadRequest(a, 0, 4, 0b1111, 1, 5));
  }

  @Test
  void aLongStretchIsCutAndAllOfItIsThere() {
    List<AheadRequest> requests = requests(blocks(a, 3, 100, 0));
    assertThat(requests).hasSizeGreaterThan(3);
    assertThat(requests.stream().mapToInt(AheadRequest::blocks).sum()).isEqualTo(100);
  }

  @Test
  void allThatIsWantedIsRequestedOnceAndLittleElse() {
    Random random = new Random(18);
    for (int round = 0; round < 200; round++) {
      TreeSet<Long> wanted = new TreeSet<>();
      WantedRange[] ranges = new WantedRange[1 + random.nextInt(30)];
      for (int i = 0; i < ranges.length; i++) {
        int first = random.nextInt(300);
        int count = 1 + random.nextInt(12);
        ranges[i] = blocks(a, first, count, random.nextInt(4));
        for (long block = first; block < first + count; block++) {
          wanted.add(block);
        }
      }
      TreeSet<Long> got = new TreeSet<>();
      int all = 0;
      for (AheadRequest request : requests(ranges)) {
        all += request.blocks();
        assertThat(request.blocks()).isBetween(1, AheadRequest.MAX_BLOCKS);
        for (long block = request.first(); block < request.first() + request.blocks(); block++) {
          if (request.isWanted(block)) {
            assertThat(got.add(block)).isTrue();
          }
        }
      }
      assertThat(got).isEqualTo(wanted);
      assertThat(all).isLessThanOrEqualTo(wanted.size() + wanted.size() / 4);
    }
  }

  @Test
  void aHostThatFailsIsLeftAloneAndAskedLessUntilItAnswersAgain() {
    for (int i = 0; i < 8; i++) {
      assertThat(host.hasRoom()).isTrue();
      host.begin();
    }
    assertThat(host.hasRoom()).isFalse();
    host.failed(new TransientException("429", Duration.ofSeconds(7)), 0);
    assertThat(host.isPaused(7 * SECOND - 1)).isTrue();
    assertThat(host.isPaused(7 * SECOND)).isFalse();
    for (int i = 0; i < 4; i++) {
      host.end();
    }
    assertThat(host.hasRoom()).isFalse(); // four are under way, which is half
    for (int i = 0; i < 4; i++) {
      host.succeeded(SECOND / 10, SECOND / 10, 1 << 20);
    }
    assertThat(host.hasRoom()).isTrue();
  }

  @Test
  void pausesGrowToAMinuteWhileAHostGoesOnFailing() {
    long now = 0;
    for (int i = 0; i < 20; i++) {
      host.failed(new IOException("broken"), now);
      assertThat(host.isPaused(now + 2 * SECOND - 1)).isTrue();
      assertThat(host.isPaused(now + 60 * SECOND)).isFalse();
      now += 61 * SECOND;
    }
    host.failed(new IOException("broken"), now);
    assertThat(host.isPaused(now + 59 * SECOND)).isTrue();
    assertThat(host.hasRoom()).isTrue(); // one is still asked
  }

  private List<AheadRequest> requests(WantedRange... ranges) {
    return AheadRequest.of(Arrays.asList(ranges), source -> host);
  }

  private static WantedRange range(RemoteByteSource source, long offset, long length, int step) {
    return new WantedRange(source, offset, length, step);
  }

  private static WantedRange blocks(RemoteByteSource source, long first, long count, int step) {
    return new WantedRange(source, first * BLOCK, count * BLOCK, step);
  }

  private static RemoteByteSource source(String name) {
    var from =
        new RemoteByteSource.RangeSource(
            "http://" + name, (at, length) -> new byte[length], (at, length) -> null);
    var validator = new Validator("\"1\"", "", 1L << 30);
    return new RemoteByteSource(name, validator, BLOCK, new byte[0], from, new RangeCache(1 << 20));
  }
}
