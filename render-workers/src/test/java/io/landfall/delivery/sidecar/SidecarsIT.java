package io.landfall.delivery.sidecar;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.crs.GeoToolsTransforms;
import io.landfall.delivery.ChecksumFile;
import io.landfall.delivery.DeliveryFixture;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.DeliveryTarget;
import io.landfall.delivery.ImageMaker;
import io.landfall.delivery.Sidecar;
import io.landfall.delivery.Sidecars;
import io.landfall.delivery.TestDeliveryRun;
import io.landfall.delivery.image.ImageJob;
import io.landfall.delivery.link.LinkTarget;
import io.landfall.delivery.local.LocalFileTarget;
import io.landfall.export.StepPorts.DeliveryRequest;
import io.landfall.export.StoredFile;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SceneId;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.delivery.DeliveredFile;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.request.Destination;
import io.landfall.model.request.OutputFormat;
import io.landfall.store.MemoryStore;
import io.landfall.store.ObjectKeys;
import io.landfall.store.StoreFiles;
import io.landfall.store.UploadBody;
import io.landfall.worker.RenderFixture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sidecars of a file, in the store and on this machine. */
class SidecarsIT {
  private static ActorTestKit testKit;
  private static final String RASTER = ObjectKeys.file(RenderFixture.ATTEMPT, "my map.tif");

  @TempDir Path folder;
  private final MemoryStore store = new MemoryStore();
  private final StoredObject object;
  private final List<StoredPart> parts;
  private List<SceneId> used = List.of();

