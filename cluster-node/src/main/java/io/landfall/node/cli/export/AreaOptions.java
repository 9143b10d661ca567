package io.landfall.node.cli.export;

import io.landfall.area.AreaFile;
import io.landfall.area.AreaText;
import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.geojson.ToLonLat;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which part of the imagery is wanted, as the command line says it. */
final class AreaOptions {
  @Option(
      names = "--aoi",
      paramLabel = "FILE",
      description =
          "Polygons in a file: GeoJSON or a sequence of it, a shapefile, a GeoPackage, KML or KMZ,"
              + " WKT, or a zip file of one; or the WKT itself, as \"POLYGON ((...))\". In the CRS"
              + " that the file tells; several are their union. Everything outside becomes no-data,"
              + " the extent is cropped to it. Default: the whole footprint.")
  String aoi;

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      description = "Layer of a file with several. Default: the only one.")
  String layer;

  @Option(
      names = "--bbox",
      paramLabel = "WEST,SOUTH,EAST,NORTH",
      description =
          "A box instead of --aoi, in degrees of longitude and latitude, or units of --aoi-srid. A"
              + " box across the antimeridian has its west in the east, as 170,-20,-170,-10.")
  String bbox;

  @Option(
      names = "--aoi-srid",
      paramLabel = "EPSG",
      converter = EpsgConverter.class,
      description =
          "CRS of a box, of WKT, and of files that do not tell it (a shapefile without .prj): an"
              + " EPSG code; coordinates are east before north. Default: longitude and latitude of"
              + " boxes and WKT, none of files.")
  Integer srid;

  @Option(
      names = "--touch",
      paramLabel = "WHICH",
      description =
          "Pixels that are inside: centre: those whose centre is; all: all that the area touches,"
              + " as gdal_rasterize -at. Default: centre.")
  Touch touch;

  /** Which pixels count as inside of an area. */
  enum Touch {
    CENTRE,
    ALL
  }

  /**
   * Returns the area; {@code null} if none is given.
   *
   * @param working where relative paths begin
   * @throws ExportFailure AOI_INVALID, REQUEST_INVALID
   */
  Aoi read(Path working, ToLonLat.Factory transforms) {
    Aoi area = area(working, transforms);
    if (area == null && touch != null) {
      throw invalid("--touch says which pixels of an area. Give one with --aoi or --bbox.");
    }
    return area != null && touch == Touch.ALL ? area.withAllTouched() : area;
  }

  private Aoi area(Path working, ToLonLat.Factory transforms) {
    if (aoi != null && bbox != null) {
      throw invalid("--aoi and --bbox are two areas. Give one of them.");
    }
    if (layer != null && (aoi == null || AreaText.isWkt(aoi))) {
      throw invalid("--layer is a layer of a file. Name it with --aoi.");
    }
    if (bbox != null) {
      return AreaText.box(bbox, srid, transforms);
    }
    if (aoi == null) {
      if (srid != null) {
        throw invalid("--aoi-srid is the CRS of an area. Give one with --aoi or --bbox.");
      }
      return null;
    }
    return AreaText.isWkt(aoi)
        ? AreaText.wkt(aoi, srid, transforms)
        : AreaFile.read(working.resolve(aoi), layer, srid, transforms);
  }

  private static ExportFailure invalid(String why) {
    return new ExportFailure(ErrorCode.REQUEST_INVALID, "Invalid options: " + why);
  }
}
