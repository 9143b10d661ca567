package io.landfall.area;

import io.landfall.model.geojson.ToLonLat;
import java.util.ArrayList;
import java.util.List;

/** How an area is read: what its caller says, what it may hold, and what is to be said of it. */
final class AreaReading {
  private final Integer epsg;
  private final ToLonLat.Factory transforms;
  private final AreaLimits limits;
  private final AreaOptionNames names;
  private final List<String> warnings = new ArrayList<>();

  /** What messages call the options of who calls. */
  enum AreaOptionNames {
    COMMAND_LINE("--layer", "--aoi-srid"),
    HTTP("the parameter layer", "the parameter srid");

    private final String layer;
    private final String srid;

    AreaOptionNames(String layer, String srid) {
      this.layer = layer;
      this.srid = srid;
    }

    String layer() {
      return layer;
    }

    String srid() {
      return srid;
    }
  }

  /**
   * @param epsg the CRS of a file that does not tell it; {@code null}: there is none
   * @param transforms from the CRSs that the file may be in
   */
  AreaReading(Integer epsg, ToLonLat.Factory transforms, AreaLimits limits, AreaOptionNames names) {
    this.epsg = epsg;
    this.transforms = transforms;
    this.limits = limits;
    this.names = names;
  }

  /** Makes one for the command line. */
  static AreaReading ofFiles(Integer epsg, ToLonLat.Factory transforms) {
    return new AreaReading(epsg, transforms, AreaLimits.OF_FILES, AreaOptionNames.COMMAND_LINE);
  }

  /** Returns the CRS that the caller gives, or {@code null}. */
  Integer epsg() {
    return epsg;
  }

  ToLonLat.Factory transforms() {
    return transforms;
  }

  AreaLimits limits() {
    return limits;
  }

  AreaOptionNames names() {
    return names;
  }

  /** Notes that edges have been given positions, which the file does not have; 0: none. */
  void warnOfAdded(int positions) {
    if (positions > 0) {
      warn(
          "%,d %s added along its edges, which are straight in its own CRS and need not be in longitude and latitude."
              .formatted(positions, positions == 1 ? "position was" : "positions were"));
    }
  }

  /** Notes what was taken for granted. */
  void warn(String sentence) {
    warnings.add(sentence);
  }

  /** Returns what was noted so far. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }
}
