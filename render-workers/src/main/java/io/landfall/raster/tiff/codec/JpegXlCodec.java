package io.landfall.raster.tiff.codec;

import io.landfall.model.SampleType;
import io.landfall.raster.tiff.format.Compression;
import io.landfall.raster.tiff.jpegxl.LibJxl;
import io.landfall.raster.tiff.jpegxl.UnsupportedJpegXlException;
import java.util.Optional;
import java.util.zip.DataFormatException;

/**
 * Compressions 50002 and 52546: JPEG XL of unsigned integers of 8 and 16 bits and of floating-point
 * numbers of 32, by the system's libjxl. Values come out lowest byte first.
 */
public final class JpegXlCodec implements Codec {
  private final LibJxl library;

  private JpegXlCodec(LibJxl library) {
    this.library = library;
  }

  /** Returns the codec, unless the library is missing or switched off. */
  static Optional<JpegXlCodec> find() {
    return LibJxl.find().map(JpegXlCodec::new);
  }

  /** Tells whether samples of {@code type} can be JPEG XL. */
  public static boolean holds(SampleType type) {
    return samples(type).isPresent();
  }

  private static Optional<LibJxl.JxlSamples> samples(SampleType type) {
    return switch (type) {
      case UINT8 -> Optional.of(LibJxl.JxlSamples.UINT8);
      case UINT16 -> Optional.of(LibJxl.JxlSamples.UINT16);
      case FLOAT32 -> Optional.of(LibJxl.JxlSamples.FLOAT32);
      case INT8, INT16, INT32, UINT32, FLOAT64 -> Optional.empty();
    };
  }

  @Override
  public String name() {
    return Compression.JPEG_XL.label();
  }

  @Override
  public boolean usesPredictor() {
    return false;
  }

  @Override
  public boolean includesRowsBeyondEdge() {
    return true;
  }

  @Override
  public int workingBytes() {
    return 3 * Float.BYTES; // the library works in floating-point numbers, on more than one copy
  }

  @Override
  public int decode(EncodedBlock block, byte[] into, int size) throws DataFormatException {
    var samples = samples(block.parameters().type()).orElseThrow();
    var expected = new LibJxl.JxlBlock(block.width(), block.height(), block.samples(), samples);
    try {
      return library.decode(block.bytes(), block.length(), expected, into, size);
    } catch (UnsupportedJpegXlException refusal) {
      throw new UnsupportedStreamException(refusal.getMessage());
    }
  }
}
