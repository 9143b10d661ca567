package io.landfall.delivery.local;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.DeliveryTarget;
import io.landfall.delivery.Sidecar;
import io.landfall.delivery.Sidecars;
import io.landfall.delivery.TestDeliveryRun;
import io.landfall.delivery.link.LinkTarget;
import io.landfall.export.StaleCommitException;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.request.Destination;
import io.landfall.model.request.OutputFormat;
import io.landfall.store.MemoryStore;
import io.landfall.store.StoreFiles;
import io.landfall.store.UploadBody;
import io.landfall.worker.RenderFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryTargetTest {
  private static ActorTestKit testKit;
  private static final String ALL_SHA256 =
      "bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721"; // of "abcdef"

  @TempDir Path folder;
  private final MemoryStore store = new MemoryStore();
  private final DeliveryItem item;

  DeliveryTargetTest() throws Exception {
    StoredPart first = store.put("part", UploadBody.of("abcd"), "").toCompletableFuture().get();
    StoredPart second = store.put("part", UploadBody.of("ef"), "").toCompletableFuture().get();
    store.put(RenderFixture.KEY, UploadBody.of("abcdef"), "");
    item =
        new DeliveryItem(
            RenderFixture.ATTEMPT,
            "my map.tif",
            OutputFormat.FileFormat.COG,
            new StoredObject(RenderFixture.KEY, "etag", 6, null),
            List.of(first, second),
            0);
  }

  @BeforeAll
  static void start() {
    testKit = ActorTestKit.create();
  }

  @AfterAll
  static void stop() {
    testKit.shutdownTestKit();
  }

  @Test
  void aLinkIsGivenAfterEveryByteWasReadBack() throws Exception {
    DeliveryReceipt receipt = deliver(new LinkTarget(testKit.system(), store));
    assertThat(receipt.href()).isEqualTo("/v1/exports/" + RenderFixture.ID + "/files/my%20map.tif");
    assertThat(receipt.bytes()).isEqualTo(6);
    assertThat(receipt.sha256()).isEqualTo(ALL_SHA256);
    assertThat(receipt.mediaType()).contains("profile=cloud-optimized");
  }

  @Test
  void aFlippedByteInTheStoreIsFoundAndItsPartNamed() {
    store.objects.get(RenderFixture.KEY)[5] ^= 1;
    assertFails(
        new LinkTarget(testKit.system(), store), ErrorCode.DESTINATION_CORRUPT, "part 0 has");
  }

  @Test
  void aShortObjectIsFound() {
    store.put(RenderFixture.KEY, UploadBody.of("abcde"), "");
    assertFails(
        new LinkTarget(testKit.system(), store), ErrorCode.DESTINATION_CORRUPT, "1 too early");
  }

  @Test
  void aFileIsWrittenReadBackAndThenTakesItsName() throws Exception {
    Path out = folder.resolve("out.tif");
    DeliveryReceipt receipt = deliver(file(out));
    assertThat(receipt.href()).isEqualTo(out.toUri().toString());
    assertThat(receipt.sha256()).isEqualTo(ALL_SHA256);
    assertThat(out).hasContent("abcdef");
    assertThat(folder.toFile().list()).containsExactly("out.tif");

    assertThat(deliver(file(out))).as("done again after a crash").isEqualTo(receipt);
  }

  @Test
  void aFileThatIsThereIsNeverOverwritten() throws IOException {
    Path out = Files.writeString(folder.resolve("out.tif"), "mine!!"); // even of the same size
    assertFails(file(out), ErrorCode.DESTINATION_EXISTS, "it exists");
    assertThat(out).hasContent("mine!!");
  }

  @Test
  void aFailedDeliveryLeavesNothingBehind() {
    store.objects.get(RenderFixture.KEY)[0] ^= 1;
    assertFails(file(folder.resolve("out.tif")), ErrorCode.DESTINATION_CORRUPT, "differs");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aMissingFolderIsNamed() {
    assertFails(
        file(folder.resolve("none/out.tif")), ErrorCode.DESTINATION_UNWRITABLE, "no folder");
  }

  @Test
  void aFileThatNeedsMoreThanIsFreeIsRefusedWithBothNumbers() {
    DeliveryItem huge =
        new DeliveryItem(
            item.attempt(),
            item.fileName(),
            item.type(),
            new StoredObject(RenderFixture.KEY, "etag", 1L << 60, null),
            item.parts(),
            0);
    assertThatThrownBy(() -> deliver(file(folder.resolve("out.tif")), huge))
        .cause()
        .isInstanceOfSatisfying(
            ExportFailure.class, f -> assertThat(f.code()).isEqualTo(ErrorCode.DESTINATION_FULL))
        .hasMessageContaining("needs 1152921504606846976 bytes and ");
  }

  @Test
  void nothingTakesItsNameWhenTheFencingCheckRefuses() {
    for (DeliveryTarget target :
        List.of(file(folder.resolve("out.tif")), new LinkTarget(testKit.system(), store))) {
      Sidecars sidecars = (names, sha256) -> List.of(Sidecar.text("beside.txt", "text/plain", "x"));
      var before = Set.copyOf(store.objects.keySet());
      assertThatThrownBy(
              () ->
                  target
                      .deliver(
                          item,
                          new TestDeliveryRun(
                              sidecars,
                              () ->
                                  CompletableFuture.failedStage(new StaleCommitException("stale"))))
                      .toCompletableFuture()
                      .get(10, SECONDS))
          .matches(StaleCommitException::isCauseOf);
      assertThat(folder).isEmptyDirectory();
      assertThat(store.objects.keySet()).isEqualTo(before);
    }
  }

  /**
   * Both have passed the fencing check: one names the file, the other finds it there and is
   * content.
   */
  @Test
  void twoCopiesOfADeliveryMakeOneFile() throws Exception {
    Path out = folder.resolve("out.tif");
    var passed = new CountDownLatch(2);
    Supplier<CompletionStage<Done>> both =
        () ->
            CompletableFuture.supplyAsync(
                () -> {
                  passed.countDown();
                  await(passed);
                  return Done.getInstance();
                });
    Sidecars sidecars =
        (names, sha256) -> List.of(Sidecar.text(names.checksums(), "text/plain", "x"));
    var receipts =
        Stream.of(file(out), file(out))
            .map(copy -> copy.deliver(item, new TestDeliveryRun(sidecars, both)))
            .toList();
    for (var receipt : receipts) {
      assertThat(receipt.toCompletableFuture().get(10, SECONDS).sha256()).isEqualTo(ALL_SHA256);
    }
    assertThat(out).hasContent("abcdef");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("out.tif", "out.tif.sha256");
  }

  @Test
  void whatADeadProcessLeftHalfWrittenIsRemovedByTheNextTry() throws Exception {
    Path out = folder.resolve("out.tif");
    Files.writeString(folder.resolve(".out.tif.0123abcd.part"), "half");
    Files.writeString(folder.resolve(".out.tif.mine.part"), "of somebody else");
    try (PartFile alive = PartFile.createNextTo(out)) {
      deliver(file(out));
      assertThat(folder.toFile().list())
          .containsExactlyInAnyOrder(
              "out.tif", ".out.tif.mine.part", alive.path().getFileName().toString());
    }
  }

  @Test
  void aFileOfTheStoreIsCopiedAndBothGoTheirOwnWays() throws Exception {
    Path stored = Files.writeString(folder.resolve("stored"), "abcdef");
    store.objects.clear(); // so that the bytes can only come from the file
    Path out = folder.resolve("out.tif");
    DeliveryReceipt receipt = deliver(copied(out, stored));
    assertThat(receipt.sha256()).isEqualTo(ALL_SHA256);
    try (FileChannel changed = FileChannel.open(out, StandardOpenOption.WRITE)) {
      changed.write(ByteBuffer.wrap(new byte[] {'X'}), 0);
    }
    assertThat(out).hasContent("Xbcdef");
    assertThat(stored).hasContent("abcdef");
  }

  @Test
  void aFlippedByteInAFileOfTheStoreIsFoundAndNothingTakesTheName() throws Exception {
    Path stored = Files.writeString(folder.resolve("stored"), "abcdeX");
    Path out = folder.resolve("out.tif");
    assertFails(copied(out, stored), ErrorCode.DESTINATION_CORRUPT, "part 0 has");
    assertThat(folder.toFile().list()).containsExactly("stored");
  }

  @Test
  void aFileOfTheStoreThatEndsTooEarlyIsNoFile() throws Exception {
    Path stored = Files.writeString(folder.resolve("stored"), "abc");
    assertFails(
        copied(folder.resolve("out.tif"), stored), ErrorCode.DESTINATION_CORRUPT, "ends after 3");
    assertThat(folder.toFile().list()).containsExactly("stored");
  }

  private LocalFileTarget copied(Path path, Path stored) {
    return new LocalFileTarget(
        testKit.system(),
        store,
        object -> Optional.of(open(stored)),
        new Destination.LocalFileDestination(path.toString()));
  }

  private static FileChannel open(Path stored) {
    try {
      return FileChannel.open(stored);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(5, SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private LocalFileTarget file(Path path) {
    return new LocalFileTarget(
        testKit.system(),
        store,
        StoreFiles.NONE,
        new Destination.LocalFileDestination(path.toString()));
  }

  private void assertFails(DeliveryTarget target, ErrorCode code, String words) {
    assertThatThrownBy(() -> deliver(target))
        .satisfies(
            thrown -> {
              ExportFailure failure = ExportFailure.of(thrown);
              assertThat(failure.code()).isEqualTo(code);
              assertThat(failure).hasMessageContaining(words);
            });
  }

  private DeliveryReceipt deliver(DeliveryTarget target) throws Exception {
    return deliver(target, item);
  }

  private static DeliveryReceipt deliver(DeliveryTarget target, DeliveryItem item)
      throws Exception {
    return target.deliver(item, new TestDeliveryRun()).toCompletableFuture().get(10, SECONDS);
  }
}
