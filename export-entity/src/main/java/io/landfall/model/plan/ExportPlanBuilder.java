package io.landfall.model.plan;

import io.landfall.model.Aoi;
import io.landfall.model.PixelGrid;
import io.landfall.model.Resampling;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.Tool;
import java.util.List;

/**
 * Puts an {@link ExportPlan} together. What is not set is left out of it; its pixels are then those
 * nearest, of the bands as they are, and it has no scenes.
 */
public final class ExportPlanBuilder {
  private final String software;
  private String fileName;
  private PixelGrid grid;
  private List<PlannedScene> scenes = List.of();
  private Resampling resampling = Resampling.NEAREST;
  private Tool tool = new Tool.IdentityTool();
  private Aoi mask;
  private OutputBands bands;
  private OutputFormat format;
  private TileLayout layout;
  private List<List<Integer>> inputGroups;
  private List<String> warnings;
  private PlannedComposite composite;
  private boolean provenance;

  /** Begins a plan of {@code software}, a version of Landfall, for a file of this name. */
  public ExportPlanBuilder(String software, String fileName) {
    this.software = software;
    this.fileName = fileName;
  }

  /** Begins a plan that is as {@code other}. */
  ExportPlanBuilder(ExportPlan other) {
    software = other.software();
    fileName = other.fileName();
    grid = other.grid();
    scenes = other.scenes();
    resampling = other.resampling();
    tool = other.tool();
    mask = other.mask();
    bands = other.bands();
    format = other.format();
    layout = other.layout();
    inputGroups = other.inputGroups();
    warnings = other.warnings();
    composite = other.composite();
    provenance = other.provenance();
  }

  /** Makes the plan. */
  public ExportPlan build() {
    return new ExportPlan(
        software,
        fileName,
        grid,
        scenes,
        resampling,
        tool,
        mask,
        bands,
        format,
        layout,
        inputGroups,
        warnings,
        composite,
        provenance);
  }

  public ExportPlanBuilder fileName(String fileName) {
    this.fileName = fileName;
    return this;
  }

  public ExportPlanBuilder grid(PixelGrid grid) {
    this.grid = grid;
    return this;
  }

  public ExportPlanBuilder scenes(List<PlannedScene> scenes) {
    this.scenes = scenes;
    return this;
  }

  public ExportPlanBuilder resampling(Resampling resampling) {
    this.resampling = resampling;
    return this;
  }

  public ExportPlanBuilder tool(Tool tool) {
    this.tool = tool;
    return this;
  }

  public ExportPlanBuilder mask(Aoi mask) {
    this.mask = mask;
    return this;
  }

  public ExportPlanBuilder bands(OutputBands bands) {
    this.bands = bands;
    return this;
  }

  public ExportPlanBuilder format(OutputFormat format) {
    this.format = format;
    return this;
  }

  public ExportPlanBuilder layout(TileLayout layout) {
    this.layout = layout;
    return this;
  }

  public ExportPlanBuilder inputGroups(List<List<Integer>> inputGroups) {
    this.inputGroups = inputGroups;
    return this;
  }

  public ExportPlanBuilder warnings(List<String> warnings) {
    this.warnings = warnings;
    return this;
  }

  public ExportPlanBuilder composite(PlannedComposite composite) {
    this.composite = composite;
    return this;
  }

  public ExportPlanBuilder provenance(boolean provenance) {
    this.provenance = provenance;
    return this;
  }
}
