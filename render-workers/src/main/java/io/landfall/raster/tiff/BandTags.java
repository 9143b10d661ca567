package io.landfall.raster.tiff;

import io.landfall.model.SampleType;
import io.landfall.raster.BandMetadata;
import io.landfall.raster.DecimalText;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.tiff.format.GeoKey;
import io.landfall.raster.tiff.format.Photometric;
import io.landfall.raster.tiff.format.Tag;
import io.landfall.raster.tiff.format.TagValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLStreamException;

/** Names, no-data, colours and calibration of the bands, as the tags of an image say. */
final class BandTags {
  private static final List<String> RGB = List.of("red", "green", "blue");
  private static final List<String> RGBA = List.of("red", "green", "blue", "alpha");
  private static final List<String> CMYK = List.of("cyan", "magenta", "yellow", "black");

  private static final String INKS =
      "what its colours look like: its bands are inks, and outputs have their numbers (four of 8"
          + " bits, for cyan, magenta, yellow and black, become red, green and blue: convert it to"
          + " these)";

  private static final String METADATA =
      "its GDAL_METADATA (names, scale, offset and unit of bands)";
  private static final BandMetadata NOTHING = new BandMetadata();

  private BandTags() {}

  /** Reads what is told of each band; what cannot be read of it is dropped with a warning. */
  static List<RasterInfo.BandInfo> read(
      TiffBytes bytes, Directory directory, int count, StoredSample stored) {
    Double nodata = nodata(bytes, directory, stored.type());
    Map<Integer, BandMetadata> metadata = metadata(bytes, directory);
    long[] extra = directory.numbers(Tag.EXTRA_SAMPLES);
    var photometric = directory.photometric();
    String heights = heights(bytes, directory);
    boolean isCmyk = ColorReader.isCmyk(directory, stored);
    if (photometric == Photometric.SEPARATED && !isCmyk) {
      bytes.warn(INKS);
    }
    if (stored.kind() != StoredSample.NumberKind.FLOAT && stored.bits() == 64) {
      bytes.warn("the last digits of its integers beyond 2^53, as they become FLOAT64");
    }
    List<RasterInfo.BandInfo> bands = new ArrayList<>(count);
    for (int band = 0; band < count; band++) {
      int sample = band / stored.parts();
      String number = Integer.toString(sample + 1);
      var told = metadata.getOrDefault(sample, NOTHING);
      boolean complex = stored.parts() == 2;
      String part = complex ? band % 2 == 0 ? " real" : " imaginary" : "";
      String color =
          complex
              ? "undefined"
              : ColorMap.isGrayPalette(directory, stored)
                  ? "palette"
                  : isCmyk ? RGBA.get(band) : color(photometric, extra, band, count);
      String named = told.get(BandMetadata.Field.COLOR);
      String name = told.get(BandMetadata.Field.DESCRIPTION);
      String unit = told.get(BandMetadata.Field.UNIT);
      bands.add(
          new RasterInfo.BandInfo(
              (name == null ? number : name) + part,
              stored.type(),
              nodata,
              named == null || complex || isCmyk ? color : named.strip().toLowerCase(Locale.ROOT),
              told.calibration(
                  dropped ->
                      bytes.warn(
                          "the %s of band %s, which is not usable".formatted(dropped, number))),
              unit == null && count == 1 ? heights : unit,
              told.items()));
    }
    return bands;
  }

  /**
   * Returns the unit of heights that the CRS tells, as GDAL names it; {@code null}: none. The datum
   * they are above is not kept.
   */
  private static String heights(TiffBytes bytes, Directory directory) {
    GeoKeys keys = GeoKeys.read(directory);
    String name = keys.text(GeoKey.VERTICAL_CITATION);
    int code = keys.number(GeoKey.VERTICAL_TYPE);
    if (!name.isEmpty()) {
      bytes.warn("its vertical reference (%s)".formatted(shortened(name)));
    } else if (code > 0) {
      bytes.warn("its vertical reference (EPSG:%d)".formatted(code));
    }
    return keys.heightUnit();
  }

  /** Returns the declared no-data value, which may be NaN; {@code null}: none, or no number. */
  private static Double nodata(TiffBytes bytes, Directory directory, SampleType type) {
    String text = directory.text(Tag.GDAL_NODATA);
    Double nodata = DecimalText.parseNodata(text, type);
    if (nodata == null && !text.isBlank()) {
      bytes.warn("its no-data value \"%s\", which is not a number".formatted(shortened(text)));
    }
    return nodata;
  }

  /** Returns the value of samples that are not stored. */
  static double fill(Directory directory) {
    Double nodata = DecimalText.parse(directory.text(Tag.GDAL_NODATA));
    return nodata == null ? 0 : nodata;
  }

  private static Map<Integer, BandMetadata> metadata(TiffBytes bytes, Directory directory) {
    if (!directory.has(Tag.GDAL_METADATA)) {
      return Map.of();
    }
    try {
      var bands = GdalMetadata.bands(directory.text(Tag.GDAL_METADATA));
      if (BandMetadata.dropExcess(bands.values())) {
        bytes.warn("names or items of its bands in GDAL_METADATA, which are too long or too many");
      }
      return bands;
    } catch (XMLStreamException broken) {
      bytes.warn(METADATA + ", which is not valid XML");
    } catch (RasterException unreadable) {
      bytes.warnOf(METADATA, unreadable);
    }
    return Map.of();
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }

  private static String color(Photometric photometric, long[] extra, int band, int count) {
    int firstExtra = count - extra.length;
    if (band >= firstExtra) {
      long kind = extra[band - firstExtra];
      if (kind == TagValue.ASSOCIATED_ALPHA || kind == TagValue.UNASSOCIATED_ALPHA) {
        return "alpha";
      }
    }
    List<String> names =
        switch (photometric) {
          case WHITE_IS_ZERO, BLACK_IS_ZERO -> List.of("gray");
          case RGB, YCBCR -> RGB; // YCbCr is converted
          case PALETTE -> List.of("palette");
          case SEPARATED -> CMYK;
          case CIE_LAB, ICC_LAB, ITU_LAB, LOG_L, LOG_LUV, TRANSPARENCY_MASK, OTHER ->
              List.<String>of();
        };
    return band < names.size() ? names.get(band) : "undefined";
  }
}
