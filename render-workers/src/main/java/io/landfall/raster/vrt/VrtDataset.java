package io.landfall.raster.vrt;

import io.landfall.raster.sidecar.PamPlace;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What a VRT says.
 *
 * @param place where its pixels lie
 * @param bands at least one
 * @param mask tells which pixels are valid; {@code null}: nothing does
 * @param overviewFactors by which its own overviews are smaller, which take nearest pixels, in
 *     ascending order
 * @param warnings what of it is not read, in sentences
 * @param fileItems names of what it says of itself as a whole
 */
public record VrtDataset(
    int width,
    int height,
    PamPlace place,
    List<VrtBand> bands,
    VrtBand mask,
    List<Integer> overviewFactors,
    List<String> warnings,
    List<String> fileItems) {
  public VrtDataset {
    overviewFactors = List.copyOf(overviewFactors);
    bands = List.copyOf(bands);
    warnings = List.copyOf(warnings);
    fileItems = List.copyOf(fileItems);
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

  /**
   * Returns it without the overviews of which a file is missing, with a warning for each.
   *
   * @param isMissing tells it of a file that it names
   */
  public VrtDataset withoutOverviews(Predicate<VrtSource.FileName> isMissing, String name) {
    Set<Integer> lost = new TreeSet<>();
    List<String> more = new ArrayList<>(warnings);
    for (VrtBand band : bands) {
      for (int i = 0; i < band.overviews().size(); i++) {
        VrtSource.FileName file = band.overviews().get(i).file();
        if (isMissing.test(file) && lost.add(i)) {
          more.add(
              "%s is read without an overview that it names: there is no %s."
                  .formatted(name, file.name()));
        }
      }
    }
    List<VrtBand> less = bands.stream().map(band -> band.withoutOverviews(lost)).toList();
    return new VrtDataset(width, height, place, less, mask, overviewFactors, more, fileItems);
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
