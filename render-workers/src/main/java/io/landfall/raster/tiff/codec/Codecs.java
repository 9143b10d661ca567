package io.landfall.raster.tiff.codec;

import io.landfall.raster.tiff.format.Compression;
import java.util.HashMap;
import java.util.Map;

/** The compressions that a reader knows, by the value of the Compression tag. Immutable. */
public final class Codecs {
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
    Map<Integer, Codec> byTag =
        new HashMap<>(
            Map.ofEntries(
                entry(Compression.NONE, new UncompressedCodec()),
                entry(Compression.CCITT_RLE, new FaxCodec(Compression.CCITT_RLE)),
                entry(Compression.CCITT_FAX_3, new FaxCodec(Compression.CCITT_FAX_3)),
                entry(Compression.CCITT_FAX_4, new FaxCodec(Compression.CCITT_FAX_4)),
                entry(Compression.LZW, new LzwCodec()),
                entry(Compression.JPEG, new JpegCodec()),
                entry(Compression.DEFLATE, deflate),
                entry(Compression.NEXT, new NextCodec()),
                entry(Compression.PACKBITS, new PackBitsCodec()),
                entry(Compression.THUNDERSCAN, new ThunderCodec()),
                entry(Compression.OLD_DEFLATE, deflate),
                entry(Compression.LERC, new LercCodec(deflate, zstd)),
                entry(Compression.LZMA, new LzmaCodec()),
                entry(Compression.ZSTD, zstd)));
    WebpCodec.find().ifPresent(webp -> byTag.put(Compression.WEBP.number(), webp));
    return new Codecs(byTag);
  }

  private static Map.Entry<Integer, Codec> entry(Compression compression, Codec codec) {
    return Map.entry(compression.number(), codec);
  }

  /** Returns the codec, or {@code null} if there is none for {@code compression}. */
  public Codec of(long compression) {
    if (compression == Compression.JPEG_XL.number()
        || compression == Compression.JPEG_XL_DNG.number()) {
      return JpegXlCodec.find().orElse(null); // rare: no process loads 5 MB of libraries before
    }
    return byTag.get((int) compression);
  }
}
