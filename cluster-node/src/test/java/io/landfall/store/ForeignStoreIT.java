package io.landfall.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.util.ByteString;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.model.StoredPart;
import io.landfall.node.embedded.DataFolder;
import io.landfall.node.embedded.EmbeddedStore;
import io.landfall.secret.Secret;
import io.landfall.store.s3.DirectWrites;
import io.landfall.store.s3.S3ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store's calls against a server that other people wrote: the embedded S3Proxy. */
class ForeignStoreIT {
  @TempDir static Path folder;
  private static DataFolder data;
  private static EmbeddedStore server;
  private static ActorTestKit testKit;
  private static final int MIN_PART = 5 * 1024 * 1024;

  private final String key = ObjectKeys.file(ExportAttempt.first(ExportId.generate()), "a b+ü.tif");
  private final StoreSettings settings =
      new StoreSettings(
          server.endpoint().endpoint(),
          server.endpoint().bucket(),
          server.endpoint().accessKeyId(),
          Secret.of(server.endpoint().secretAccessKey()),
          server.endpoint().region());
  private final S3ObjectStore store = new S3ObjectStore(testKit.system(), settings);

  @BeforeAll
  static void start() {
    testKit = ActorTestKit.create();
    data = DataFolder.acquire(folder);
    server = EmbeddedStore.start(data);
  }

  @BeforeEach
  void bucket() throws Exception {
    now(store.ensureBucket());
  }

  @AfterEach
  void cleanUp() throws Exception {
    for (var upload : now(store.uploads(key))) {
      now(store.abort(upload.key(), upload.uploadId()));
    }
    now(store.delete(key));
    store.close();
  }

  @AfterAll
  static void stop() {
    testKit.shutdownTestKit();
    server.close();
    data.close();
  }

  @Test
  void objectsAreWrittenReadListedAndDeleted() throws Exception {
    String type = "image/tiff; application=geotiff";
    now(store.put(key, UploadBody.of("hello"), type));
    assertThat(now(store.find(key)).orElseThrow().mediaType()).isEqualToIgnoringWhitespace(type);
    assertThat(now(store.find(key)).orElseThrow().bytes()).isEqualTo(5);
    assertThat(now(store.find(key + "-none"))).isEmpty();
    assertThat(new String(now(store.get(key, 10)), UTF_8)).isEqualTo("hello");
    assertThat(
            now(store
                    .read(key, 1, 3)
                    .runFold(ByteString.emptyByteString(), ByteString::concat, testKit.system()))
                .utf8String())
        .isEqualTo("ell");
    assertThat(now(store.list(key.substring(0, 40)))).containsExactly(key);
    now(store.delete(key));
    now(store.delete(key));
    assertThat(now(store.find(key))).isEmpty();
  }

  @Test
  void whatIsWrittenPastTheServerIsWhatIsSentToIt() throws Exception {
    assertThat(server.writes()).isPresent();
    try (var direct = new S3ObjectStore(testKit.system(), settings, server.writes())) {
      StoredPart sent = now(store.put(key, padded(1), "image/png"));
      assertThat(now(direct.put(key, padded(1), "image/png"))).isEqualTo(sent);
      assertThat(now(direct.find(key)).orElseThrow().mediaType()).isEqualTo("image/png");

      String upload = now(direct.openUpload(key, "image/tiff"));
      UploadBody two =
          new UploadBody(List.of("two".getBytes(UTF_8), new byte[0], new byte[] {7}), 0);
      StoredPart first = now(direct.putPart(key, upload, 1, padded(1)));
      StoredPart last = now(direct.putPart(key, upload, 2, two));
      assertThat(List.of(first, last))
          .isEqualTo(
              List.of(
                  now(store.putPart(key, upload, 1, padded(1))),
                  now(store.putPart(key, upload, 2, two))));
      assertThat(now(direct.complete(key, upload, List.of(first, last))).bytes())
          .isEqualTo(MIN_PART + 4);
      assertThat(now(direct.getRange(key, MIN_PART, 4))).isEqualTo("two\7".getBytes(UTF_8));
    }
  }

