package io.landfall.raster.tiff.codec;

import io.landfall.model.SampleType;
import io.landfall.raster.tiff.format.Photometric;
import java.util.zip.DataFormatException;

/** One compression of TIFF blocks. Safe for use by several threads at once. */
public interface Codec {
  /** Returns the name for people, as in {@link io.landfall.raster.RasterInfo#compression}. */
  String name();

  /** Tells whether the Predictor tag counts with this compression; elsewhere it is ignored. */
  boolean usesPredictor();

  /** Returns the bits that samples must have, or 0 if they may have any number. */
  default int sampleBits() {
    return 0;
  }

  /**
   * Returns how many times as large as the samples a compressed block may be at most, in good
   * faith.
   */
  default int maxEncodedRatio() {
    return 2;
  }

  /** Returns how many bytes a sample takes while it is decoded, beside what comes of it. */
  default int workingBytes() {
    return 0;
  }

  /**
   * Tells whether blocks at the lower edge are decompressed with the rows that lie beyond it.
   * Others are decompressed no farther than the image goes.
   */
  default boolean includesRowsBeyondEdge() {
    return false;
  }

  /**
   * Tells whether tiles at the lower edge are decompressed sooner with the rows beyond it, where
   * the file has them.
   */
  default boolean isQuickerWhole() {
    return false;
  }

  /**
   * Decompresses a block into {@code into[0 .. size)}, in the file's byte order. Stops there,
   * whatever the stream claims to hold beyond, and allocates nothing by the stream's word.
   *
   * @return the number of bytes decompressed, less than {@code size} if the stream ends before
   * @throws DataFormatException if the stream is not of this compression
   */
  int decode(EncodedBlock block, byte[] into, int size) throws DataFormatException;

  /**
   * A block as it is in the file.
   *
   * @param bytes its first {@code length} count; the array may be longer
   * @param width of the block, in pixels
   * @param height of the block, in pixels
   * @param samples of a pixel in this block: all bands, or 1 if bands are apart
   */
  record EncodedBlock(
      byte[] bytes, int length, int width, int height, int samples, CodecParameters parameters) {

    /** Makes a block of codecs that do not ask what the samples are, such as LZW. */
    public static EncodedBlock ofSamples(byte[] bytes) {
      return new EncodedBlock(
          bytes,
          bytes.length,
          0,
          0,
          0,
          new CodecParameters(Photometric.BLACK_IS_ZERO, 0, new byte[0]));
    }
  }

  /**
   * What the tags of the image say to its codec.
   *
   * @param faxOptions of tag T4Options or T6Options; 0: none
   * @param tables what the blocks of the image share (tag JPEGTables), or empty
   * @param type that samples are read as
   */
  record CodecParameters(Photometric photometric, int faxOptions, byte[] tables, SampleType type) {

    /** Makes those of an image of bytes. */
    public CodecParameters(Photometric photometric, int faxOptions, byte[] tables) {
      this(photometric, faxOptions, tables, SampleType.UINT8);
    }
  }
}
