package io.landfall.raster.tiff.codec;

import java.util.HashMap;
import java.util.Map;

/** The compressions that a reader knows, by the value of the Compression tag. Immutable. */
public final class Codecs {
  /** Those that are not read. */
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(6, "old-style JPEG"),
          Map.entry(32909, "Pixar log"),
          Map.entry(34676, "SGI log"),
          Map.entry(34677, "SGI log 24"),
          Map.entry(34712, "JPEG 2000"),
          Map.entry(50001, "WEBP"),
          Map.entry(50002, "JPEG XL"),
          Map.entry(52546, "JPEG XL"));

  private static final Codecs STANDARD = standardWith(new JdkInflater());

  private final Map<Integer, Codec> byTag;

  private Codecs(Map<Integer, Codec> byTag) {
    this.byTag = Map.copyOf(byTag);
  }

  /** Returns all that are read, with the JDK's inflater for DEFLATE. */
  public static Codecs standard() {
    return STANDARD;
  }

  /** Returns the standard ones, with another inflater for DEFLATE. */
  public static Codecs standardWith(ZlibInflater inflater) {
    var deflate = new DeflateCodec(inflater);
    var zstd = new ZstdCodec();
    return new Codecs(
        Map.ofEntries(
            Map.entry(1, new UncompressedCodec()),
            Map.entry(2, new FaxCodec(FaxCodec.FaxScheme.RLE)),
            Map.entry(3, new FaxCodec(FaxCodec.FaxScheme.GROUP_3)),
            Map.entry(4, new FaxCodec(FaxCodec.FaxScheme.GROUP_4)),
            Map.entry(5, new LzwCodec()),
            Map.entry(7, new JpegCodec()),
            Map.entry(8, deflate),
            Map.entry(32766, new NextCodec()),
            Map.entry(32773, new PackBitsCodec()),
            Map.entry(32809, new ThunderCodec()),
            Map.entry(32946, deflate),
            Map.entry(34887, new LercCodec(deflate, zstd)),
            Map.entry(34925, new LzmaCodec()),
            Map.entry(50000, zstd)));
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
  public static String nameOf(long compression) {
    return NAMES.getOrDefault((int) compression, "number " + compression);
  }
}
