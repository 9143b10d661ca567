package io.landfall.raster.cog;

import static io.landfall.raster.tiff.format.TiffField.ascii;
import static io.landfall.raster.tiff.format.TiffField.longs;
import static io.landfall.raster.tiff.format.TiffField.rationals;
import static io.landfall.raster.tiff.format.TiffField.shorts;
import static io.landfall.raster.tiff.format.TiffField.undefined;

import io.landfall.model.SampleType;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.raster.cog.TileOffsets.BlockIndex;
import io.landfall.raster.compress.Compressors;
import io.landfall.raster.compress.TileCompression;
import io.landfall.raster.tiff.format.Compression;
import io.landfall.raster.tiff.format.DirectoryWriter;
import io.landfall.raster.tiff.format.FieldType;
import io.landfall.raster.tiff.format.GeoFields;
import io.landfall.raster.tiff.format.Photometric;
import io.landfall.raster.tiff.format.Predictor;
import io.landfall.raster.tiff.format.SampleFormat;
import io.landfall.raster.tiff.format.Tag;
import io.landfall.raster.tiff.format.TagValue;
import io.landfall.raster.tiff.format.TiffField;
import io.landfall.raster.tiff.format.TiffVariant;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes the header of a TIFF or BigTIFF: one directory a level, full resolution first, behind each
 * that of its internal mask, with the offsets of all tiles. Its size depends on the plan alone.
 */
final class CogHeader {
  private final ExportPlan plan;
  private final CogLayout layout;
  private final HeaderMetadata metadata;
  private final boolean geographic;
  private final boolean big;
  private final DirectoryWriter writer;
  private final int bytes;

  /**
   * Makes ready to write.
   *
   * @param metadata with room for statistics if they will follow
   */
  CogHeader(ExportPlan plan, CogLayout layout, boolean geographic, HeaderMetadata metadata) {
    this.plan = plan;
    this.metadata = metadata;
    this.layout = layout;
    this.geographic = geographic;
    this.big = plan.layout().bigTiff();
    this.writer = new DirectoryWriter(big ? TiffVariant.BIG_TIFF : TiffVariant.CLASSIC);
    this.bytes = size(directories(null, null, metadata));
  }

  /** Returns the size of the header, in bytes; a multiple of 16. */
  int bytes() {
    return bytes;
  }

  /**
   * Writes the header.
   *
   * @param masks of the internal mask; {@code null}: there is none
   * @param statistics one a band, for which the metadata had room
   */
  byte[] write(
      BlockIndex images, BlockIndex masks, List<HeaderMetadata.HeaderStatistics> statistics) {
    List<List<TiffField>> directories =
        directories(images, masks, metadata.withStatistics(statistics));
    if (size(directories) != bytes) {
      throw new IllegalStateException(
          "Cannot put statistics of %d bands where there is room for %d."
              .formatted(statistics.size(), metadata.statistics().size()));
    }
    return encoded(directories);
  }

  private boolean isMasked() {
    return plan.bands().mask() == OutputMask.INTERNAL;
  }

  /** Returns the fields of all directories; those of no tiles have sizes, but cannot be written. */
  private List<List<TiffField>> directories(
      BlockIndex images, BlockIndex masks, HeaderMetadata metadata) {
    List<List<TiffField>> directories = new ArrayList<>();
    for (int level = 0; level < layout.levels(); level++) {
      directories.add(fields(level, images, metadata));
      if (isMasked()) {
        directories.add(maskFields(level, masks));
      }
    }
    return directories;
  }

  private byte[] structure() {
    return isMasked() && !plan.format().type().isSharded()
        ? MaskedTile.STRUCTURE.getBytes(StandardCharsets.US_ASCII)
        : new byte[0];
  }

  /** Returns where the first directory starts: behind what GDAL looks for, at an even byte. */
  private int start() {
    int structure = structure().length;
    return writer.headerBytes() + structure + structure % 2;
  }

  private int size(List<List<TiffField>> directories) {
    long size = start();
    for (List<TiffField> fields : directories) {
      size += (long) writer.directoryBytes(fields) + writer.valueBytes(fields);
    }
    return Math.toIntExact((size + 15) / 16 * 16);
  }

  private byte[] encoded(List<List<TiffField>> directories) {
    ByteBuffer out = DirectoryWriter.allocate(size(directories));
    writer.putHeader(out, start());
    out.put(structure()).position(start());
    for (int i = 0; i < directories.size(); i++) {
      List<TiffField> fields = directories.get(i);
      int valuesAt = out.position() + writer.directoryBytes(fields);
      int next = valuesAt + writer.valueBytes(fields);
      writer.putDirectory(out, fields, valuesAt, i == directories.size() - 1 ? 0 : next);
      out.position(next);
    }
    return out.array();
  }

