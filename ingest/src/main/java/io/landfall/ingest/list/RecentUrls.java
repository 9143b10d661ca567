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
  private static final int MIN_ID_CHARACTERS = 2;
  private static final Pattern NUMBERS = Pattern.compile("\\d+");

  private final LandsatScene[] scenes = new LandsatScene[KEPT];
  private int next;

  void add(LandsatScene scene) {
    scenes[next] = scene;
    next = (next + 1) % KEPT;
  }

  /** Tells whether the URL of a scene was cut. */
  boolean isCut(LandsatScene last) {
    String url = url(last);
    String shape = shape(withoutIds(url, last));
    boolean begins = endsWithinId(url, last.id()) || endsWithinId(url, last.entityId());
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
