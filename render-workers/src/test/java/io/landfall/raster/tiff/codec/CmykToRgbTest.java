package io.landfall.raster.tiff.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CmykToRgbTest {
  /** As GDAL reads such a file; without ink it is white. */
  @Test
  void numbersAreThoseOfLibtiff() {
    byte[] same = {0, 100, (byte) 255};
    Object[] planes = {same, same, new byte[] {10, 20, 30}, new byte[] {0, 77, (byte) 128}};
    CmykToRgb.convert(planes);
    assertThat((byte[]) planes[0]).containsExactly(255, 108, 0);
    assertThat((byte[]) planes[1]).containsExactly(255, 108, 0);
    assertThat((byte[]) planes[2]).containsExactly(245, 164, 112);
    assertThat((byte[]) planes[3]).containsExactly(255, 255, 255);
    assertThat(same).as("others may share it").containsExactly(0, 100, 255);
  }
}