  /** Returns the fields of the image of a level and of its mask alike. */
  private List<TiffField> layoutFields(int level, BlockIndex blocks, Compression compression) {
    int tiles = layout.tilesAcross(level) * layout.tilesDown(level);
    FieldType offset = big ? FieldType.LONG8 : FieldType.LONG;
    List<TiffField> fields = new ArrayList<>();
    fields.add(longs(Tag.IMAGE_WIDTH, layout.width(level)));
    fields.add(longs(Tag.IMAGE_LENGTH, layout.height(level)));
    fields.add(shorts(Tag.COMPRESSION, compression.number()));
    fields.add(shorts(Tag.PLANAR_CONFIGURATION, TagValue.CONTIGUOUS));
    fields.add(longs(Tag.TILE_WIDTH, layout.blockSize()));
    fields.add(longs(Tag.TILE_LENGTH, layout.blockSize()));
    fields.add(
        new TiffField(
            Tag.TILE_OFFSETS, offset, tiles, into -> blocks.putOffsets(level, offset, into)));
    fields.add(
        new TiffField(
            Tag.TILE_BYTE_COUNTS, FieldType.LONG, tiles, into -> blocks.putLengths(level, into)));
    return fields;
  }

  private List<TiffField> maskFields(int level, BlockIndex masks) {
    Compression compression = TileCompression.ofMasks(plan.format());
    List<TiffField> fields = layoutFields(level, masks, compression);
    int reduced = level == 0 ? 0 : TagValue.REDUCED_IMAGE;
    fields.add(longs(Tag.NEW_SUBFILE_TYPE, reduced | TagValue.TRANSPARENCY_MASK));
    fields.add(shorts(Tag.BITS_PER_SAMPLE, plan.format().type().isSharded() ? Byte.SIZE : 1));
    fields.add(shorts(Tag.PHOTOMETRIC, Photometric.TRANSPARENCY_MASK.number()));
    fields.add(shorts(Tag.SAMPLES_PER_PIXEL, 1));
    fields.add(shorts(Tag.SAMPLE_FORMAT, SampleFormat.of(SampleType.UINT8).number()));
    return fields;
  }

  private List<TiffField> fields(int level, BlockIndex images, HeaderMetadata metadata) {
    OutputBands bands = plan.bands();
    int samples = bands.samplesPerPixel();
    Predictor predictor = TileEncoder.predictor(plan.format());
    BlockCompression compression = plan.format().compression();
    Photometric photometric = OutputColors.photometric(bands, compression);
    List<TiffField> fields = layoutFields(level, images, Compressors.tiffCompression(compression));
    fields.add(longs(Tag.NEW_SUBFILE_TYPE, level == 0 ? 0 : TagValue.REDUCED_IMAGE));
    Integer packed = plan.format().bitsPerSample();
    int bits = packed == null ? bands.type().bytes() * Byte.SIZE : packed;
    fields.add(shorts(Tag.BITS_PER_SAMPLE, repeated(samples, bits)));
    fields.add(shorts(Tag.PHOTOMETRIC, photometric.number()));
    fields.add(shorts(Tag.SAMPLES_PER_PIXEL, samples));
    if (predictor != Predictor.NONE) {
      fields.add(shorts(Tag.PREDICTOR, predictor.number()));
    }
    int extra = samples - OutputColors.count(photometric);
    if (extra > 0) {
      long[] meanings = repeated(extra, TagValue.UNSPECIFIED);
      if (bands.mask() == OutputMask.ALPHA) {
        meanings[extra - 1] = TagValue.UNASSOCIATED_ALPHA;
      }
      fields.add(shorts(Tag.EXTRA_SAMPLES, meanings));
    }
    int format = SampleFormat.of(bands.type()).number();
    fields.add(shorts(Tag.SAMPLE_FORMAT, repeated(samples, format)));
    if (photometric == Photometric.PALETTE) {
      fields.add(shorts(Tag.COLOR_MAP, OutputColors.map(bands, bits)));
    }
    addCodecFields(fields, samples, photometric);
    if (bands.nodata() != null && bands.mask() == null) {
      fields.add(ascii(Tag.GDAL_NODATA, MetadataXml.number(bands.nodata())));
    }
    if (level == 0) {
      fields.addAll(GeoFields.of(plan.grid(), geographic));
      addMetadata(fields, metadata);
    }
    return fields;
  }

  private void addCodecFields(List<TiffField> fields, int samples, Photometric photometric) {
    TileCompression.sharedTables(plan.format(), samples)
        .ifPresent(tables -> fields.add(undefined(Tag.JPEG_TABLES, tables)));
    if (photometric == Photometric.YCBCR) {
      fields.add(shorts(Tag.YCBCR_SUBSAMPLING, 2, 2));
      fields.add(rationals(Tag.REFERENCE_BLACK_WHITE, 0, 255, 128, 255, 128, 255));
    }
    TileCompression.lercParameters(plan.format())
        .ifPresent(parameters -> fields.add(longs(Tag.LERC_PARAMETERS, parameters)));
  }

  private void addMetadata(List<TiffField> fields, HeaderMetadata metadata) {
    if (metadata.software() != null) {
      fields.add(ascii(Tag.SOFTWARE, metadata.software()));
    }
    if (metadata.dateTime() != null) {
      fields.add(ascii(Tag.DATE_TIME, metadata.dateTime()));
    }
    fields.add(ascii(Tag.GDAL_METADATA, MetadataXml.of(plan.bands(), metadata)));
  }

  private static long[] repeated(int count, long value) {
    long[] values = new long[count];
    Arrays.fill(values, value);
    return values;
  }
}
