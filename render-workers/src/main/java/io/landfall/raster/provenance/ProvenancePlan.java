package io.landfall.raster.provenance;

import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.Tool;
import io.landfall.raster.compress.Compressors;
import java.util.List;

/**
 * The plan of the raster of scene numbers that goes with an export: one band on the same grid, in
 * the same tiles and tasks, so that who renders a tile of one has that of the other.
 *
 * <p>A pixel is the number of the scene that gave it, counted from 1 in the order of the plan; 0
 * where the export has no data. Overviews take the north-western pixel of four. It is compressed by
 * LZW, of which there is one implementation on all nodes: nothing needs to be pinned.
 */
public final class ProvenancePlan {
  /** More scenes have no number. */
  public static final int MOST_SCENES = 65_535;

  private static final int MOST_IN_A_BYTE = 255;
  private static final String SUFFIX = ".provenance.tif";

  private ProvenancePlan() {}

  /** Makes the plan of the raster that goes with {@code plan}. */
  public static ExportPlan of(ExportPlan plan) {
    SampleType type = plan.scenes().size() > MOST_IN_A_BYTE ? SampleType.UINT16 : SampleType.UINT8;
    OutputFormat.BlockCompression lzw = OutputFormat.BlockCompression.LZW;
    return plan.toBuilder()
        .fileName(name(plan.deliveredName()))
        .tool(new Tool.IdentityTool())
        .mask(null)
        .bands(new OutputBands(List.of("scene"), type, 0.0))
        .format(
            new OutputFormat(
                plan.format().type() == OutputFormat.FileFormat.GEOTIFF
                    ? OutputFormat.FileFormat.GEOTIFF
                    : OutputFormat.FileFormat.COG,
                lzw,
                Compressors.codec(lzw),
                1,
                1,
                plan.format().blockSize(),
                Resampling.NEAREST))
        .inputGroups(null)
        .warnings(List.of())
        .composite(null)
        .provenance(false)
        .build();
  }

  /** Returns what the raster is called that goes with a file. */
  public static String name(String fileName) {
    return fileName + SUFFIX;
  }

  /** Returns the names of the raster that goes with a file, and of its tables. */
  public static List<String> names(String fileName) {
    String raster = name(fileName);
    return List.of(raster, xml(raster), csv(raster));
  }

  /** Returns the name of the table for GDAL that goes with a raster of scene numbers. */
  public static String xml(String raster) {
    return raster + ".aux.xml";
  }

  /** Returns the name of the table for people that goes with a raster of scene numbers. */
  public static String csv(String raster) {
    return raster + ".csv";
  }
}
