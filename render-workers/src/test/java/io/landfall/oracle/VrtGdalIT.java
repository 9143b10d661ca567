package io.landfall.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.plan.PlannerFixture;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import io.landfall.raster.SampleRows;
import io.landfall.source.SceneFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every pixel of a VRT is the one that GDAL reads. */
@Tag("gdal")
class VrtGdalIT {
  private static final String LANDSAT = "landsat/LC80200392015216LGN00_crop/l8_B4.tif";

  @TempDir static Path folder;

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "mosaic that overlaps, a.tif b.tif, ",
    "mosaic the other way round, b.tif a.tif, ",
    "mosaic with no-data of its own, a.tif b.tif, -srcnodata 9000 -vrtnodata 7",
    "mosaic with hidden no-data, a.tif b.tif, -srcnodata 9000 -vrtnodata 7 -hidenodata",
    "stack of bands, a.tif a2.tif, -separate",
    "stack of bands that lie apart, a.tif b.tif, -separate",
    "stack of types, a.tif f.tif, -separate",
    "mosaic at a coarser resolution, a.tif b.tif, -tr 60 60",
    "mosaic at a finer resolution, a.tif b.tif, -tr 10 10",
    "part of a mosaic, a.tif b.tif, -te 453375 3404445 457575 3407145",
    "part of a mosaic between pixels, a.tif b.tif, -te 453500 3404500 456500 3407000",
    "internal masks, m.tif, ",
    "internal masks in a mosaic, m.tif m2.tif, ",
    "opacity, rgba.tif rgba2.tif, ",
    "floating numbers, f.tif f2.tif, -srcnodata -1",
    "strips, s.tif a.tif, ",
    "files that are not on one grid, a.tif c.tif, ",
    "files that are not on one grid the other way round, c.tif a.tif, "
  })
  void aVrtOfGdalbuildvrtHasGdalsPixels(String what, String files, String options)
      throws IOException {
    compare(build(files, options));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "UInt16; <NODATA>9000</NODATA>",
        "Byte; <ScaleOffset>-100</ScaleOffset><ScaleRatio>0.0213</ScaleRatio>",
        "Int16; <ScaleOffset>-9000.5</ScaleOffset><ScaleRatio>3.7</ScaleRatio>",
        "Float32; <ScaleOffset>0.1</ScaleOffset><ScaleRatio>0.0002</ScaleRatio>",
        "Float64; <ScaleOffset>0.1</ScaleOffset><ScaleRatio>0.0002</ScaleRatio>",
        "Int32; <ScaleOffset>0.1</ScaleOffset><ScaleRatio>1000.3</ScaleRatio>",
        "Byte; <LUT>0:0,8000:10.5,9000:200,12000:250.2</LUT>",
        "Float32; <ScaleRatio>0.1</ScaleRatio><LUT>700:-5,900:2.25,901:3</LUT>",
        "Byte; <UseMaskBand>true</UseMaskBand>",
        "Byte; "
      })
  void aComplexSourceHasGdalsValues(String type, String rule) throws IOException {
    for (String source : List.of("a.tif", "f.tif", "m.tif")) {
      Path vrt =
          write(
              type,
              "<ComplexSource><SourceFilename relativeToVRT=\"1\">%s</SourceFilename>%s<SourceBand>1</SourceBand><SrcRect xOff=\"3\" yOff=\"5\" xSize=\"90\" ySize=\"70\"/><DstRect xOff=\"10\" yOff=\"7\" xSize=\"90\" ySize=\"70\"/></ComplexSource>"
                  .formatted(source, rule == null ? "" : rule));
      compare(vrt);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "SimpleSource; ",
        "ComplexSource; <NODATA>0</NODATA>",
        "ComplexSource; <NODATA>255</NODATA>",
        "ComplexSource; <UseMaskBand>true</UseMaskBand>",
        "ComplexSource; <ScaleOffset>10</ScaleOffset><ScaleRatio>0.5</ScaleRatio>",
        "ComplexSource; <LUT>0:7,255:9</LUT>"
      })
  void aMaskAsASourceHasGdalsValues(String kind, String rule) throws IOException {
    for (String source : List.of("a.tif", "m.tif", "m0.tif", "rgba.tif")) {
      compare(
          write(
              "Byte",
              "<%s><SourceFilename relativeToVRT=\"1\">%s</SourceFilename>%s<SourceBand>mask,1</SourceBand><SrcRect xOff=\"3\" yOff=\"5\" xSize=\"90\" ySize=\"70\"/><DstRect xOff=\"10\" yOff=\"7\" xSize=\"90\" ySize=\"70\"/></%s>"
                  .formatted(kind, source, rule == null ? "" : rule, kind)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0 0 100 80, 0 0 200 160",
    "0 0 100 80, 0 0 50 40",
    "20 10 60 40, 13 17 120 80",
    "20 10 60 60, 13 17 20 20",
    "100 80 60 60, 10 10 60 60",
    "-5 -5 60 60, 10 10 60 60",
    "0 0 120 90, 0 0 120 90",
    "7 3 50 50, 150 130 50 50"
  })
  void partsOfASourceGoWhereGdalPutsThem(String from, String to) throws IOException {
    String[] f = from.split(" ");
    String[] t = to.split(" ");
    compare(
        write(
            "UInt16",
            "<SimpleSource><SourceFilename relativeToVRT=\"1\">a.tif</SourceFilename><SourceBand>1</SourceBand><SrcRect xOff=\"%s\" yOff=\"%s\" xSize=\"%s\" ySize=\"%s\"/><DstRect xOff=\"%s\" yOff=\"%s\" xSize=\"%s\" ySize=\"%s\"/></SimpleSource>"
                .formatted(f[0], f[1], f[2], f[3], t[0], t[1], t[2], t[3])));
  }

  @Test
  void aVrtOfVrtsHasGdalsPixelsAndItsOverviews() throws IOException {
    for (int i = 1; i <= 2; i++) {
      GdalReference.run(
          "gdalbuildvrt",
          "-q",
          "-overwrite",
          "" + folder.resolve("n" + i + ".vrt"),
          "" + folder.resolve(i == 1 ? "a.tif" : "b.tif"));
    }
    GdalReference.run(
        "gdalbuildvrt",
        "-q",
        "-overwrite",
        "" + folder.resolve("v.vrt"),
        "" + folder.resolve("n1.vrt"),
        "" + folder.resolve("n2.vrt"));
    RasterInfo info = compare(folder.resolve("v.vrt"));
    assertThat(info.overviews()).isEmpty();

    GdalReference.run(
        "gdaladdo", "-q", "-ro", "-r", "average", "" + folder.resolve("v.vrt"), "2", "4");
    assertThat(compare(folder.resolve("v.vrt")).overviews()).hasSize(2);
    Files.delete(folder.resolve("v.vrt.ovr"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "one file, a.tif, , near 2 3 8",
    "mosaic, a.tif b.tif, , near 2 4",
    "mosaic by three, a.tif b.tif, , near 3",
    "mosaic with no-data of its own, a.tif b.tif, -srcnodata 9000 -vrtnodata 7, near 2",
    "stack, a.tif a2.tif, -separate, near 2 5",
    "strips, s.tif a.tif, , near 2",
    "mosaic at a coarser resolution, a.tif b.tif, -tr 60 60, near 2",
    "mosaic at a finer resolution, a.tif b.tif, -tr 15 15, near 4",
    "opacity, rgba.tif rgba2.tif, , near 2",
    "floating numbers, f.tif f2.tif, -srcnodata -1, near 2 4",
    "file with overviews, o.tif, , near 2 4 8",
    "stack of files with overviews, o.tif o.tif, -separate, near 2 3",
  })
  void overviewsThatAVrtListsAreGdals(String what, String files, String options, String list)
      throws IOException {
    Path vrt = build(files, options);
    String[] parts = list.split(" ", 2);
    edit(
        vrt,
        "</VRTDataset>",
        "<OverviewList resampling=\"%s\">%s</OverviewList></VRTDataset>"
            .formatted(parts[0], parts[1]));
    RasterInfo info = compare(vrt);
    assertThat(info.overviews()).isNotEmpty();
    assertThat(info.warnings()).isEmpty();
  }

  @Test
  void overviewsThatAVrtListsAsAveragesAreToldToBeLeftOut() throws IOException {
    Path vrt = build("a.tif b.tif", null);
    edit(
        vrt, "</VRTDataset>", "<OverviewList resampling=\"average\">2</OverviewList></VRTDataset>");
    RasterInfo info = compare(vrt);
    assertThat(info.overviews()).isEmpty();
    assertThat(info.warnings()).singleElement().asString().contains("gdaladdo -ro -r average");
  }

  @Test
  void overviewsThatBandsNameAreThoseFiles() throws IOException {
    GdalReference.run(
        "gdal_translate", "-q", "-outsize", "60", "45", path("a2.tif"), path("half.tif"));
    GdalReference.run(
        "gdal_translate", "-q", "-outsize", "31", "20", path("a.tif"), path("third.tif"));
    Path vrt = build("a.tif a2.tif", null);
    edit(
        vrt,
        "</VRTRasterBand>",
        "<Overview><SourceFilename"
            + " relativeToVRT=\"1\">half.tif</SourceFilename><SourceBand>1</SourceBand></Overview><Overview><SourceFilename"
            + " relativeToVRT=\"1\">third.tif</SourceFilename><SourceBand>1</SourceBand></Overview></VRTRasterBand>");
    RasterInfo info = compare(vrt);
    assertThat(info.overviews())
        .containsExactly(new RasterInfo.Size(60, 45), new RasterInfo.Size(31, 20));
    assertThat(info.warnings()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "listed ones, a.tif b.tif, , near 3",
    "those of a source, o.tif, , ",
    "those of a stack, o.tif o.tif, -separate, ",
  })
  void aFileOfOverviewsComesBefore(String what, String files, String options, String list)
      throws IOException {
    Path vrt = build(files, options);
    if (list != null) {
      edit(
          vrt,
          "</VRTDataset>",
          "<OverviewList resampling=\"near\">%s</OverviewList></VRTDataset>"
              .formatted(list.split(" ")[1]));
    }
    GdalReference.run("gdaladdo", "-q", "-ro", "-r", "average", "" + vrt, "2", "4");
    try {
      assertThat(compare(vrt).overviews()).hasSize(2);
    } finally {
      Files.delete(folder.resolve("v.vrt.ovr"));
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "one file, o.tif, -tr 60 60",
    "one file and more, o.tif, -tr 120 120",
    "stack, o.tif o.tif, -separate -tr 60 60",
  })
  void sourcesAreReadByTheirOverviewsWhereFewPixelsAreWanted(
      String what, String files, String options) throws IOException {
    compare(build(files, options));
  }

  private static String path(String file) {
    return folder.resolve(file).toString();
  }

  private static void edit(Path vrt, String at, String text) throws IOException {
    Files.writeString(vrt, Files.readString(vrt).replace(at, text));
  }

  /** Has a VRT made. */
  private static Path build(String files, String options) {
    List<String> command = new ArrayList<>(List.of("gdalbuildvrt", "-q", "-overwrite"));
    if (options != null) {
      command.addAll(List.of(options.split(" ")));
    }
    command.add(path("v.vrt"));
    for (String file : files.split(" ")) {
      command.add(path(file));
    }
    GdalReference.run(command.toArray(String[]::new));
    return folder.resolve("v.vrt");
  }

  @Test
  void aStackHasTheOverviewsOfItsFiles() throws IOException {
    Path one = folder.resolve("one.tif");
    GdalReference.run(
        "gdal_translate",
        "-q",
        "-outsize",
        "700",
        "600",
        "" + PlannerFixture.data(LANDSAT),
        "" + one);
    GdalReference.run("gdaladdo", "-q", "" + one, "2", "4", "8");
    Path vrt = folder.resolve("v.vrt");
    GdalReference.run(
        "gdalbuildvrt", "-q", "-overwrite", "-separate", "" + vrt, "" + one, "" + one);

    assertThat(compare(vrt).overviews())
        .containsExactly(new RasterInfo.Size(350, 300), new RasterInfo.Size(175, 150));
  }

  @BeforeAll
  static void sources() {
    translate("a.tif", "-srcwin 20 30 120 90 -a_nodata none");
    translate("a2.tif", "-srcwin 20 30 120 90 -scale 0 65535 65535 0 -a_nodata none");
    translate(
        "b.tif",
        "-srcwin 80 70 110 100 -co TILED=YES -co BLOCKXSIZE=32 -co BLOCKYSIZE=48 -a_nodata none");
    translate("c.tif", "-srcwin 20 30 120 90 -a_ullr 454207.3 3407133.9 457807.3 3404433.9");
    translate("o.tif", "-srcwin 0 0 160 160 -a_nodata none");
    GdalReference.run("gdaladdo", "-q", "-r", "average", path("o.tif"), "2", "4");
    translate("s.tif", "-srcwin 60 10 100 100 -co BLOCKYSIZE=7 -a_nodata none");
    translate(
        "f.tif", "-srcwin 20 30 120 90 -ot Float32 -scale 7000 12000 -300.7 1000.2 -a_nodata none");
    translate("f2.tif", "-srcwin 60 60 120 90 -ot Float32 -scale 7000 12000 -1 2 -a_nodata none");
    String rgb =
        "-b 1 -b 1 -b 1 -ot Byte -scale 7000 12000 0 255 -co TILED=YES -co BLOCKXSIZE=64 -co"
            + " BLOCKYSIZE=64 -a_nodata none ";
    translate("m0.tif", rgb + "-srcwin 20 30 120 90 -a_nodata 60");
    translate("m02.tif", rgb + "-srcwin 60 60 120 90 -a_nodata 70");
    masked("m0.tif", "m.tif");
    masked("m02.tif", "m2.tif");
    translate(
        "rgba.tif",
        "-b 1 -b 1 -b 1 -b 1 -ot Byte -scale 7000 12000 0 255 -srcwin 20 30 120 90 -colorinterp"
            + " red,green,blue,alpha -a_nodata none");
    translate(
        "rgba2.tif",
        "-b 1 -b 1 -b 1 -b 1 -ot Byte -scale 8000 12000 0 255 -srcwin 60 60 120 90 -colorinterp"
            + " red,green,blue,alpha -a_nodata none");
  }

  private static void masked(String from, String to) {
    GdalReference.run(
        "gdal_translate",
        "-q",
        "--config",
        "GDAL_TIFF_INTERNAL_MASK",
        "YES",
        "-mask",
        "1",
        "-a_nodata",
        "none",
        "" + folder.resolve(from),
        "" + folder.resolve(to));
  }

  private static void translate(String to, String options) {
    List<String> command = new ArrayList<>(List.of("gdal_translate", "-q"));
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of("" + PlannerFixture.data(LANDSAT), "" + folder.resolve(to)));
    GdalReference.run(command.toArray(String[]::new));
  }

  private Path write(String type, String source) throws IOException {
    return Files.writeString(
        folder.resolve("v.vrt"),
        """
        <VRTDataset rasterXSize="170" rasterYSize="150">
          <VRTRasterBand dataType="%s" band="1"><NoDataValue>3</NoDataValue>%s</VRTRasterBand>
        </VRTDataset>
        """
            .formatted(type, source));
  }

  /** Compares all of each level, and of the mask. */
  private RasterInfo compare(Path vrt) throws IOException {
    try (SceneFiles files = new SceneFiles()) {
      String href = vrt.toUri().toString();
      RasterFile opened = files.open(href, files.version(href));
      for (int level = 0; level <= opened.info().overviews().size(); level++) {
        boolean mixed =
            opened.info().bands().stream().map(RasterInfo.BandInfo::type).distinct().count() > 1;
        double[][] theirs = read(vrt, level, opened.info().bands().size(), mixed);
        compareLevel(opened, level, theirs, false);
      }
      if (opened.hasMask()) {
        compareLevel(opened, 0, read(vrt, -1, 1, false), true);
      }
      return opened.info();
    }
  }

  private double[][] read(Path vrt, int level, int bands, boolean mixed) throws IOException {
    Path raw = folder.resolve("raw");
    Path own = folder.resolve("own.tif"); // asked for other types, GDAL forgets that of the band
    List<String> command = new ArrayList<>(List.of("gdal_translate", "-q"));
    if (level > 0) {
      command.addAll(List.of("-oo", "OVERVIEW_LEVEL=" + (level - 1)));
    }
    if (level < 0) {
      command.addAll(List.of("-b", "mask"));
    }
    command.addAll(List.of("" + vrt, "" + own));
    if (!mixed) {
      GdalReference.run(command.toArray(String[]::new));
    }
    GdalReference.run(
        "gdal_translate",
        "-q",
        "-ot",
        "Float64",
        "-of",
        "ENVI",
        "-co",
        "INTERLEAVE=BSQ",
        "" + (mixed ? vrt : own),
        "" + raw);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(raw)).order(ByteOrder.LITTLE_ENDIAN);
    double[][] values = new double[bands][bytes.remaining() / 8 / bands];
    for (double[] band : values) {
      for (int i = 0; i < band.length; i++) {
        band[i] = bytes.getDouble();
      }
    }
    return values;
  }

  private static void compareLevel(RasterFile ours, int level, double[][] theirs, boolean mask) {
    RasterInfo.Size size = ours.info().size(level);
    RasterInfo.Size block = ours.blockSize(level);
    int different = 0;
    String first = null;
    for (int row = 0; row * block.height() < size.height(); row++) {
      for (int column = 0; column * block.width() < size.width(); column++) {
        SampleBlock samples = ours.readBlock(level, column, row);
        double[] values = new double[samples.width() * samples.height()];
        for (int band = 0; band < theirs.length; band++) {
          assertThat(theirs[band]).hasSize(size.width() * size.height());
          if (!mask) {
            SampleRows.copy(samples.planes()[band], samples.type(), values);
          }
          for (int i = 0; i < values.length; i++) {
            int x = column * block.width() + i % samples.width();
            int y = row * block.height() + i / samples.width();
            double theirOne = theirs[band][y * size.width() + x];
            double ourOne =
                !mask ? values[i] : samples.mask() == null ? 255 : samples.mask()[i] & 0xff;
            if (Double.compare(ourOne, theirOne) != 0) {
              different++;
              first =
                  first == null
                      ? "band %d at %d, %d: %s, of GDAL %s".formatted(band, x, y, ourOne, theirOne)
                      : first;
            }
          }
        }
      }
    }
    assertThat(different).as("pixels that differ: %s", first).isZero();
  }
}
