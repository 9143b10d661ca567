package io.landfall.ingest.list;

import io.landfall.landsat.LandsatScene;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The URLs of the last rows of a list, to tell whether the one it ends with was cut: then it is the
 * beginning of what another row's would be for the same scene, and like none. Numbers in it do not
 * count.
 */
final class RecentUrls {
  private static final int KEPT = 16;
  private static final int INITIAL_LINE_BYTES = 512;
  private static final int MIN_ID_CHARACTERS = 2;
  private static final Pattern NUMBERS = Pattern.compile("\\d+");

  private final SceneRowParser rows;
  private final LandsatScene[] scenes = new LandsatScene[KEPT];

  /** Of rows that have not been read, their bytes, and how many there are; 0: it has been read. */
  private final byte[][] lines = new byte[KEPT][INITIAL_LINE_BYTES];

  private final int[] lengths = new int[KEPT];
  private int next;

  /** Makes one that reads by {@code rows} what has not been read. */
  RecentUrls(SceneRowParser rows) {
    this.rows = rows;
  }

  void add(LandsatScene scene) {
    scenes[next] = scene;
    lengths[next] = 0;
    next = (next + 1) % KEPT;
  }

  /** Adds a row that is read only when it is asked for. */
  void add(byte[] bytes, int from, int to) {
    int length = to - from;
    if (lines[next].length < length) {
      lines[next] = new byte[2 * length];
    }
    System.arraycopy(bytes, from, lines[next], 0, length);
    lengths[next] = length;
    next = (next + 1) % KEPT;
  }

  /** Tells whether the URL of a scene was cut. */
  boolean isCut(LandsatScene last) {
    String url = url(last);
    String shape = shape(withoutIds(url, last));
    boolean begins = endsWithinId(url, last.id()) || endsWithinId(url, last.entityId());
    readLines();
    for (LandsatScene scene : scenes) {
      if (scene == null) {
        continue;
      }
      String other = url(scene);
      if (shape.equals(shape(withoutIds(other, scene)))) {
        return false;
      }
      begins |= shape(withIdsOf(other, scene, last)).startsWith(shape(url));
    }
    return begins;
  }

  private void readLines() {
    for (int i = 0; i < KEPT; i++) {
      if (lengths[i] > 0) {
        scenes[i] = read(lines[i], lengths[i]);
        lengths[i] = 0;
      }
    }
  }

  private LandsatScene read(byte[] line, int length) {
    try {
      var fields = new CsvFields();
      fields.split(line, 0, length);
      return rows.read(fields);
    } catch (RowException e) {
      return null; // it has no URL to compare with
    }
  }

  private static String url(LandsatScene scene) {
    return Objects.requireNonNullElse(scene.url() == null ? scene.browseUrl() : scene.url(), "");
  }

  private static boolean endsWithinId(String url, String id) {
    for (int length = id == null ? 0 : id.length() - 1; length >= MIN_ID_CHARACTERS; length--) {
      if (url.endsWith(id.substring(0, length))) {
        return true;
      }
    }
    return false;
  }

  private static String shape(String url) {
    return NUMBERS.matcher(url).replaceAll("0");
  }

  private static String withoutIds(String url, LandsatScene scene) {
    return replaceIds(url, scene, "\0", "\0");
  }

  private static String withIdsOf(String url, LandsatScene scene, LandsatScene other) {
    String entity = Objects.requireNonNullElse(other.entityId(), "\0");
    return replaceIds(url, scene, other.id(), entity);
  }

  private static String replaceIds(String url, LandsatScene scene, String id, String entity) {
    String replaced = url.replace(scene.id(), id);
    return scene.entityId() == null ? replaced : replaced.replace(scene.entityId(), entity);
  }
}
