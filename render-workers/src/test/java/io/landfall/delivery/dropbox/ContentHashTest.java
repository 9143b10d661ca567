package io.landfall.delivery.dropbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentHashTest {
  private static final int MIB = 1 << 20;

  @Test
  void nothingHasTheHashOfNoBlock() {
    assertThat(ContentHash.of(new byte[0], 0, 0))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4 * MIB - 1, 4 * MIB, 4 * MIB + 1, 8 * MIB, 9 * MIB + 7})
  void bytesInPiecesHaveTheHashOfTheWhole(int count) {
    byte[] bytes = new byte[count];
    var random = new Random(count);
    random.nextBytes(bytes);

    var hash = new ContentHash();
    for (int at = 0; at < count; ) {
      int piece = Math.min(count - at, 1 + random.nextInt(3 * MIB));
      hash.update(bytes, at, piece);
      at += piece;
    }

    assertThat(hash.end())
        .isEqualTo(PlainContentHash.of(bytes))
        .isEqualTo(ContentHash.of(bytes, 0, count));
  }
}
