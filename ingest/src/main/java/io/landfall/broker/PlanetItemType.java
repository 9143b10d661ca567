package io.landfall.broker;

import java.util.List;

/** Kinds of imagery of the Planet routes. */
public enum PlanetItemType {
  RAPIDEYE("REOrthoTile", FileLocation.ACTIVATED, "rapideye", "REOrthoTile"),
  PLANETSCOPE("PSOrthoTile", FileLocation.ACTIVATED, "planetscope", "PSOrthoTile"),
  SENTINEL_PLANET("Sentinel2L1C", FileLocation.ACTIVATED, "sentinel_planet", "Sentinel2L1C"),
  SENTINEL_S3("Sentinel2L1C", FileLocation.SENTINEL_BUCKET, "sentinel_s3"),
  LANDSAT("Landsat8L1G", FileLocation.LANDSAT_BUCKET, "landsat", "Landsat8L1G"),
  PLANETSCOPE_SCENE("PSScene4Band", FileLocation.NONE, "PSScene4Band");

  /** Where the files of a scene come from. */
  enum FileLocation {
    ACTIVATED,
    SENTINEL_BUCKET,
    LANDSAT_BUCKET,
    NONE
  }

  private final String planetName;
  private final FileLocation files;
  private final List<String> names;

  PlanetItemType(String upstream, FileLocation files, String... names) {
    this.planetName = upstream;
    this.files = files;
    this.names = List.of(names);
  }

  /**
   * Finds a kind by a name that callers use.
   *
   * @throws BrokerFailure 400 when it is none
   */
  public static PlanetItemType parse(String name) {
    for (PlanetItemType type : values()) {
      if (type.names.contains(name)) {
        return type;
      }
    }
    throw invalid(name);
  }

  /**
   * Finds a kind that is activated.
   *
   * @throws BrokerFailure 400 when it is none or needs no activation
   */
  public static PlanetItemType parseActivated(String name) {
    PlanetItemType type = parse(name);
    if (type.files == FileLocation.ACTIVATED) {
      return type;
    }
    if (name.equals("landsat") || name.equals("sentinel_s3")) {
      throw new BrokerFailure(
          400, "The item type `%s` does not require activation".formatted(name));
    }
    throw invalid(name);
  }

  private static BrokerFailure invalid(String name) {
    return new BrokerFailure(400, "The item type value of %s is invalid".formatted(name));
  }

  /** Returns what Planet calls it. */
  String planetName() {
    return planetName;
  }

  FileLocation files() {
    return files;
  }
}
