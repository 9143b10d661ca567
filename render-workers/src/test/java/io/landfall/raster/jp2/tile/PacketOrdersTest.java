package io.landfall.raster.jp2.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.raster.PixelRect;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Changes of the order of packets (POC), in tiles of two components whose packets are all empty.
 */
class PacketOrdersTest {
  private static final int SIZE = 16;
  private static final int COMPONENTS = 2;
  private static final int HALF = 128;

  @ParameterizedTest(name = "progression {0}")
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void thirtyTwoOrdersThatEachBringOneMoreLayerAreRead(int progression) {
    List<Integer> rows = new ArrayList<>();
    TileReader.read(
        tile(32, 32, order -> poc(order + 1, COMPONENTS, progression)),
        (component, y, samples, at) -> rows.add(samples[at]));
    assertThat(rows).hasSize(COMPONENTS * SIZE).containsOnly(HALF);
  }

  /** The second component never comes, so that no order is the last one. */
  @ParameterizedTest(name = "progression {0}")
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void ordersThatComeBackForEverAreRefused(int progression) {
    TileInput tile = tile(60_000, 1_024, order -> poc(60_000, 1, progression));
    assertThatThrownBy(() -> TileReader.read(tile, (component, y, samples, at) -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("come back to the same packets too often");
  }

  @Test
  void anOrderThatIsThereTwiceIsNoHarm() {
    List<Integer> rows = new ArrayList<>();
    TileReader.read(
        tile(7, 9, order -> poc(7, order < 8 ? 1 : COMPONENTS, 0)),
        (component, y, samples, at) -> rows.add(samples[at]));
    assertThat(rows).hasSize(COMPONENTS * SIZE);
  }

  /** One resolution, one precinct, so many layers; a packet is a byte of zeros. */
  private static TileInput tile(int layers, int orders, IntFunction<byte[]> order) {
    ByteBuffer shared = ByteBuffer.allocate(100 + orders * 7);
    shared.putShort((short) 0xff52).putShort((short) 12); // COD
    shared.put((byte) 0).put((byte) 0).putShort((short) layers).put((byte) 0);
    shared.put((byte) 0).put((byte) 4).put((byte) 4).put((byte) 0).put((byte) 1);
    shared.putShort((short) 0xff5c).putShort((short) 4); // QCD
    shared.put((byte) 0x40).put((byte) (8 << 3));
    shared.putShort((short) 0xff5f).putShort((short) (2 + orders * 7)); // POC
    for (int i = 0; i < orders; i++) {
      shared.put(order.apply(i));
    }
    ByteBuffer part = ByteBuffer.allocate(14 + COMPONENTS * layers);
    part.putShort((short) 0xff90).putShort((short) 10).putShort((short) 0);
    part.putInt(part.capacity()).put((byte) 0).put((byte) 1);
    part.putShort((short) 0xff93);
    byte[] file = part.array();
    byte[] header = new byte[shared.position()];
    shared.flip().get(header);
    var area = new PixelRect(0, 0, SIZE, SIZE);
    return new TileInput(
        (offset, into, length) -> System.arraycopy(file, (int) offset, into, 0, length),
        header,
        List.of(new TileInput.EncodedPart(0, file.length)),
        new int[] {8, 8},
        new boolean[2],
        area,
        0,
        area);
  }

  private static byte[] poc(int layerEnd, int componentEnd, int progression) {
    return ByteBuffer.allocate(7)
        .put((byte) 0)
        .put((byte) 0)
        .putShort((short) layerEnd)
        .put((byte) 33)
        .put((byte) componentEnd)
        .put((byte) progression)
        .array();
  }
}
