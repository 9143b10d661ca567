package io.landfall.raster.jp2.tile;

/** Markers of a codestream. Source: ISO/IEC 15444-1, A.2. */
public final class Marker {
  /** Of the codestream: its start. */
  public static final short SOC = (short) 0xff4f;

  /** Of a tile part: its start. */
  public static final short SOT = (short) 0xff90;

  /** After the header of a tile part. */
  public static final short SOD = (short) 0xff93;

  /** Of the codestream: its end. */
  public static final short EOC = (short) 0xffd9;

  /** Sizes. */
  public static final short SIZ = (short) 0xff51;

  /** How components are coded. */
  public static final short COD = (short) 0xff52;

  /** How one component is coded. */
  public static final short COC = (short) 0xff53;

  /** How components are quantized. */
  public static final short QCD = (short) 0xff5c;

  /** How one component is quantized. */
  public static final short QCC = (short) 0xff5d;

  /** A region of interest. */
  public static final short RGN = (short) 0xff5e;

  /** Changes of the order of packets. */
  public static final short POC = (short) 0xff5f;

  /** Packet headers of a tile. */
  public static final short PPT = (short) 0xff61;

  /** Before a packet. */
  public static final short SOP = (short) 0xff91;

  /** After the header of a packet. */
  public static final short EPH = (short) 0xff92;

  /** Lengths of tile parts. */
  public static final short TLM = (short) 0xff55;

  /** Lengths of packets. */
  public static final short PLM = (short) 0xff57;

  /** Packet headers of all tiles. */
  public static final short PPM = (short) 0xff60;

  /** How components are registered. */
  public static final short CRG = (short) 0xff63;

  /** A comment. */
  public static final short COM = (short) 0xff64;

  private Marker() {}
}
