package io.landfall.plan.maptile;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.geojson.GeoJsonReader;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.GridAlignment;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.tile.TileAddress;
import io.landfall.raster.tileset.MapTileGrid;
import java.util.ArrayList;
import java.util.List;

/** Chooses the zoom of map tiles by the resolution, and refuses what they cannot be. */
public final class MapTileChoice {
  private static final int USUAL_BLOCK = 512;

  /** Resolutions nearer than this are the same: people write few digits. */
  private static final double SAME = 1e-3;

  private final MapTileGrid grid;
  private final List<String> warnings;

  private MapTileChoice(MapTileGrid grid, List<String> warnings) {
    this.grid = grid;
    this.warnings = List.copyOf(warnings);
  }

  /** Tells whether a request is for map tiles. */
  public static boolean isWanted(ExportRequest request) {
    OutputFormat.FileFormat type = request.format().type();
    return type != null && type.isMapTiles();
  }

  /**
   * Returns a request for map tiles in web Mercator; any other as it is.
   *
   * @throws ExportFailure OPTION_UNSUPPORTED if it names another CRS or grid
   */
  public static ExportRequest completed(ExportRequest request) {
    if (!isWanted(request)) {
      return request;
    }
    OutputFormat.FileFormat type = request.format().type();
    if (request.outputProjection() != null && request.outputProjection() != MapTileGrid.EPSG) {
      throw new ExportFailure(
          ErrorCode.OPTION_UNSUPPORTED,
          "Cannot write %s in EPSG:%d: map tiles are in web Mercator. Choose the output projection 3857, or leave it out."
              .formatted(type, request.outputProjection()));
    }
    if (request.grid() == GridAlignment.NATIVE) {
      throw new ExportFailure(
          ErrorCode.OPTION_UNSUPPORTED,
          "Cannot write %s on the first scene's own grid: map tiles have that of a zoom. Leave the grid out."
              .formatted(type));
    }
    return ExportRequestBuilder.of(request, request.source())
        .outputProjection(MapTileGrid.EPSG)
        .build();
  }

  /**
   * Lays the grid of an area, in metres of web Mercator.
   *
   * @param resolution to come near to
   */
  public static MapTileChoice around(
      ExportRequest request,
      double west,
      double south,
      double east,
      double north,
      double resolution) {
    int zoom = MapTileGrid.zoomNear(resolution);
    Integer block = request.format().blockSize();
    MapTileGrid grid =
        MapTileGrid.around(
            west, south, east, north, zoom, block == null ? USUAL_BLOCK : Math.max(1, block));
    double pixel = MapTileGrid.resolution(zoom);
    List<String> warnings = new ArrayList<>();
    if (request.resolution() != null && Math.abs(request.resolution() / pixel - 1) > SAME) {
      warnings.add(
          "Map tiles have the resolutions of zooms: %s becomes %s, that of zoom %d."
              .formatted(GeoJsonReader.format(request.resolution()), pixel, zoom));
    }
    if (Math.max(north, -south) > TileAddress.HALF_WORLD + pixel) {
      warnings.add("Map tiles end at 85.05 degrees north and south: what lies beyond is left out.");
    }
    return new MapTileChoice(grid, warnings);
  }

  /** Returns the grid. */
  public MapTileGrid grid() {
    return grid;
  }

  /** Returns what a person would want to know of it. */
  public List<String> warnings() {
    return warnings;
  }
}
