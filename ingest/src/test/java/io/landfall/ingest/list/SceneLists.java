package io.landfall.ingest.list;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.landfall.landsat.LandsatScene;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Lists for tests, and what is read of them. */
public final class SceneLists {
  public static final String AWS =
      "productId,entityId,acquisitionDate,cloudCover,processingLevel,path,row,"
          + "min_lat,min_lon,max_lat,max_lon,download_url\n";

  private SceneLists() {}

  /** What is read of a list. */
  record Read(SceneListFormat format, List<SceneListRow> rows, boolean seemsCut) {
    List<LandsatScene> scenes() {
      return rows.stream()
          .filter(SceneListRow.ValidRow.class::isInstance)
          .map(row -> ((SceneListRow.ValidRow) row).scene())
          .toList();
    }

    /** Returns the warning of each scene; empty: there is none. */
    List<String> warnings() {
      return rows.stream()
          .filter(SceneListRow.ValidRow.class::isInstance)
          .map(row -> ((SceneListRow.ValidRow) row).warning())
          .toList();
    }

    List<SceneListRow.InvalidRow> bad() {
      return rows.stream()
          .filter(SceneListRow.InvalidRow.class::isInstance)
          .map(SceneListRow.InvalidRow.class::cast)
          .toList();
    }
  }

  /** Returns a file of the test data; skips the test where there are none. */
  static Path real(String name) {
    String data = System.getenv("LANDFALL_TEST_DATA");
    assumeTrue(data != null, "LANDFALL_TEST_DATA is not set: no real lists to read");
    return Path.of(data).resolve("index").resolve(name);
  }

  static Read read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  static Read read(byte[] bytes) {
    return read(new ByteArrayInputStream(bytes));
  }

  static Read read(InputStream bytes) {
    return read(bytes, KnownRows.NONE);
  }

  static Read read(String text, KnownRows known) {
    return read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), known);
  }

  private static Read read(InputStream bytes, KnownRows known) {
    try (var reader = SceneListReader.open(bytes, "the test's list", known)) {
      List<SceneListRow> rows = new ArrayList<>();
      for (var row = reader.next(); row.isPresent(); row = reader.next()) {
        rows.add(row.get());
      }
      return new Read(reader.format(), rows, reader.seemsTruncated());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes a row of the AWS list for path 15, row 32 on a day of May 2018. */
  static String awsRow(int day) {
    return awsRow(15, 32, day);
  }

  public static String awsRow(int path, int row, int day) {
    String id = "LC08_L1TP_%03d%03d_201805%02d_20180519_01_T1".formatted(path, row, day);
    return "%s,LC8%03d%03d2018%03dLGN00,2018-05-%02d 15:45:24.440753,12.58,L1TP,%d,%d,"
            .formatted(id, path, row, 120 + day, day, path, row)
        + "39.26098,-77.75745,41.38955,-75.02513,https://example.org/%s/index.html\n".formatted(id);
  }

  public static byte[] gzip(String text) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
