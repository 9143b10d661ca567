package io.landfall.api.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.api.ApiFixture;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Two thousand malformed requests at once: none is a 500, none hangs, nobody else waits. */
class MalformedRequestsIT {
  private static final long SEED = Long.getLong("malformed.seed", 20261128);
  private static final int COUNT = Integer.getInteger("malformed.count", 2_000);
  private static final int AT_A_TIME = 64;
  private static final Duration MOST = Duration.ofSeconds(15);
  private static final Pattern STATUS = Pattern.compile("^HTTP/1\\.1 (\\d{3})", Pattern.MULTILINE);

  @Test
  void noneIsA500AndNoneHangs() throws Exception {
    List<String> requests = MalformedRequests.mutated(SEED, COUNT);
    Map<String, Integer> statuses = new TreeMap<>();
    ExecutorService clients = Executors.newFixedThreadPool(AT_A_TIME);
    try (var api = new ApiFixture()) {
      GoodClient good = GoodClient.start(api.port());
      List<Callable<String>> calls = new ArrayList<>();
      requests.forEach(request -> calls.add(() -> exchange(api.port(), request)));
      List<Future<String>> answers = clients.invokeAll(calls);
      for (int i = 0; i < requests.size(); i++) {
        String answer = answers.get(i).get();
        String shown = "seed %d, request %d: %s%n%s".formatted(SEED, i, requests.get(i), answer);
        assertThat(answer).as(shown).doesNotContain("HTTP/1.1 500", "HTTP/1.1 502");
        STATUS.matcher(answer).results().forEach(f -> statuses.merge(f.group(1), 1, Integer::sum));
      }
      good.stop();
      System.out.printf("%d malformed requests: %s; good client: %s%n", COUNT, statuses, good);
      assertThat(good.failures()).isEmpty();
      assertThat(good.percentile(99)).isLessThan(Duration.ofSeconds(2));
      assertThat(statuses).containsKeys("200", "400", "404", "501", "505");
    } finally {
      clients.shutdownNow();
    }
  }

  private static String exchange(int port, String request) {
    try (var connection = new RawConnection(port)) {
      connection.send(request);
      connection.endSending();
      return connection.readToEnd(MOST);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("Hangs: " + request, e);
    } catch (IOException e) {
      return "closed: " + e.getMessage();
    }
  }
}
