package io.landfall.delivery.local;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.TestDeliveryRun;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.request.Destination;
import io.landfall.model.request.OutputFormat;
import io.landfall.store.MemoryStore;
import io.landfall.store.StoreFiles;
import io.landfall.store.UploadBody;
import io.landfall.worker.RenderFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A destination whose disk fills up while the file is written; needs the rights to mount. */
@Tag("cluster")
class F19DiskFullIT {
  private static final int BYTES = 900_000;

  @TempDir Path folder;
  private final ActorTestKit akka = ActorTestKit.create();
  private final MemoryStore store = new MemoryStore();

  @AfterEach
  void stop() throws Exception {
    akka.shutdownTestKit();
    run("umount", folder.toString());
  }

  @Test
  void aDiskThatFillsUpMeanwhileIsNamedAndLeavesNoPart() throws Exception {
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.toString()) == 0);
    StoredPart part =
        store.put("part", UploadBody.of(new byte[BYTES]), "").toCompletableFuture().get();
    store.put(RenderFixture.KEY, UploadBody.of(new byte[BYTES]), "");
    var object = new StoredObject(RenderFixture.KEY, "etag", BYTES, null);
    var item =
        new DeliveryItem(
            RenderFixture.ATTEMPT, "a.tif", OutputFormat.FileFormat.COG, object, List.of(part), 0);
    Path hog = folder.resolve("hog");
    var target =
        new LocalFileTarget(
            akka.system(),
            store,
            StoreFiles.NONE,
            new Destination.LocalFileDestination(folder.resolve("a.tif").toString()));

    assertThatThrownBy(
            () ->
                target
                    .deliver(
                        item,
                        new TestDeliveryRun() {
                          @Override
                          public void onBytes(long count) {
                            write(hog);
                          }
                        })
                    .toCompletableFuture()
                    .get(20, SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            ExportFailure.class, f -> assertThat(f.code()).isEqualTo(ErrorCode.DESTINATION_FULL))
        .hasMessageContaining("needs 900000 bytes and ");

    assertThat(folder.toFile().list()).containsExactly("hog");
    Files.delete(hog);
    assertThat(
            target
                .deliver(item, new TestDeliveryRun())
                .toCompletableFuture()
                .get(20, SECONDS)
                .bytes())
        .as("once there is room")
        .isEqualTo(BYTES);
  }

  private static void write(Path hog) {
    try {
      Files.write(hog, new byte[400_000]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }
}
