package io.landfall.raster.tiff;

import java.util.HashMap;
import java.util.Map;

/** The compressions that a reader knows, by the value of the Compression tag. Immutable. */
public final class Codecs {
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(2, "CCITT RLE"),
          Map.entry(3, "CCITT fax 3"),
          Map.entry(4, "CCITT fax 4"),
          Map.entry(6, "old-style JPEG"),
          Map.entry(7, "JPEG"),
          Map.entry(32766, "NeXT"),
          Map.entry(32809, "ThunderScan"),
          Map.entry(32909, "Pixar log"),
          Map.entry(34676, "SGI log"),
          Map.entry(34677, "SGI log 24"),
          Map.entry(34712, "JPEG 2000"),
          Map.entry(34887, "LERC"),
          Map.entry(34925, "LZMA"),
          Map.entry(50000, "ZSTD"),
          Map.entry(50001, "WEBP"),
          Map.entry(50002, "JPEG XL"),
          Map.entry(52546, "JPEG XL"));

  private static final Codecs STANDARD = standardWith(new JdkInflater());

  private final Map<Integer, Codec> byTag;

  private Codecs(Map<Integer, Codec> byTag) {
    this.byTag = Map.copyOf(byTag);
  }

  /** Returns those that need nothing but the JDK: none, LZW, DEFLATE, PackBits. */
  public static Codecs standard() {
    return STANDARD;
  }

  /** Returns the standard ones, with another engine for DEFLATE. */
  public static Codecs standardWith(ZlibInflater inflater) {
    var deflate = new DeflateCodec(inflater);
    return new Codecs(
        Map.of(
            1,
            new NoCodec(),
            5,
            new LzwCodec(),
            8,
            deflate,
            32946,
            deflate,
            32773,
            new PackBits()));
  }

  /** Returns these and {@code codec} for a value of the Compression tag. */
  public Codecs with(int compression, Codec codec) {
    var more = new HashMap<>(byTag);
    more.put(compression, codec);
    return new Codecs(more);
  }

  /** Returns the codec, or {@code null} if there is none for {@code compression}. */
  public Codec of(long compression) {
    return byTag.get((int) compression);
  }

  /** Returns how people call a compression that may not be known here. */
  static String nameOf(long compression) {
    return NAMES.getOrDefault((int) compression, "number " + compression);
  }
}
