package io.landfall.crs;

import io.landfall.raster.CoordinateTransform;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The changes of datum that the exports of an area need, and what is to be said of them. */
final class DatumChanges {
  /** A grid file that does not help by more than this, in metres, is not worth a word. */
  private static final double WORTH_A_WORD = 2;

  /** From here on an error is to be told whether or not it can be helped, in metres. */
  private static final double ALWAYS_TOLD = 10;

  private final CrsSystems systems;
  private final TransformedArea area;
  private final Map<CrsPair, Optional<DatumChange>> chosen = new ConcurrentHashMap<>();

  private record CrsPair(int from, int to) {}

  DatumChanges(CrsSystems systems) {
    this(systems, TransformedArea.UNKNOWN);
  }

  private DatumChanges(CrsSystems systems, TransformedArea area) {
    this.systems = systems;
    this.area = area;
  }

  /** Returns the changes of the same systems in another area. */
  DatumChanges in(TransformedArea other) {
    return new DatumChanges(systems, other);
  }

  /** Returns the code of a CRS's datum; 0 if it is not known. */
  int datum(int epsg) {
    return systems.operations().datum(epsg);
  }

  boolean differ(int epsg, int other) {
    return !systems.isOfOneBase(epsg, other) && datum(epsg) != datum(other);
  }

  /**
   * Returns the change from the datum of one CRS to that of another; {@code null} where it is the
   * same, or one of them is of a bare ellipsoid, of which nothing is known.
   */
  DatumChange between(int fromEpsg, int toEpsg) {
    if (fromEpsg == toEpsg) {
      return null;
    }
    return chosen
        .computeIfAbsent(
            new CrsPair(fromEpsg, toEpsg), pair -> Optional.ofNullable(choose(fromEpsg, toEpsg)))
        .orElse(null);
  }

  private DatumChange choose(int fromEpsg, int toEpsg) {
    if (systems.isOfOneBase(fromEpsg, toEpsg)) {
      return null; // without a look at the operations, which takes a while the first time
    }
    int from = datum(fromEpsg);
    int to = datum(toEpsg);
    Set<Integer> same = new HashSet<>(systems.operations().fromGreenwich(from));
    same.retainAll(systems.operations().fromGreenwich(to));
    if (from == 0 || to == 0 || !same.isEmpty()) {
      return null;
    }
    LonLatBox known = area.between(from, to);
    LonLatBox where = known != null ? known : smaller(systems.area(fromEpsg), systems.area(toEpsg));
    return new DatumChooser(systems.operations()).choose(from, to, where);
  }

  private static LonLatBox smaller(LonLatBox one, LonLatBox other) {
    return one.area() <= other.area() ? one : other;
  }

  /** Returns the way of a change; {@code null} where it moves nothing. */
  CoordinateTransform transform(DatumChange change) {
    return change.transform(systems.operations());
  }

  /** Says how far off positions may be, where a person would want to know. */
  Optional<String> warning(int fromEpsg, int toEpsg) {
    DatumChange change = between(fromEpsg, toEpsg);
    if (change == null) {
      return Optional.empty();
    }
    double rival = change.rival() == null ? 0 : change.rival().metres();
    double error = Math.max(change.accuracy(), rival);
    boolean better = change.better() != null && error - change.better().accuracy() > WORTH_A_WORD;
    if (!better && !change.isBallpark() && error < ALWAYS_TOLD && rival < WORTH_A_WORD) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder();
    text.append(
        change.isBallpark()
            ? "Positions may be off by %s: EPSG knows no operation between the datums of EPSG:%d and EPSG:%d here that needs no grid file, so longitude and latitude are taken as they are."
                .formatted(metres(error), fromEpsg, toEpsg)
            : "Positions may be off by %s, by the change of datum from EPSG:%d to EPSG:%d (%s)."
                .formatted(metres(error), fromEpsg, toEpsg, change.name()));
    if (change.rival() != null) {
      text.append(" EPSG's \"%s\" would lead there.".formatted(change.rival().operation().name()));
    }
    if (better) {
      text.append(
          " The grid file of \"%s\" would bring that to %s: to have it, reproject the scenes first, as with gdalwarp."
              .formatted(change.better().name(), metres(change.better().accuracy())));
    }
    return Optional.of(text.toString());
  }

  private static String metres(double accuracy) {
    return accuracy >= EpsgOperations.UNKNOWN_ACCURACY
        ? "hundreds of metres (up to about %.0f m)".formatted(accuracy)
        : String.format(
            Locale.ROOT,
            accuracy >= 10 || accuracy == Math.rint(accuracy) ? "%.0f m" : "%.1f m",
            accuracy);
  }
}
