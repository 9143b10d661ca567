package io.landfall.source;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.landfall.http.AddressPolicy;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.node.demo.TinyScene;
import io.landfall.node.embedded.DataFolder;
import io.landfall.node.embedded.EmbeddedStore;
import io.landfall.raster.BandChecksum;
import io.landfall.raster.RasterFile;
import io.landfall.secret.Secret;
import io.landfall.store.StoreSettings;
import io.landfall.store.UploadBody;
import io.landfall.store.s3.S3ObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scenes in a bucket of a server that other people wrote: the embedded S3Proxy. */
class RemoteStoreIT {
  private static final String KEY = "scenes/a b+ü?#%/B4.TIF";
  private static ActorTestKit testKit;
  @TempDir static Path folder;
  private static DataFolder data;
  private static EmbeddedStore server;
  private static S3ObjectStore store;
  private static Path local;

  @BeforeAll
  static void start() throws Exception {
    testKit = ActorTestKit.create();
    data = DataFolder.acquire(folder.resolve("data"));
    server = EmbeddedStore.start(data);
    var at = server.endpoint();
    store =
        new S3ObjectStore(
            testKit.system(),
            new StoreSettings(
                at.endpoint(),
                at.bucket(),
                at.accessKeyId(),
                Secret.of(at.secretAccessKey()),
                at.region()));
    Path scene = TinyScene.write(folder, "LC80220342026101LGN00");
    try (var files = Files.list(scene)) {
      local = files.filter(file -> file.toString().endsWith("B4.TIF")).findFirst().orElseThrow();
    }
    store.ensureBucket().toCompletableFuture().get(20, SECONDS);
    put(Files.readAllBytes(local));
  }

  @AfterAll
  static void stop() {
    store.close();
    testKit.shutdownTestKit();
    server.close();
    data.close();
  }

  @Test
  void aSceneInABucketIsReadWithKeysUntilItChanges() throws Exception {
    try (SceneFiles files = files("keys")) {
      String href = "s3://%s/%s".formatted(server.endpoint().bucket(), KEY);
      SceneFiles.FileVersion version = files.version(href);
      RasterFile file = files.open(href, version);
      assertThat(version.bytes()).isEqualTo(Files.size(local));
      assertThat(BandChecksum.of(file, 0)).isEqualTo(checksum(local));
      byte[] other = Files.readAllBytes(local);
      other[other.length - 1] ^= 1;
      put(other);
      try (SceneFiles others = files("keys")) {
        assertThatThrownBy(() -> others.open(href, version))
            .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.type(ExportFailure.class))
            .extracting(ExportFailure::code)
            .isEqualTo(ErrorCode.SCENE_CHANGED);
      }
    }
  }

  @Test
  void aRefusalSaysWhichCredentialsToSet() {
    try (SceneFiles files = files("anonymous")) {
      String href = "s3://%s/%s".formatted(server.endpoint().bucket(), KEY);
      assertThatThrownBy(() -> files.version(href))
          .hasMessageStartingWith("Cannot read " + href)
          .hasMessageContaining("403")
          .hasMessageContaining("rights of the account");
    }
  }

  @Test
  void anObjectThatIsNotThereIsSaid() {
    try (SceneFiles files = files("keys")) {
      String href = "s3://%s/none.tif".formatted(server.endpoint().bucket());
      assertThatThrownBy(() -> files.version(href)).hasMessageContaining("404 NoSuchKey");
    }
  }

  private static SceneFiles files(String credentials) {
    var at = server.endpoint();
    Config config =
        ConfigFactory.parseMap(
                Map.of(
                    "landfall.source.s3.endpoint", at.endpoint(),
                    "landfall.source.s3.region", at.region(),
                    "landfall.source.s3.credentials", credentials,
                    "landfall.source.s3.access-key-id", at.accessKeyId(),
                    "landfall.source.s3.secret-access-key", at.secretAccessKey()))
            .withFallback(ConfigFactory.defaultReference());
    return new SceneFiles(
        new RemoteSources(SourceSettings.from(config), AddressPolicy.internet(List.of())));
  }

  private static int checksum(Path file) {
    try (SceneFiles files = new SceneFiles()) {
      String href = file.toUri().toString();
      return BandChecksum.of(files.open(href, files.version(href)), 0);
    }
  }

  private static void put(byte[] bytes) throws Exception {
    store.put(KEY, UploadBody.of(bytes), "image/tiff").toCompletableFuture().get(20, SECONDS);
  }
}
