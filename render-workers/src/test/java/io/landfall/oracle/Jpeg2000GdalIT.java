package io.landfall.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.SampleType;
import io.landfall.plan.PlannerFixture;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import io.landfall.raster.jp2.Jp2File;
import io.landfall.source.FileByteSource;
import io.landfall.source.SceneFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JPEG 2000 as GDAL writes it, each resolution by both decoders beside what GDAL reads of it. */
@Tag("gdal")
class Jpeg2000GdalIT {
  private static final String LANDSAT = "landsat/LC80200392015216LGN00_crop/l8_B5.tif";
  private static final String NAIP = "rgbnir/m_3607824_se_17_1_20160620_subset.tif";
  private static final String PALETTE = "everyday/C03_palette_classes_warp/a.tif";

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}: {2} {3}")
  @CsvSource({
    "whole image as one tile, 1, , QUALITY=100 REVERSIBLE=YES BLOCKXSIZE=627 BLOCKYSIZE=603"
        + " RESOLUTIONS=4",
    "tiles of a power of two, 4, , QUALITY=100 REVERSIBLE=YES BLOCKXSIZE=128 BLOCKYSIZE=128"
        + " RESOLUTIONS=5",
    "tiles of odd sizes, 1, , QUALITY=100 REVERSIBLE=YES BLOCKXSIZE=101 BLOCKYSIZE=77"
        + " RESOLUTIONS=3",
    "lossy wavelet, 4, , QUALITY=20 BLOCKXSIZE=256 BLOCKYSIZE=256 RESOLUTIONS=5",
    "lossy one tile, 4, -outsize 1500 1300 -r cubic, QUALITY=10 BLOCKXSIZE=1500 BLOCKYSIZE=1300",
    "one large tile, 4, -outsize 1500 1300 -r cubic, QUALITY=100 REVERSIBLE=YES BLOCKXSIZE=1500"
        + " BLOCKYSIZE=1300",
    "other progression, 4, , QUALITY=100 REVERSIBLE=YES PROGRESSION=RPCL BLOCKXSIZE=128"
        + " BLOCKYSIZE=128 TILEPARTS=RESOLUTIONS RESOLUTIONS=5",
    "precincts and layers, 3, , 'QUALITY=1,20,100 REVERSIBLE=YES PRECINCTS={128x128},{64x64}"
        + " PROGRESSION=PCRL PLT=YES BLOCKXSIZE=512 BLOCKYSIZE=512'",
    "signed, 4, -ot Int16, QUALITY=100 REVERSIBLE=YES BLOCKXSIZE=256 BLOCKYSIZE=256 RESOLUTIONS=5",
    "integers of 20 bits, 3, -ot UInt32 -scale 0 65535 0 1048575, QUALITY=100 REVERSIBLE=YES"
        + " NBITS=20 BLOCKXSIZE=256 BLOCKYSIZE=256 RESOLUTIONS=5",
    "12 bits, 1, -ot UInt16 -scale 0 65535 0 4095, QUALITY=100 REVERSIBLE=YES NBITS=12",
    "13 bits, 1, -ot UInt16 -scale 0 65535 0 8191, QUALITY=100 REVERSIBLE=YES NBITS=13",
    "15 bits lossy, 1, -ot UInt16 -scale 0 65535 0 32767, QUALITY=30 NBITS=15",
    "signed lossy, 3, -ot Int16, QUALITY=25 BLOCKXSIZE=300 BLOCKYSIZE=200 RESOLUTIONS=5",
    "codestream alone, 1, , QUALITY=100 REVERSIBLE=YES CODEC=J2K",
    "bits that are not coded, 4, , QUALITY=100 REVERSIBLE=YES CODEBLOCK_STYLE=BYPASS RESOLUTIONS=5"
        + " BLOCKXSIZE=256 BLOCKYSIZE=256",
    "all styles of code-blocks, 4, , 'QUALITY=100 REVERSIBLE=YES RESOLUTIONS=5 BLOCKXSIZE=256"
        + " BLOCKYSIZE=256 CODEBLOCK_STYLE=BYPASS,RESET,TERMALL,VSC,PREDICTABLE,SEGSYM'",
    "vertically causal, 4, , 'QUALITY=100 REVERSIBLE=YES RESOLUTIONS=5 BLOCKXSIZE=256"
        + " BLOCKYSIZE=256 CODEBLOCK_STYLE=RESET,VSC CODEBLOCK_WIDTH=16 CODEBLOCK_HEIGHT=256'",
    "passes of their own in layers, 3, , 'QUALITY=5,20,60 CODEBLOCK_STYLE=BYPASS,TERMALL"
        + " PROGRESSION=RLCP SOP=YES EPH=YES BLOCKXSIZE=512 BLOCKYSIZE=512'",
    "components first, 3, , 'QUALITY=10,100 REVERSIBLE=YES PROGRESSION=CPRL SOP=YES"
        + " PRECINCTS={128x128},{64x32} BLOCKXSIZE=512 BLOCKYSIZE=512'",
    "one resolution, 1, , QUALITY=30 RESOLUTIONS=1 BLOCKXSIZE=128 BLOCKYSIZE=128",
  })
  void everyResolutionIsThatOfGdal(String what, int levels, String change, String options)
      throws IOException {
    compare(LANDSAT, change, options, levels);
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource({
    "four bands, -b 1 -b 2 -b 3 -b 4, QUALITY=100 REVERSIBLE=YES BLOCKXSIZE=64 BLOCKYSIZE=64",
    "RGB with its transform, -b 1 -b 2 -b 3, QUALITY=100 REVERSIBLE=YES YCC=YES",
    "lossy RGB, -b 1 -b 2 -b 3, QUALITY=15 YCC=YES BLOCKXSIZE=128 BLOCKYSIZE=128",
    "opacity of one bit, -b 1 -b 2 -b 3 -b mask -colorinterp_4 alpha, QUALITY=100 REVERSIBLE=YES"
        + " 1BIT_ALPHA=YES",
    "opacity, -b 1 -b 2 -b 3 -b 4 -colorinterp_4 alpha, QUALITY=100 REVERSIBLE=YES",
    "two bands, -b 1 -b 2, QUALITY=100 REVERSIBLE=YES",
  })
  void everyBandIsThatOfGdal(String what, String change, String options) throws IOException {
    compare(NAIP, change, options, 1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"palette, QUALITY=100 REVERSIBLE=YES"})
  void indicesOfAPaletteAreThoseOfGdal(String what, String options) throws IOException {
    RasterInfo info = compare(PALETTE, null, options, 1);
    assertThat(info.colors()).isNotNull();
    assertThat(info.bands().get(0).color()).isEqualTo("palette");
  }

  private RasterInfo compare(String source, String change, String options, int leastLevels)
      throws IOException {
    Path file = folder.resolve(options.contains("J2K") ? "a.j2k" : "a.jp2");
    List<String> command = new ArrayList<>(List.of("gdal_translate", "-q", "-of", "JP2OpenJPEG"));
    if (change != null) {
      command.addAll(List.of(change.split(" ")));
    }
    for (String option : options.split(" ")) {
      command.addAll(List.of("-co", option));
    }
    command.addAll(List.of("" + PlannerFixture.data(source), "" + file));
    GdalReference.run(command.toArray(String[]::new));
    try (SceneFiles files = new SceneFiles();
        RasterFile inJava = Jp2File.openInJava(FileByteSource.open(file))) {
      String href = file.toUri().toString();
      RasterFile opened = files.open(href, files.version(href));
      int level = 0;
      while (level <= opened.info().overviews().size() && (level == 0 || hasLevel(file, level))) {
        var theirs = ByteBuffer.wrap(Files.readAllBytes(read(file, level)));
        compareLevel(opened, theirs.order(ByteOrder.LITTLE_ENDIAN), level);
        compareLevel(inJava, theirs, level++);
      }
      assertThat(level).as("levels compared").isGreaterThanOrEqualTo(leastLevels);
      return opened.info();
    }
  }

  /** GDAL leaves some out, as those of tiles whose sides are odd, and those of small images. */
  private boolean hasLevel(Path file, int level) {
    try {
      read(file, level);
      return true;
    } catch (AssertionError e) {
      assertThat(e).hasMessageContaining("Cannot open overview level");
      return false;
    }
  }

  private Path read(Path file, int level) {
    Path raw = folder.resolve("level%d.raw".formatted(level));
    List<String> command =
        new ArrayList<>(List.of("gdal_translate", "-q", "-of", "ENVI", "-co", "INTERLEAVE=BSQ"));
    if (level > 0) {
      command.addAll(List.of("-oo", "OVERVIEW_LEVEL=" + (level - 1)));
    }
    command.addAll(List.of("" + file, "" + raw));
    GdalReference.run(command.toArray(String[]::new));
    return raw;
  }

  private static void compareLevel(RasterFile opened, ByteBuffer theirs, int level) {
    String compression = opened.info().compression();
    RasterInfo.Size size = opened.info().size(level);
    SampleType type = opened.info().bands().get(0).type();
    int bands = opened.info().bands().size();
    assertThat(theirs.remaining())
        .as("bytes of level %d, %s", level, size)
        .isEqualTo(size.width() * size.height() * bands * type.bytes());
    RasterInfo.Size block = opened.blockSize(level);
    for (int row = 0; row * block.height() < size.height(); row++) {
      for (int column = 0; column * block.width() < size.width(); column++) {
        SampleBlock ours = opened.readBlock(level, column, row);
        for (int band = 0; band < bands; band++) {
          for (int i = 0; i < ours.width() * ours.height(); i++) {
            int x = column * block.width() + i % ours.width();
            int y = row * block.height() + i / ours.width();
            int at = ((band * size.height() + y) * size.width() + x) * type.bytes();
            if (number(ours.planes()[band], i) != number(theirs, at, type.bytes())) {
              assertThat(number(ours.planes()[band], i))
                  .as("%s: level %d, band %d, pixel %d, %d", compression, level, band + 1, x, y)
                  .isEqualTo(number(theirs, at, type.bytes()));
            }
          }
        }
      }
    }
  }

  private static int number(Object plane, int at) {
    if (plane instanceof byte[] bytes) {
      return bytes[at];
    }
    return plane instanceof short[] shorts ? shorts[at] : ((int[]) plane)[at];
  }

  private static int number(ByteBuffer raw, int at, int bytes) {
    return switch (bytes) {
      case 1 -> raw.get(at);
      case 2 -> raw.getShort(at);
      default -> raw.getInt(at);
    };
  }
}
