package io.landfall.raster.vrt;

import io.landfall.raster.sidecar.PamPlace;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a VRT says.
 *
 * @param place where its pixels lie
 * @param bands at least one
 * @param mask tells which pixels are valid; {@code null}: nothing does
 * @param overviewFactors by which its own overviews are smaller, which take nearest pixels, in
 *     ascending order
 * @param warnings what of it is not read, in sentences
 */
public record VrtDataset(
    int width,
    int height,
    PamPlace place,
    List<VrtBand> bands,
    VrtBand mask,
    List<Integer> overviewFactors,
    List<String> warnings) {
  public VrtDataset {
    overviewFactors = List.copyOf(overviewFactors);
    bands = List.copyOf(bands);
    warnings = List.copyOf(warnings);
  }

  /** Returns the files that it names, each once. */
  public Set<VrtSource.FileName> files() {
    Set<VrtSource.FileName> files = new LinkedHashSet<>();
    for (VrtBand band : all()) {
      band.sources().forEach(source -> files.add(source.file()));
      band.overviews().forEach(source -> files.add(source.file()));
    }
    return files;
  }

  /** Tells whether pixels depend on masks of the files. */
  public boolean readsMasks() {
    return all().stream()
        .flatMap(band -> band.sources().stream())
        .anyMatch(
            source ->
                source.band() == VrtSource.MASK || source.rule() != null && source.rule().masked());
  }

  private List<VrtBand> all() {
    List<VrtBand> all = new ArrayList<>(bands);
    if (mask != null) {
      all.add(mask);
    }
    return all;
  }
}
