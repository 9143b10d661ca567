package io.landfall.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.index.load.SceneListName;
import io.landfall.index.load.SceneLoad;
import io.landfall.ingest.list.SceneListRow;
import io.landfall.ingest.list.SceneListServer;
import io.landfall.ingest.list.SceneListServer.Answer;
import io.landfall.ingest.list.SceneListSource;
import io.landfall.ingest.list.SceneListVersion;
import io.landfall.ingest.list.SceneLists;
import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class IngestRunIT {
  private static final String OK = "HTTP/1.1 200 OK";
  private static final String TAGGED = OK + "\nETag: \"a1\"";

  private final FakeSceneLoads loads = new FakeSceneLoads();
  private final InMemoryIngestLog log = new InMemoryIngestLog();
  private final List<IngestReport> reports = new ArrayList<>();
  private SceneListServer server;

  @TempDir Path folder;

  @BeforeEach
  void start() throws IOException {
    server = new SceneListServer();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void aListWithAnEtagIsReadOnce() {
    server.answer(Answer.whole(TAGGED, bytes(list(1, 9))));
    server.answer(Answer.whole("HTTP/1.1 304 Not Modified\nETag: \"a1\"", new byte[0]));
    server.answer(Answer.whole(TAGGED, bytes(list(1, 9)))); // a server that ignores the question

    IngestReport first = ingest("/list.csv");

    assertThat(first.state()).isEqualTo(IngestState.DONE);
    assertThat(first.scenes()).isEqualTo(9);
    assertThat(first.lines()).isEqualTo(10);
    assertThat(first.whole()).isTrue();
    assertThat(ingest("/list.csv").state()).isEqualTo(IngestState.UNCHANGED);
    assertThat(ingest("/list.csv").state()).isEqualTo(IngestState.UNCHANGED);
    assertThat(server.header(0, "If-None-Match")).isEmpty();
    assertThat(server.header(1, "If-None-Match")).isEqualTo("\"a1\"");
    assertThat(loads.added).isEqualTo(9);
    assertThat(loads.locked).isFalse();
  }

  @Test
  void theSameRowsInAnotherVersionAreNotReadAgain() throws IOException {
    Path file = folder.resolve("scenes.csv");
    Files.write(file, bytes(list(1, 30)));
    assertThat(run(file.toString()).run().merged().added()).isEqualTo(30);
    Files.write(file, bytes(list(1, 30).replace(",12.58,L1TP,7,", ",99.5,L1TP,7,") + "\n"));

    IngestReport again = run(file.toString()).run();

    assertThat(again.scenes()).isEqualTo(30);
    assertThat(again.warned()).isLessThan(9); // those are read each time
    assertThat(loads.passedOver).isEqualTo(29 - again.warned());
    assertThat(loads.index.values().stream().filter(scene -> scene.cloudCover() == 99.5))
        .hasSize(1);
  }

  @Test
  void aListWithATimeAloneIsReadOnce() {
    String time = "Sat, 21 Nov 2026 10:00:00 GMT";
    server.answer(Answer.whole(OK + "\nLast-Modified: " + time, bytes(list(1, 9))));
    server.answer(Answer.whole("HTTP/1.1 304 Not Modified", new byte[0]));

    assertThat(ingest("/list.csv").state()).isEqualTo(IngestState.DONE);
    assertThat(ingest("/list.csv").state()).isEqualTo(IngestState.UNCHANGED);
    assertThat(server.header(1, "If-Modified-Since")).isEqualTo(time);
  }

  @Test
  void aListThatTellsNothingIsReadEachTime() {
    server.answer(Answer.whole(OK, bytes(list(1, 9))));
    server.answer(Answer.whole(OK, bytes(list(1, 9))));

    assertThat(ingest("/list.csv").state()).isEqualTo(IngestState.DONE);
    assertThat(ingest("/list.csv").state()).isEqualTo(IngestState.DONE);
    assertThat(loads.added + loads.passedOver).isEqualTo(18);
  }

  @Test
  void compressionNeedsNoName() {
    server.answer(Answer.whole(OK, SceneLists.gzip(list(1, 9))));

    assertThat(ingest("/download?id=7").scenes()).isEqualTo(9);
  }

  @Test
  void whatAServerCompressesByItselfIsReadOrCalledByItsName() {
    server.answer(Answer.whole(OK + "\nContent-Encoding: gzip", SceneLists.gzip(list(1, 9))));
    server.answer(Answer.whole(OK + "\nContent-Encoding: br", bytes("?")));

    assertThat(ingest("/list.csv").scenes()).isEqualTo(9);
    IngestReport report = ingest("/list.csv");
    assertThat(report.state()).isEqualTo(IngestState.FAILED);
    assertThat(report.message()).contains("compresses it by \"br\"");
  }

  @Test
  void aListOfBadRowsAloneFailsAndLeavesTheIndexAsItWas() {
    server.answer(Answer.whole(TAGGED, bytes(list(1, 20))));
    server.answer(Answer.whole(OK, bytes(SceneLists.AWS + "not a row\n\nnor this\n")));
    server.answer(Answer.whole(OK, bytes(SceneLists.AWS)));
    server.answer(Answer.whole(OK, bytes(list(1, 17))));
    ingest("/list.csv");

    IngestReport bad = ingest("/list.csv");
    assertThat(bad.state()).isEqualTo(IngestState.FAILED);
    assertThat(bad.message())
        .contains("2 of 2 rows cannot be read; the first of them, line 2: there are 1 cells");
    assertThat(log.invalidRows(bad.run(), 9)).hasSize(2);
    IngestReport empty = ingest("/list.csv");
    assertThat(empty.state()).isEqualTo(IngestState.FAILED);
    assertThat(empty.message()).contains("it has no rows, and had 20 scenes last time");
    assertThat(ingest("/list.csv").message()).contains("17 scenes, and had 20");
    assertThat(loads.index).hasSize(20);
  }

  @Test
  void rowsThatNameASceneAgainAreCounted() {
    String row = list(1, 2).substring(SceneLists.AWS.length());
    server.answer(Answer.whole(OK, bytes(list(1, 20) + row + row)));

    IngestReport report = ingest("/list.csv");
    assertThat(report.state()).isEqualTo(IngestState.DONE);
    assertThat(report.message()).startsWith("4 rows name a scene again: the last row counts.");
    assertThat(loads.index).hasSize(20);
  }

  @Test
  void aColumnThatSearchesAskForAndTheListLacksIsNamed() {
    server.answer(Answer.whole(OK, bytes(list(1, 20).replaceFirst("(?i)cloudCover", "clouds"))));

    assertThat(ingest("/list.csv").message())
        .startsWith(
            "It lacks cloudCover: unknown of its scenes now, even where an earlier version told"
                + " it; searches by it do not find them.");
  }

  @Test
  void aListThatNeverNamedAnythingSaysSo() {
    server.answer(Answer.whole(OK, bytes(SceneLists.AWS)));

    IngestReport report = ingest("/list.csv");
    assertThat(report.state()).isEqualTo(IngestState.DONE);
    assertThat(report.message()).isEqualTo("The scene list names no scene.");
  }

  @Test
  void aConnectionThatIsCutIsMadeAgainAndNothingIsLostOrDoubled() {
    byte[] list = SceneLists.gzip(list(1, 30));
    server.answer(Answer.cut(TAGGED, list, list.length / 2));
    server.answer(Answer.whole("HTTP/1.1 503 Busy", new byte[0]));
    server.answer(Answer.whole(TAGGED, list));

    IngestReport report = ingest("/list.csv");

    assertThat(report.state()).isEqualTo(IngestState.DONE);
    assertThat(report.scenes()).isEqualTo(30);
    assertThat(loads.index).hasSize(30);
    assertThat(loads.added).isEqualTo(30);
    assertThat(report.whole()).isTrue();
  }

  @Test
  void aListThatIsAnotherOneAfterTheCutBeginsAnew() {
    byte[] list = bytes(list(1, 30));
    server.answer(Answer.cut(TAGGED, list, list.length / 2));
    server.answer(Answer.whole(OK + "\nETag: \"b2\"", bytes(list(11, 30))));

    IngestReport report = ingest("/list.csv");

    assertThat(report.state()).isEqualTo(IngestState.DONE);
    assertThat(loads.index).hasSize(20);
    assertThat(log.findLastCompleted(report.listUrl()).orElseThrow().version().etag())
        .isEqualTo("\"b2\"");
  }

  @Test
  void aListThatNeverComesWholeLeavesTheIndexAsItWas() {
    byte[] list = SceneLists.gzip(list(1, 30));
    for (int i = 0; i < 3; i++) {
      server.answer(Answer.cut(TAGGED, list, list.length - 8));
    }

    IngestReport report = ingest("/list.csv");

    assertThat(report.state()).isEqualTo(IngestState.UNREACHABLE);
    assertThat(loads.index).isEmpty();
    assertThat(loads.mergedWhole).isNull();
    assertThat(server.requests).hasSize(3);
    assertThat(report.message()).startsWith("Cannot read the scene list http://127.0.0.1");
  }

  @Test
  void aServerThatFallsSilentIsNotWaitedForForEver() {
    byte[] list = bytes(list(1, 30));
    server.answer(Answer.stuck(TAGGED, list, list.length / 2));
    server.answer(Answer.whole(TAGGED, list));

    assertThat(ingest("/list.csv").scenes()).isEqualTo(30);
  }

  @Test
  void aListWithFewRowsOrACutOneWithdrawsNothing() {
    server.answer(Answer.whole(OK, bytes(list(1, 20))));
    server.answer(Answer.whole(OK, bytes(list(1, 17))));
    String truncated = list(1, 19);
    server.answer(Answer.whole(OK, bytes(truncated.substring(0, truncated.length() - 80))));
    server.answer(Answer.whole(OK, bytes(list(1, 17))));

    ingest("/list.csv");
    IngestReport shortList = ingest("/list.csv");
    assertThat(loads.mergedWhole).isFalse();
    assertThat(shortList.message()).contains("17 scenes, and had 20");
    IngestReport cutList = ingest("/list.csv");
    assertThat(loads.mergedWhole).isFalse();
    assertThat(cutList.message()).contains("seems to be cut");
    assertThat(loads.index).hasSize(20);
    ingest("/list.csv"); // 17 of 18: that is what it has now
    assertThat(loads.index).hasSize(17);
  }

  @Test
  void badRowsAreCountedAndKept() {
    String list = list(1, 3) + "not a row\n" + SceneLists.awsRow(15, 32, 4);
    server.answer(Answer.whole(OK, bytes(list)));

    IngestReport report = ingest("/list.csv");

    assertThat(report.bad()).isEqualTo(1);
    assertThat(report.scenes()).isEqualTo(4);
    assertThat(report.whole()).isTrue();
    assertThat(report.message())
        .startsWith("1 of 5 rows cannot be read; the first of them, line 5");
    assertThat(log.invalidRows(report.run(), 9))
        .containsExactly(
            new SceneListRow.InvalidRow(
                5, "there are 1 cells under 12 columns", "not a row", List.of()));
  }

  @Test
  void aBadRowKeepsItsSceneAndOneThatNobodyCanNameKeepsAll() {
    String badTime = SceneLists.awsRow(3, 32, 18).replace("2018-05-18", "2018-05-x");
    String hidden = SceneLists.awsRow(4, 32, 18).replaceAll("LC8|LC08", "XX");
    server.answer(Answer.whole(OK, bytes(list(1, 30))));
    server.answer(Answer.whole(OK, bytes(list(4, 30) + badTime)));
    server.answer(Answer.whole(OK, bytes(list(5, 30) + hidden)));

    ingest("/list.csv");
    IngestReport named = ingest("/list.csv");
    assertThat(named.whole()).isTrue();
    assertThat(named.merged().withdrawn()).isEqualTo(2);
    assertThat(loads.index).hasSize(28);
    IngestReport unnamed = ingest("/list.csv");
    assertThat(unnamed.whole()).isFalse();
    assertThat(unnamed.message()).contains("not even the scene's id can be read");
    assertThat(loads.index).hasSize(28);
  }

  @Test
  void whatIsUnknownNowIsCountedAndToldWithTheFirstReason() {
    String cloudy = SceneLists.awsRow(15, 32, 4).replace("12.58", "cloudy");
    server.answer(
        Answer.whole(OK, bytes(SceneLists.AWS + SceneLists.awsRow(15, 32, 1) + cloudy + cloudy)));

    IngestReport report = ingest("/list.csv");

    assertThat(report.bad()).isZero();
    assertThat(report.warned()).isEqualTo(2);
    assertThat(report.whole()).isTrue();
    assertThat(report.message()).contains("line 3, cloudCover \"cloudy\" cannot be read");
  }

  @Test
  void whatSaysItIsNotThereIsNotAskedForAgain() {
    server.answer(Answer.whole("HTTP/1.1 404 Not Found", bytes("no")));

    IngestReport report = ingest("/list.csv");

    assertThat(report.state()).isEqualTo(IngestState.FAILED);
    assertThat(report.message()).contains("status 404");
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void aServerThatIsNotThereIsUnreachable() throws IOException {
    String url = server.url("/list.csv");
    server.close();

    assertThat(run(url).run().state()).isEqualTo(IngestState.UNREACHABLE);
  }

  @Test
  void secretsOfAnAddressAreSentButShownNowhere() {
    server.answer(Answer.whole(OK, bytes(list(1, 3))));
    String url =
        server.url("/list.csv?signature=s3cret").replace("http://", "http://me:pass%20word@");

    IngestReport report = run(url).run();

    assertThat(report.state()).isEqualTo(IngestState.DONE);
    assertThat(report.toString()).doesNotContain("s3cret").doesNotContain("pass");
    assertThat(server.requests.get(0).get(0)).contains("signature=s3cret");
    assertThat(server.header(0, "Authorization")).isEqualTo("Basic bWU6cGFzcyB3b3Jk");
  }

  @Test
  void aListIsKnownWithoutItsSignatureAndSaysWhichOtherItIsNot() {
    server.answer(Answer.whole(TAGGED, bytes(list(1, 9))));
    server.answer(Answer.whole("HTTP/1.1 304 Not Modified", new byte[0]));
    loads.otherLists = List.of(new SceneLoad.OtherList("http://old/list.csv", 100, 15));

    IngestReport report = ingest("/list.csv?sig=a");

    assertThat(loads.name).isEqualTo(new SceneListName(server.url("/list.csv"), "list.csv"));
    assertThat(report.message())
        .contains("another list than http://old/list.csv")
        .contains("lacks 15 of the 100 scenes")
        .contains("LANDFALL_LIST_NAME=http://old/list.csv");
    assertThat(ingest("/list.csv?sig=b").state()).isEqualTo(IngestState.UNCHANGED);
    assertThat(server.requests.get(1).get(0)).contains("sig=b");
  }

  @Test
  void cancelEndsARunThatWaitsForTheNetwork() throws Exception {
    byte[] list = bytes(list(1, 30));
    server.answer(Answer.stuck(TAGGED, list, list.length / 2));
    IngestRun run =
        new IngestRun(
            SceneListSource.of(server.url("/list.csv"), Duration.ofMinutes(5)),
            loads,
            log,
            Clock.systemUTC(),
            options(),
            reports::add);
    CompletableFuture<IngestReport> ends = CompletableFuture.supplyAsync(run::run);
    while (server.requests.isEmpty() || !loads.locked.get()) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    TimeUnit.MILLISECONDS.sleep(200);

    run.cancel();

    IngestReport report = ends.get(10, TimeUnit.SECONDS);
    assertThat(report.state()).isEqualTo(IngestState.CANCELED);
    assertThat(loads.index).isEmpty();
    assertThat(loads.locked).isFalse();
  }

  @Test
  void aSecondRunAtTheSameTimeIsRefusedAndLeavesTheFirstAlone() {
    server.answer(Answer.whole(OK, bytes(list(1, 30))));
    loads.locked.set(true);
    long run = log.beginRun("http://other", SceneListVersion.UNKNOWN, Clock.systemUTC().instant());

    IngestReport report = ingest("/list.csv");

    assertThat(report.state()).isEqualTo(IngestState.REFUSED);
    assertThat(report.message()).contains("another load is under way");
    assertThat(log.latestRuns(9))
        .singleElement()
        .satisfies(one -> assertThat(one.run()).isEqualTo(run));
  }

  @Test
  void aFileIsReadAgainWhenItHasChangedAndGoesOnWhereALoadDied() throws IOException {
    Path file = folder.resolve("list");
    Files.write(file, bytes(list(1, 30)));
    loads.diesAfter = 12;
    IngestRun.IngestRunOptions options = new IngestRun.IngestRunOptions(1, Duration.ZERO, false);

    assertThat(run(file.toString(), options).run().state()).isEqualTo(IngestState.UNREACHABLE);
    assertThat(loads.index).isEmpty();
    assertThat(run(file.toUri().toString(), options).run().state()).isEqualTo(IngestState.DONE);
    assertThat(loads.index).hasSize(30);
    assertThat(run(file.toString(), options).run().state()).isEqualTo(IngestState.UNCHANGED);
    IngestRun.IngestRunOptions force = new IngestRun.IngestRunOptions(1, Duration.ZERO, true);
    assertThat(run(file.toString(), force).run().state()).isEqualTo(IngestState.DONE);
    Files.write(file, bytes(list(2, 30)));
    assertThat(run(file.toString(), options).run().merged().withdrawn()).isEqualTo(1);
  }

  @Test
  void addressesAreHttpFilesOrRefused() {
    assertThatThrownBy(() -> SceneListSource.of("s3://bucket/list", Duration.ZERO))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining("no way to read s3:");
    assertThatThrownBy(() -> SceneListSource.of("http:///x", Duration.ZERO))
        .hasMessageContaining("names no host");
    assertThatThrownBy(() -> SceneListSource.of("http://a:secret@[", Duration.ZERO))
        .isInstanceOf(ExportFailure.class)
        .hasMessageNotContaining("secret");
    assertThat(run(folder.toString()).run().message()).contains("it is not a readable file");
    assertThat(run(folder + "/none").run().message()).contains("it is not there");
  }

  private IngestReport ingest(String path) {
    IngestReport ended = run(server.url(path)).run();
    assertThat(reports).last().isEqualTo(ended);
    return ended;
  }

  private IngestRun run(String url) {
    return run(url, options());
  }

  private IngestRun run(String url, IngestRun.IngestRunOptions options) {
    return new IngestRun(
        SceneListSource.of(url, Duration.ofSeconds(2)),
        loads,
        log,
        Clock.systemUTC(),
        options,
        reports::add);
  }

  private static IngestRun.IngestRunOptions options() {
    return new IngestRun.IngestRunOptions(3, Duration.ofMillis(20), false);
  }

  private static byte[] bytes(String list) {
    return list.getBytes(StandardCharsets.UTF_8);
  }

  /** Makes a scene list of 18 May 2018 in paths of these numbers. */
  private static String list(int first, int last) {
    return SceneLists.AWS
        + IntStream.rangeClosed(first, last)
            .mapToObj(path -> SceneLists.awsRow(path, 32, 18))
            .collect(Collectors.joining());
  }
}
