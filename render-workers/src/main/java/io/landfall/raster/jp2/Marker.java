package io.landfall.raster.jp2;

/** Markers of a codestream. Source: ISO/IEC 15444-1, A.2. */
final class Marker {
  static final short SOC = (short) 0xff4f;
  static final short SOT = (short) 0xff90;
  static final short SOD = (short) 0xff93;
  static final short EOC = (short) 0xffd9;
  static final short SIZ = (short) 0xff51;
  static final short COD = (short) 0xff52;
  static final short COC = (short) 0xff53;
  static final short TLM = (short) 0xff55;
  static final short PLM = (short) 0xff57;
  static final short PPM = (short) 0xff60;
  static final short CRG = (short) 0xff63;
  static final short COM = (short) 0xff64;

  private Marker() {}
}
