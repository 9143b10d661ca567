package io.landfall.node.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads over connections that break, of links that end, into folders that hold something. */
class FileDownloadIT {
  private static final int SIZE = 300_000;
  private static final int ALL = Integer.MAX_VALUE;
  private static final byte[] CONTENT = content(1);

  @TempDir Path folder;

  private FaultyService service;

  @BeforeEach
  void start() throws IOException {
    service = new FaultyService();
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void aBreakCostsNoByteTwice() throws Exception {
    service
        .then(FaultyService.file(CONTENT, "\"one\"", 100_000))
        .then(FaultyService.file(CONTENT, "\"one\"", 120_000))
        .then(FaultyService.file(CONTENT, "\"one\"", ALL));
    assertThat(download(false).fetch()).hasBinaryContent(CONTENT);
    assertThat(service.asked.get(0)).isEqualTo("GET /file");
    assertThat(service.asked.get(1)).startsWith("GET /file bytes=").isNotEqualTo("GET /file");
    assertThat(service.asked).hasSize(3);
    assertThat(service.tokens).containsOnly("null"); // whoever holds the link gets the file
    assertOnlyFile();
  }

  @Test
  void whatAnEarlierProcessLeftIsGoneOnWith() throws Exception {
    Files.write(part(), Arrays.copyOf(CONTENT, 200_000));
    service.then(FaultyService.file(CONTENT, "\"one\"", ALL));
    assertThat(download(false).fetch()).hasBinaryContent(CONTENT);
    assertThat(service.asked).containsExactly("HEAD /file", "GET /file bytes=200000-");
    assertOnlyFile();
  }

  @Test
  void whatWasLeftAndIsWrongIsFetchedAnew() throws Exception {
    Files.write(part(), Arrays.copyOf(content(2), 200_000));
    service.then(FaultyService.file(CONTENT, "\"one\"", ALL));
    assertThat(download(false).fetch()).hasBinaryContent(CONTENT);
    assertThat(service.asked.get(service.asked.size() - 1)).isEqualTo("GET /file");
    assertOnlyFile();
  }

  @Test
  void aFileThatChangesAmidstIsReadFromItsStart() throws Exception {
    service
        .then(FaultyService.file(content(2), "\"two\"", 100_000))
        .then(FaultyService.file(CONTENT, "\"one\"", ALL));
    assertThat(download(false).fetch()).hasBinaryContent(CONTENT);
    assertOnlyFile();
  }

  @Test
  void wrongBytesNeverGetTheName() throws Exception {
    service.then(FaultyService.file(content(2), "\"two\"", ALL));
    assertThatThrownBy(() -> download(false).fetch())
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining("another SHA-256")
        .extracting(thrown -> ((ExportFailure) thrown).code())
        .isEqualTo(ErrorCode.DESTINATION_CORRUPT);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void wrongBytesDoNotReplaceWhatIsThere() throws Exception {
    Files.write(target(), content(3));
    service.then(FaultyService.file(content(2), "\"two\"", ALL));
    assertThatThrownBy(() -> download(true).fetch()).hasMessageContaining("another SHA-256");
    assertThat(target()).hasBinaryContent(content(3));
  }

  @Test
  void anotherFileOfTheNameStaysUnlessToldOtherwise() throws Exception {
    Files.write(target(), content(3));
    service.then(FaultyService.file(CONTENT, "\"one\"", ALL));
    assertThatThrownBy(() -> download(false).fetch()).hasMessageContaining("--overwrite");
    assertThat(target()).hasBinaryContent(content(3));
    assertThat(service.asked).isEmpty();
    assertThat(download(true).fetch()).hasBinaryContent(CONTENT);
  }

  @Test
  void aShorterFileThatIsNoBeginningStaysToo() throws Exception {
    byte[] notes = Arrays.copyOf(content(3), 1_000);
    Files.write(target(), notes);
    service.then(FaultyService.file(CONTENT, "\"one\"", ALL));
    assertThatThrownBy(() -> download(false).fetch()).hasMessageContaining("--overwrite");
    assertThat(target()).hasBinaryContent(notes);
  }

  @Test
  void whatWasMadeOfAnEarlierFileIsNoPartOfTheNewOne() throws Exception {
    Path overviews = Files.writeString(folder.resolve("export.tif.ovr"), "of an earlier file");
    Path notes = Files.writeString(folder.resolve("export.tif.txt"), "mine");
    service.then(FaultyService.file(CONTENT, "\"one\"", ALL));

    assertThatThrownBy(() -> download(false).fetch())
        .hasMessageContainingAll("export.tif.ovr", "--overwrite");
    assertThat(service.asked).isEmpty();

    assertThat(download(true).fetch()).hasBinaryContent(CONTENT);
    assertThat(overviews).doesNotExist();
    assertThat(notes).exists();
  }

  @Test
  void filesOfTheSameNameOfTwoExportsAreNotPutInOneFolder() throws Exception {
    Map<String, String> sources = new HashMap<>();
    DownloadCommand.checkName(folder, "export.tif", "a", sources);
    DownloadCommand.checkName(folder, "export.tif", "a", sources); // asked for twice
    DownloadCommand.checkName(folder, "other.tif", "b", sources);

    assertThatThrownBy(() -> DownloadCommand.checkName(folder, "export.tif", "b", sources))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContainingAll("export.tif of export b", "export a has", "-o");

    DownloadCommand.checkName(folder, "Export.tif", "b", sources); // another name on this disk
    Files.createLink(folder.resolve("EXPORT.tif"), Files.createFile(folder.resolve("export.tif")));
    assertThatThrownBy(() -> DownloadCommand.checkName(folder, "EXPORT.tif", "c", sources))
        .hasMessageContainingAll("EXPORT.tif of export c", "export a has");
  }

  @Test
  void aCutFileIsCompleted() throws Exception {
    Files.write(target(), Arrays.copyOf(CONTENT, 250_000));
    service.then(FaultyService.file(CONTENT, "\"one\"", ALL));
    assertThat(download(false).fetch()).hasBinaryContent(CONTENT);
    assertThat(service.asked).contains("GET /file bytes=250000-");
    assertOnlyFile();
  }

  @Test
  void aFileThatIsThereAndRightIsNotFetched() throws Exception {
    Files.write(target(), CONTENT);
    assertThat(download(false).fetch()).isEqualTo(target());
    assertThat(service.asked).isEmpty();
  }

  @Test
  void aLinkThatIsOverIsAskedForAnew() throws Exception {
    service
        .then(FaultyService.json(410, "{\"detail\": \"Over.\"}"))
        .then(FaultyService.file(CONTENT, "\"one\"", ALL));
    assertThat(download(false).fetch()).hasBinaryContent(CONTENT);
    assertThat(service.asked).containsExactly("GET /file", "GET /fresh");
  }

  @Test
  void aRefusalIsSaidOnceANewLinkIsRefusedToo() {
    service.then(FaultyService.json(410, "{\"detail\": \"The store has it no more.\"}"));
    assertThatThrownBy(() -> download(false).fetch())
        .hasMessageContaining("The store has it no more.");
    assertThat(service.asked).hasSize(2);
  }

  @Test
  void moreBytesThanTheExportSaysAreRefused() throws Exception {
    service.then(FaultyService.file(Arrays.copyOf(CONTENT, SIZE + 1), "\"one\"", ALL));
    assertThatThrownBy(() -> download(false).fetch()).hasMessageContaining("more than");
    assertThat(target()).doesNotExist();
  }

  private FileDownload download(boolean overwrite) {
    URI href = service.at("/file");
    var file = new RemoteFile("export.tif", href, SIZE, sha256());
    return new FileDownload(service.client(), file, folder, overwrite, () -> service.at("/fresh"));
  }

  private Path target() {
    return folder.resolve("export.tif");
  }

  private Path part() {
    return folder.resolve("export.tif." + sha256().substring(0, 12) + ".part");
  }

  private void assertOnlyFile() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(target());
    }
  }

  private static byte[] content(int seed) {
    byte[] bytes = new byte[SIZE];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static String sha256() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(CONTENT));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
