package io.landfall.source;

import io.landfall.raster.sidecar.DimapNames;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What a raster of this machine is now, with those files beside it that are read with it, as a
 * text: size and time of the raster's change, then {@code +}, an ending, {@code =} and the same of
 * each file there. {@code ^} before an ending tells that it stands for the raster's own, {@code ~}
 * before the beginning of a name, that its number follows among the names of such files.
 */
final class LocalVersion {
  /** Overviews that GDAL makes of a file that has none, or may not be changed. */
  static final String OVERVIEWS = ".ovr";

  /** Files that a VRT names, whose versions follow as one number. */
  private static final String SOURCES = "*";

  private static final String METADATA = ".aux.xml";
  private static final char NEXT = '+';
  private static final char IS = '=';
  private static final char INSTEAD = '^';
  private static final char DIMAP = '~';
  private static final List<String> DIMAP_FILES =
      List.of(DimapNames.RATIONAL, DimapNames.DESCRIPTION);

  private LocalVersion() {}

  /**
   * Looks at a raster.
   *
   * @throws IOException if it is not there
   */
  static String of(Path raster) throws IOException {
    StringBuilder text = new StringBuilder(ofFile(raster));
    for (String ending : endings(raster)) {
      File beside = beside(raster, ending).toFile();
      if (beside.isFile()) { // the most are not there: no exception for these
        text.append(NEXT).append(ending).append(IS).append(ofFile(beside.toPath()));
      }
    }
    return text.toString();
  }

  /**
   * Returns the same of a raster of which nothing but pixels is read.
   *
   * @param withOverviews whether those beside it are read
   * @throws IOException if it is not there
   */
  static String ofPixels(Path raster, boolean withOverviews) throws IOException {
    String text = ofFile(raster);
    Path overviews = beside(raster, OVERVIEWS);
    return withOverviews && overviews.toFile().isFile()
        ? text + NEXT + OVERVIEWS + IS + ofFile(overviews)
        : text;
  }

  /**
   * Tells whether a raster is what it was when somebody looked at it, as far as he looked: who saw
   * nothing beside it, as releases that did not look there, is not told of what lies there.
   */
  static boolean isSame(String before, String now) {
    return now.equals(before) || before.indexOf(NEXT) < 0 && now.startsWith(before + NEXT);
  }

  /** Returns the version of a VRT with that of the files that it names. */
  static String ofVirtual(String own, String sources) {
    return own + NEXT + SOURCES + IS + sources;
  }

  /** Returns the version of the files that a VRT names; empty: there are none. */
  static String sources(String version) {
    return parts(version).stream()
        .filter(part -> part.startsWith(SOURCES + IS))
        .map(part -> part.substring(SOURCES.length() + 1))
        .findFirst()
        .orElse("");
  }

  /** Returns size and time of the last change of one file. */
  static String ofFile(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    FileTime changed = attributes.lastModifiedTime();
    return attributes.size() + "-" + changed.to(TimeUnit.NANOSECONDS);
  }

  /**
   * Tells whether all that a version names is there as it was; files that have come since do not
   * count, and those that a VRT names are looked at when they are read.
   *
   * @throws IOException if the raster is not there
   */
  static boolean isStill(Path raster, String version) throws IOException {
    List<String> parts = parts(version);
    if (!ofFile(raster).equals(parts.get(0))) {
      return false;
    }
    List<String> known = parts.size() > 1 ? endings(raster) : List.of();
    for (String part : parts.subList(1, parts.size())) {
      int is = part.indexOf(IS);
      String ending = part.substring(0, Math.max(0, is));
      if (ending.equals(SOURCES)) {
        continue;
      }
      if (!known.contains(ending)) {
        return false;
      }
      Path beside = beside(raster, ending);
      if (!beside.toFile().isFile() || !ofFile(beside).equals(part.substring(is + 1))) {
        return false;
      }
    }
    return true;
  }

  /** Tells whether a version has overviews beside the raster. */
  static boolean hasOverviews(String version) {
    return parts(version).stream().anyMatch(part -> part.startsWith(OVERVIEWS + IS));
  }

  private static List<String> parts(String version) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int next = version.indexOf(NEXT); next >= 0; next = version.indexOf(NEXT, from)) {
      parts.add(version.substring(from, next));
      from = next + 1;
    }
    parts.add(version.substring(from));
    return parts;
  }

  private static List<String> endings(Path raster) {
    if (VirtualRasters.is(raster)) { // which holds the rest itself
      return List.of(OVERVIEWS);
    }
    List<String> endings = new ArrayList<>(List.of(OVERVIEWS, METADATA));
    List<String> instead = new ArrayList<>(PlaceSidecars.worldFiles(raster));
    instead.add(PlaceSidecars.PROJECTION);
    instead.addAll(PlaceSidecars.RATIONAL);
    for (String ending : instead) {
      endings.add(INSTEAD + ending);
      endings.add(INSTEAD + ending.toUpperCase(Locale.ROOT));
    }
    DimapNames.of(PlaceSidecars.stem(raster)).ifPresent(names -> addDimap(names, endings));
    return endings.stream().distinct().toList();
  }

  private static void addDimap(DimapNames names, List<String> endings) {
    for (String prefix : DIMAP_FILES) {
      for (int i = 0; i < names.candidates(prefix).size(); i++) {
        endings.add(DIMAP + prefix + i);
      }
    }
  }

  private static Path beside(Path raster, String ending) {
    String name = raster.getFileName().toString();
    String stem = PlaceSidecars.stem(raster);
    return switch (ending.charAt(0)) {
      case INSTEAD -> raster.resolveSibling(stem + ending.substring(1));
      case DIMAP -> raster.resolveSibling(dimap(stem, ending.substring(1)));
      default -> raster.resolveSibling(name + ending);
    };
  }

  private static String dimap(String stem, String numbered) {
    int end = DimapNames.RATIONAL.length(); // as long as the other
    return DimapNames.of(stem)
        .orElseThrow()
        .candidates(numbered.substring(0, end))
        .get(Integer.parseInt(numbered.substring(end)));
  }
}