  SidecarsIT() throws Exception {
    byte[] tiff = DeliveryFixture.tiff();
    parts = List.of(now(store.put(RASTER, UploadBody.of(tiff), "")));
    object = new StoredObject(RASTER, "etag", tiff.length, null);
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
  void aLinkServesItemThumbnailAndSums() throws Exception {
    DeliveryReceipt receipt = deliver(new LinkTarget(testKit.system(), store), cog());
    assertThat(receipt.files())
        .extracting(DeliveredFile::name)
        .containsExactly("my map.tif", "my map.stac.json", "my map-thumbnail.png", "SHA256SUMS");
    for (DeliveredFile file : receipt.files()) {
      byte[] stored = store.objects.get(ObjectKeys.file(RenderFixture.ATTEMPT, file.name()));
      assertThat(stored).hasSize((int) file.bytes());
      assertThat(new Sidecar("", "", stored).sha256()).isEqualTo(file.sha256());
    }
    assertThat(receipt.files().get(3).href())
        .isEqualTo("/v1/exports/%s/files/SHA256SUMS".formatted(RenderFixture.ID));
    assertThat(receipt.files().get(1).mediaType()).isEqualTo("application/geo+json");
    assertThat(deliver(new LinkTarget(testKit.system(), store), cog()))
        .as("done again after a crash")
        .isEqualTo(receipt);
  }

  @Test
  void onThisMachineTheSumsHold() throws Exception {
    DeliveryReceipt receipt = deliver(local("out.tif", null), cog());
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder(
            "out.tif", "out.tif.stac.json", "out.tif.thumbnail.png", "out.tif.sha256");
    assertThat(sha256sum("out.tif.sha256"))
        .isEqualTo("out.tif: OK\nout.tif.stac.json: OK\nout.tif.thumbnail.png: OK\n");
    assertThat(deliver(local("out.tif", null), cog())).isEqualTo(receipt);

    Files.delete(folder.resolve("out.tif")); // a crash before the file took its name
    assertThat(deliver(local("out.tif", null), cog())).isEqualTo(receipt);
  }

  @Test
  void whatAnEarlierExportLeftIsReplaced() throws Exception {
    deliver(local("out.tif", null), cog());
    Files.delete(folder.resolve("out.tif"));
    byte[] other = DeliveryFixture.tiff();
    other[5_000] ^= 1;
    DeliveryItem changed =
        new DeliveryItem(
            RenderFixture.ATTEMPT,
            "my map.tif",
            OutputFormat.FileFormat.COG,
            object,
            List.of(now(store.put(RASTER, UploadBody.of(other), ""))),
            0);
    deliver(local("out.tif", null), changed);
    assertThat(sha256sum("out.tif.sha256").lines()).hasSize(3);

    Files.delete(folder.resolve("out.tif"));
    Files.writeString(folder.resolve("out.tif.stac.json"), "mine");
    store.put(RASTER, UploadBody.of(DeliveryFixture.tiff()), "");
    assertThatThrownBy(() -> deliver(local("out.tif", null), cog()))
        .hasMessageContaining("out.tif.stac.json: it exists");
  }

  @Test
  void aFileThatWillBeMovedIsNamedAsItWillBe() throws Exception {
    deliver(local(".tmp.out.tif", "out.tif"), cog());
    assertThat(folder.resolve(".tmp.out.tif.sha256")).content().contains("  out.tif\n");
    for (File file : folder.toFile().listFiles()) {
      assertThat(file.renameTo(new File(folder.toFile(), file.getName().substring(5)))).isTrue();
    }
    assertThat(sha256sum("out.tif.sha256")).contains("out.tif: OK\n");
  }

  @Test
  void aForeignFileBesideItIsNeverOverwrittenAndNothingOfOursStays() throws Exception {
    Files.writeString(folder.resolve("out.tif.sha256"), "mine");
    assertThatThrownBy(() -> deliver(local("out.tif", null), cog()))
        .isInstanceOf(ExecutionException.class)
        .satisfies(
            thrown ->
                assertThat(ExportFailure.of(thrown).code()).isEqualTo(ErrorCode.DESTINATION_EXISTS))
        .hasMessageContaining("out.tif.sha256: it exists");
    assertThat(folder.toFile().list()).containsExactly("out.tif.sha256");
    assertThat(folder.resolve("out.tif.sha256")).hasContent("mine");
  }

  @Test
  void anImageIsMadeOnceAndHasItsWorldFile() throws Exception {
    var order = order(OutputFormat.FileFormat.PNG);
    var job = new ImageJob(testKit.system(), store);
    ImageMaker.StoredImage rendered = now(job.render(order, rows -> {}));
    byte[] first = store.objects.get(ObjectKeys.file(RenderFixture.ATTEMPT, "my map.png"));
    assertThat(rendered.object().bytes()).isEqualTo(first.length);
    assertThat(store.uploads).isEmpty();

    BufferedImage image = ImageIO.read(new ByteArrayInputStream(first));
    for (int[] at : new int[][] {{50, 0}, {599, 399}, {300, 200}}) {
      for (int band = 0; band < 3; band++) {
        assertThat(image.getRaster().getSample(at[0], at[1], band))
            .isEqualTo(DeliveryFixture.sample(at[0], at[1], band));
      }
    }
    now(
        job.render(
            order,
            rows -> {
              throw new AssertionError("made again");
            }));

    DeliveryItem item =
        new DeliveryItem(
            RenderFixture.ATTEMPT,
            "my map.png",
            OutputFormat.FileFormat.PNG,
            rendered.object(),
            rendered.parts(),
            0);
    DeliveryReceipt receipt = deliver(local("map.png", null), item);
    assertThat(receipt.files())
        .extracting(DeliveredFile::name)
        .contains("map.png.stac.json", "map.pgw", "map.png.aux.xml");
    assertThat(receipt.mediaType()).isEqualTo("image/png");
    assertThat(folder.resolve("map.pgw")).content().startsWith("30.0\n0\n0\n-30.0\n500025.0\n");
    assertThat(sha256sum("map.png.sha256").lines())
        .hasSize(5)
        .allMatch(line -> line.endsWith(": OK"));
  }

  @Test
  void anImageThatNobodyWaitsForLeavesNothing() {
    var job = new ImageJob(testKit.system(), store);
    assertThatThrownBy(
            () ->
                now(
                    job.render(
                        order(OutputFormat.FileFormat.JPEG),
                        rows -> {
                          throw new java.util.concurrent.CancellationException("stop");
                        })))
        .hasMessageContaining("stop");
    assertThat(store.uploads).isEmpty();
    assertThat(store.objects).containsOnlyKeys(RASTER);
  }

  @Test
  void onlyScenesThatGavePixelsAreLinked() throws Exception {
    used = List.of(new SceneId(DeliveryFixture.LANDSAT));
    deliver(new LinkTarget(testKit.system(), store), cog());
    byte[] item = store.objects.get(ObjectKeys.file(RenderFixture.ATTEMPT, "my map.stac.json"));
    assertThat(new ObjectMapper().readTree(item).path("links")).hasSize(1);
  }

  @Test
  void namesThatTheFormatCannotHoldAreEscaped() {
    assertThat(ChecksumFile.write(List.of(Map.entry("a\\b\n", "00"), Map.entry("c d", "01"))))
        .isEqualTo("\\00  a\\\\b\\n\n01  c d\n");
  }

  private DeliveryItem cog() {
    return new DeliveryItem(
        RenderFixture.ATTEMPT, "my map.tif", OutputFormat.FileFormat.COG, object, parts, 0);
  }

  private DeliveryRequest order(OutputFormat.FileFormat type) {
    return new DeliveryRequest(
        RenderFixture.ATTEMPT,
        "me",
        DeliveryFixture.plan(type),
        new StoredFile(object, parts, used),
        0,
        new Destination.LinkDestination(),
        null,
        Instant.EPOCH,
        0);
  }

  private LocalFileTarget local(String written, String name) {
    return new LocalFileTarget(
        testKit.system(),
        store,
        StoreFiles.NONE,
        new Destination.LocalFileDestination(folder.resolve(written).toString(), name));
  }

  private DeliveryReceipt deliver(DeliveryTarget target, DeliveryItem item) throws Exception {
    var maker =
        new SidecarMaker(testKit.system(), store, StoreFiles.NONE, new GeoToolsTransforms());
    Sidecars sidecars = now(maker.prepare(order(item.type()), item));
    return now(target.deliver(item, new TestDeliveryRun(sidecars)));
  }

  private static <T> T now(java.util.concurrent.CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, SECONDS);
  }

  private String sha256sum(String checksums) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/sha256sum")), "no sha256sum here");
    Process process =
        new ProcessBuilder("sha256sum", "-c", "--strict", checksums)
            .directory(folder.toFile())
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
