package io.landfall.model.plan;

import io.landfall.model.Rescaling;
import io.landfall.model.request.Tool;

/** What the numbers of an output stand for. */
public final class OutputCalibration {
  private OutputCalibration() {}

  /**
   * Returns it for a band: as its details tell, else as the tool wrote it; {@code null}: for
   * themselves, or it is unknown.
   */
  public static Rescaling of(ExportPlan plan, int band) {
    Rescaling told = plan.bands().details(band).calibration();
    return told == null ? ofTool(plan.tool()) : told;
  }

  /** Returns what a tool wrote, the same for all bands; {@code null}: it encodes nothing. */
  public static Rescaling ofTool(Tool tool) {
    Tool last = tool;
    boolean sharpens = false;
    if (last instanceof Tool.ToolChain chain) {
      last = chain.steps().get(chain.steps().size() - 1);
      sharpens = chain.steps().get(0) instanceof Tool.PansharpenTool;
    }
    if (!(last instanceof Tool.EncodingTool encode)) {
      return null;
    }
    boolean isPlain = encode.scale() == 1 && encode.offset() == 0;
    return sharpens && isPlain ? null : new Rescaling(encode.scale(), encode.offset());
  }
}
