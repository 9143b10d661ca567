package io.landfall.raster.zarr;

import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputMask;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of a Zarr that are not shards: what each group and array is, all of it once more in the
 * first file, and coordinates. They follow from the plan alone.
 */
public final class ZarrTree {
  private final ExportPlan plan;
  private final ZarrMetadata metadata;
  private final List<ZarrLevel> levels;

  /**
   * Makes it.
   *
   * @param wkt of the CRS; {@code null}: there is only its code
   * @param levels full resolution first
   */
  public ZarrTree(ExportPlan plan, String wkt, boolean isGeographic, List<ZarrLevel> levels) {
    this.plan = plan;
    this.metadata = new ZarrMetadata(plan, wkt, isGeographic);
    this.levels = List.copyOf(levels);
  }

  /** Returns the files by their names, in order. */
  public Map<String, byte[]> files() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    Map<String, Map<String, Object>> nodes = nodes();
    Map<String, Object> root = metadata.root(levels);
    root.put(
        "consolidated_metadata",
        ZarrJson.object("kind", "inline", "must_understand", false, "metadata", nodes));
    files.put("zarr.json", ZarrJson.encoded(root));
    nodes.forEach((path, node) -> files.put(path + "/zarr.json", ZarrJson.encoded(node)));
    levels.forEach(level -> putCoordinates(level, files));
    return files;
  }

  private Map<String, Map<String, Object>> nodes() {
    Map<String, Map<String, Object>> nodes = new LinkedHashMap<>();
    for (ZarrLevel level : levels) {
      String at = level.name() + "/";
      nodes.put(level.name(), metadata.group(level));
      nodes.put(at + ZarrMetadata.DATA, metadata.data(level));
      if (plan.bands().mask() == OutputMask.INTERNAL) {
        nodes.put(at + ZarrMetadata.MASK, metadata.mask(level));
      }
      nodes.put(at + "band", metadata.bandAxis());
      nodes.put(at + "y", metadata.axis("y", level.height()));
      nodes.put(at + "x", metadata.axis("x", level.width()));
      nodes.put(at + ZarrMetadata.gridMappingName(), metadata.gridMapping(level));
    }
    return nodes;
  }

  private void putCoordinates(ZarrLevel level, Map<String, byte[]> files) {
    ByteBuffer bands = littleEndian(plan.bands().samplesPerPixel() * Integer.BYTES);
    for (int band = 1; bands.hasRemaining(); band++) {
      bands.putInt(band);
    }
    files.put(level.name() + "/band/c/0", bands.array());
    double size = plan.grid().pixelHeight() * level.scale();
    files.put(level.name() + "/y/c/0", centres(plan.grid().north(), -size, level.height()));
    size = plan.grid().pixelWidth() * level.scale();
    files.put(level.name() + "/x/c/0", centres(plan.grid().west(), size, level.width()));
  }

  private static byte[] centres(double edge, double step, int count) {
    ByteBuffer centres = littleEndian(count * Double.BYTES);
    for (int i = 0; i < count; i++) {
      centres.putDouble(edge + (i + 0.5) * step);
    }
    return centres.array();
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
