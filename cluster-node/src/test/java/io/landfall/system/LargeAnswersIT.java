package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many callers who ask one node for the largest pages at once, each 14 MB, where together they are
 * more than its heap. The node's account is one of Egypt: its digits are not 0 to 9.
 */
@Tag("system")
class LargeAnswersIT {
  private static final int ROWS = 12_000;
  private static final int CALLERS = 50;
  private static final Map<String, String> EGYPT =
      Map.of(
          "user.language", "ar",
          "user.country", "EG",
          "user.timezone", "Asia/Kolkata",
          "file.encoding", "ISO-8859-1");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir Path temp;

  /** An answer of which no more than its length is kept. */
  private record MeasuredAnswer(HttpResponse<Void> response, LongAdder bytes) {}

  @Test
  void largePagesAtOnceAreAnsweredWholeOrRefusedAndTheNodeLives() throws Exception {
    ApiNode served =
        ApiNode.start(
            temp.resolve("log"), properties(), temp, temp.resolve("data"), "api,ingest,control");
    try (NodeProcess node = served.node()) {
      await("the index")
          .atMost(Duration.ofMinutes(1))
          .until(() -> ask(served, 10).join().bytes().sum() > 10_000);
      long whole = ask(served, 10_000).join().bytes().sum();
      assertThat(whole).isGreaterThan(10_000_000);

      List<CompletableFuture<MeasuredAnswer>> asked = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        asked.add(ask(served, 10_000));
      }
      assertThat(ask(served, 10).join().response().statusCode()).isEqualTo(200);

      List<MeasuredAnswer> answers = asked.stream().map(CompletableFuture::join).toList();
      assertThat(answers)
          .allSatisfy(
              answer -> {
                if (answer.response().statusCode() == 503) {
                  assertThat(answer.response().headers().firstValue("Retry-After")).isPresent();
                } else {
                  assertThat(answer.response().statusCode()).isEqualTo(200);
                  assertThat(answer.bytes().sum()).isEqualTo(whole);
                }
              })
          .filteredOn(answer -> answer.response().statusCode() == 200)
          .hasSizeGreaterThanOrEqualTo(8);
      assertThat(node.isAlive()).as(node::output).isTrue();
      assertThat(ask(served, 10_000).join().bytes().sum()).isEqualTo(whole);
    }
  }

  private Map<String, String> properties() throws Exception {
    Map<String, String> all = new HashMap<>(EGYPT);
    all.put(
        "landfall.ingest.scenes-url",
        Files.writeString(temp.resolve("scenes.csv"), list()).toString());
    all.put("landfall.ingest.start-delay", "100ms");
    return all;
  }

  private static CompletableFuture<MeasuredAnswer> ask(ApiNode served, int limit) {
    URI uri = URI.create(served.url() + "/localindex/discover/landsat_pds?limit=" + limit);
    var bytes = new LongAdder();
    return HTTP.sendAsync(
            HttpRequest.newBuilder(uri).build(),
            BodyHandlers.ofByteArrayConsumer(
                part -> part.ifPresent(read -> bytes.add(read.length))))
        .thenApply(response -> new MeasuredAnswer(response, bytes));
  }

  private static String list() {
    var text =
        new StringBuilder(
            "productId,entityId,acquisitionDate,cloudCover,processingLevel,path,row,"
                + "min_lat,min_lon,max_lat,max_lon,download_url\n");
    for (int i = 0; i < ROWS; i++) {
      int path = 1 + i % 233;
      int row = 1 + i / 233;
      String day =
          LocalDate.of(2018, 1, 1).plusDays(i % 300).format(DateTimeFormatter.BASIC_ISO_DATE);
      String id = "LC08_L1TP_%03d%03d_%s_20190101_01_T1";
      text.append(String.format(Locale.ROOT, id, path, row, day))
          .append(",,")
          .append(LocalDate.of(2018, 1, 1).plusDays(i % 300))
          .append(
              String.format(Locale.ROOT, " 10:00:00,5,L1TP,%d,%d,10.1,10.2,12.3,12.4,", path, row))
          .append("https://scenes.example.org/c1/L8/%s/index.html\n".formatted(i));
    }
    return text.toString();
  }
}
