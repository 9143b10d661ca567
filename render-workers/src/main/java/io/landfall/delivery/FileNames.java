package io.landfall.delivery;

import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.OutputFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * What the files of one output are called.
 *
 * @param main the file itself
 * @param stac the STAC item
 * @param thumbnail the small image
 * @param checksums the checksums of all others
 * @param worldFile the world file of an image; {@code null}: it is none
 * @param auxiliary GDAL's file that names the CRS of an image; {@code null}: it is none
 */
public record FileNames(
    String main,
    String stac,
    String thumbnail,
    String checksums,
    String worldFile,
    String auxiliary) {

  /** Names the files that stand alone in a folder of the store. */
  public static FileNames inStore(String main, OutputFormat.FileFormat type) {
    String stem = stem(main);
    return named(main, stem + ".stac.json", stem + "-thumbnail.png", "SHA256SUMS", type);
  }

  /**
   * Names files that stand among others, so that those of {@code a.tif} and {@code a.png} differ.
   */
  public static FileNames amongOthers(String main, OutputFormat.FileFormat type) {
    return named(main, main + ".stac.json", main + ".thumbnail.png", main + ".sha256", type);
  }

  private static FileNames named(
      String main, String stac, String thumbnail, String checksums, OutputFormat.FileFormat type) {
    return switch (type) {
      case COG, GEOTIFF, ZARR, MBTILES, PMTILES ->
          new FileNames(main, stac, thumbnail, checksums, null, null);
      case PNG ->
          new FileNames(main, stac, thumbnail, checksums, stem(main) + ".pgw", main + ".aux.xml");
      case JPEG ->
          new FileNames(main, stac, thumbnail, checksums, stem(main) + ".jgw", main + ".aux.xml");
    };
  }

  /** Returns the name of the file that a plan is for; an image has another than its raster. */
  public static String mainFile(ExportPlan plan) {
    return plan.deliveredName();
  }

  /** Returns the names of all but the file itself. */
  public List<String> sidecars() {
    List<String> names = new ArrayList<>(List.of(stac, thumbnail, checksums));
    if (worldFile != null) {
      names.addAll(List.of(worldFile, auxiliary));
    }
    return names;
  }

  private static String stem(String file) {
    String name = file.replaceFirst("(?i)\\.zarr\\.zip$", ".zip");
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? name : name.substring(0, dot);
  }
}
