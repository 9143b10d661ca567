package io.landfall.raster.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SampleType;
import org.junit.jupiter.api.Test;

class PackedSamplesTest {
  @Test
  void rowsEndWithWholeBytes() {
    var bits = new PackedSamples(new BlockShape(3, 1, SampleType.UINT8), 1, null);
    byte[] raw = {1, 0, 1, 0, 1, 0, 1, 1, 1};
    assertThat(bits.compress(raw, raw.length, false))
        .containsExactly(0b1010_0000, 0b0100_0000, 0b1110_0000);
  }

  @Test
  void theHighestBitOfASampleComesFirst() {
    var bits = new PackedSamples(new BlockShape(2, 1, SampleType.UINT16), 12, null);
    byte[] raw = {0x23, 0x01, 0x56, 0x04, (byte) 0xff, 0x0f, 0, 0}; // lowest byte first
    assertThat(bits.compress(raw, raw.length, false))
        .containsExactly(0x12, 0x34, 0x56, 0xff, 0xf0, 0);
  }

  @Test
  void aValueThatDoesNotFitTellsTheBitsItNeeds() {
    var bits = new PackedSamples(new BlockShape(1, 1, SampleType.UINT32), 17, null);
    byte[] fits = {-1, -1, 1, 0};
    assertThat(bits.compress(fits, fits.length, false)).hasSize(3);
    byte[] raw = {0, 0, 0, (byte) 0x80};
    assertThatThrownBy(() -> bits.compress(raw, raw.length, false))
        .hasMessage(
            "Cannot write a pixel of 2147483648 in 17 bits, which hold 0 to 131071. Choose 32 bits"
                + " or more, or leave them out.")
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.REQUEST_INVALID));
  }
}