  @Test
  void aBodyThatCannotBeWrittenPastTheServerIsAFailureOfTheStore() {
    DirectWrites full =
        new DirectWrites() {
          @Override
          public String put(String to, String mediaType, InputStream body, long bytes)
              throws IOException {
            throw new IOException("No space left on device");
          }

          @Override
          public String putPart(
              String to, String uploadId, int number, InputStream body, long bytes)
              throws IOException {
            return put(to, "", body, bytes);
          }
        };
    try (var direct =
        new S3ObjectStore(
            testKit.system(), settings.retryingFor(Duration.ofMillis(1)), Optional.of(full))) {
      assertThatThrownBy(() -> now(direct.putPart(key, "none", 1, UploadBody.of("x"))))
          .hasMessageContaining("Cannot write part 1 of " + key)
          .hasMessageContaining("No space left on device");
    }
  }

  @Test
  void partsInAnyOrderBecomeOneObjectAndCompletingAgainFindsIt() throws Exception {
    String upload = now(store.openUpload(key, "image/tiff"));
    StoredPart last = now(store.putPart(key, upload, 7, UploadBody.of("end")));
    StoredPart middle = now(store.putPart(key, upload, 3, padded(2)));
    StoredPart again = now(store.putPart(key, upload, 3, padded(3)));
    StoredPart first = now(store.putPart(key, upload, 1, padded(1)));
    assertThat(again.etag()).isNotEqualTo(middle.etag());
    assertThat(now(store.parts(key, upload)).orElseThrow())
        .extracting(StoredPart::number)
        .containsExactly(1, 3, 7);
    assertThat(now(store.uploads("exports/")))
        .extracting(ObjectStore.OpenUpload::uploadId)
        .contains(upload);

    List<StoredPart> parts = List.of(first, again, last);
    assertThat(now(store.complete(key, upload, parts)).bytes()).isEqualTo(2 * MIN_PART + 3);
    assertThat(now(store.find(key)).orElseThrow().mediaType()).isEqualTo("image/tiff");

    assertThat(now(store.complete(key, upload, parts)).bytes()).isEqualTo(2 * MIN_PART + 3);
    byte[] object = now(store.get(key, 3 * MIN_PART));
    assertThat(object[0]).isEqualTo((byte) 1);
    assertThat(object[MIN_PART]).isEqualTo((byte) 3);
    assertThat(new String(object, 2 * MIN_PART, 3, UTF_8)).isEqualTo("end");
  }

  @Test
  void abortingTwiceDoesNoHarmAndLeavesNoParts() throws Exception {
    String upload = now(store.openUpload(key, "image/tiff"));
    now(store.putPart(key, upload, 1, UploadBody.of("x")));
    now(store.abort(key, upload));
    now(store.abort(key, upload));
    assertThat(now(store.parts(key, upload)).orElse(List.of())).isEmpty();
    assertThat(now(store.uploads(key))).isEmpty();
  }

  /** One that is completed, aborted or not there at all: nobody would find the part again. */
  @Test
  void aPartOfAnUploadThatIsNotOpenIsRefusedAndLeavesNothing() throws Exception {
    String aborted = now(store.openUpload(key, "image/tiff"));
    now(store.abort(key, aborted));
    String completed = now(store.openUpload(key, "image/tiff"));
    StoredPart only = now(store.putPart(key, completed, 1, UploadBody.of("x")));
    now(store.complete(key, completed, List.of(only)));
    try (var direct = new S3ObjectStore(testKit.system(), settings, server.writes())) {
      for (String upload : List.of(aborted, completed, "00000000-0000-0000-0000-000000000000")) {
        for (S3ObjectStore each : List.of(store, direct)) {
          assertThatThrownBy(() -> now(each.putPart(key, upload, 2, UploadBody.of("late"))))
              .hasMessageContaining("Cannot write part 2 of " + key)
              .hasMessageContaining("404 NoSuchUpload")
              .hasMessageContaining("Retry the export");
        }
      }
    }
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(file -> file.toString().contains(".mpus-"))).isEmpty();
    }
  }

  private static UploadBody padded(int first) {
    return UploadBody.paddedTo(List.of(new byte[] {(byte) first}), MIN_PART);
  }

  private static <T> T now(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, SECONDS);
  }
}
