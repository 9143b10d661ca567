package io.landfall.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.node.embedded.StoreFolder.StoreFileVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreFolderTest {
  private static final String KEY = "exports/1/1/a.tif";

  @TempDir Path root;
  private final byte[] content = new byte[200_000];
  private StoreFolder folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    new Random(1).nextBytes(content);
    folder = new StoreFolder(root.resolve("bucket"));
    file = root.resolve("bucket").resolve(KEY);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private static byte[] join(List<ByteBuffer> pieces) {
    ByteBuffer all = ByteBuffer.allocate(pieces.stream().mapToInt(ByteBuffer::remaining).sum());
    pieces.forEach(all::put);
    return all.array();
  }

  @Test
  void bytesAreReadAsTheyAre() {
    StoreFileVersion version = folder.version(KEY).orElseThrow();
    assertThat(join(folder.read(KEY, version, 0, content.length).orElseThrow())).isEqualTo(content);
    assertThat(join(folder.read(KEY, version, 199_990, 10).orElseThrow()))
        .containsExactly(Arrays.copyOfRange(content, 199_990, 200_000));
    assertThat(folder.read(KEY, version, 199_990, 11)).as("beyond its end").isEmpty();
  }

  @Test
  void ofAFileThatWasReplacedOrWrittenNothingIsRead() throws IOException {
    StoreFileVersion first = folder.version(KEY).orElseThrow();
    Path other = Files.write(root.resolve("other"), new byte[content.length]);
    Files.setLastModifiedTime(other, first.modified());
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(folder.read(KEY, first, 0, 10)).as("another file of the same time").isEmpty();

    StoreFileVersion second = folder.version(KEY).orElseThrow();
    Files.write(file, content);
    Files.setLastModifiedTime(file, FileTime.fromMillis(second.modified().toMillis() + 1));
    assertThat(folder.read(KEY, second, 0, 10)).as("the same file at another time").isEmpty();
  }

  @Test
  void whatIsNoFileOfTheBucketHasNoVersion() throws IOException {
    Files.write(root.resolve("secret"), content);
    for (String key : List.of("exports/2/1/a.tif", "exports/1", "../secret", "\0")) {
      assertThat(folder.version(key)).as(key).isEqualTo(Optional.empty());
    }
  }
}
