package io.landfall.delivery.sidecar;

import io.landfall.delivery.ChecksumFile;
import io.landfall.delivery.FileNames;
import io.landfall.delivery.Sidecar;
import io.landfall.delivery.Sidecars;
import io.landfall.model.CrsCodes;
import io.landfall.model.ExportId;
import io.landfall.model.SceneId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.PlannedScene;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.image.WorldFile;
import io.landfall.store.MediaTypes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes the sidecars of a file, of nothing but what it is told: the same gives the same bytes. */
public final class FileSidecars {
  private final CoordinateTransforms transforms;

  public FileSidecars(CoordinateTransforms transforms) {
    this.transforms = transforms;
  }

  /**
   * What sidecars tell of a file.
   *
   * @param scenes that gave at least one pixel; none: it is not known, and all are named
   * @param requestedAt when the export was asked for
   * @param bytes its size
   */
  public record DescribedFile(
      ExportId export, ExportPlan plan, List<SceneId> scenes, Instant requestedAt, long bytes) {
    public DescribedFile {
      scenes = List.copyOf(scenes);
    }
  }

  /**
   * Does all that takes time.
   *
   * @param thumbnail a PNG
   */
  public Sidecars of(DescribedFile file, byte[] thumbnail) {
    Set<SceneId> used = Set.copyOf(file.scenes());
    List<PlannedScene> scenes =
        file.plan().scenes().stream()
            .filter(scene -> used.isEmpty() || used.contains(scene.id()))
            .toList();
    var facts =
        new StacItemWriter.StacItemFacts(
            file.export().toString(),
            file.plan(),
            outline(file.plan()),
            scenes,
            file.requestedAt());
    return (names, sha256) -> make(facts, names, file.bytes(), sha256, thumbnail);
  }

  private GridOutline outline(ExportPlan plan) {
    return GridOutline.of(
        plan.grid(), transforms.over(plan).between(plan.grid().epsg(), CrsCodes.WGS84));
  }

  private static List<Sidecar> make(
      StacItemWriter.StacItemFacts facts,
      FileNames names,
      long bytes,
      String sha256,
      byte[] thumbnail) {
    Sidecar small = new Sidecar(names.thumbnail(), MediaTypes.PNG, thumbnail);
    List<Sidecar> files = new ArrayList<>();
    files.add(
        Sidecar.text(
            names.stac(),
            MediaTypes.STAC,
            StacItemWriter.write(facts, names, bytes, sha256, small)));
    files.add(small);
    if (names.worldFile() != null) {
      var grid = facts.plan().grid();
      files.add(Sidecar.text(names.worldFile(), MediaTypes.TEXT, WorldFile.of(grid.transform())));
      files.add(
          Sidecar.text(
              names.auxiliary(),
              MediaTypes.of(names.auxiliary()),
              WorldFile.auxiliary(grid.epsg(), grid.transform())));
    }
    List<Map.Entry<String, String>> checksums =
        new ArrayList<>(List.of(Map.entry(names.main(), sha256)));
    files.forEach(file -> checksums.add(Map.entry(file.name(), file.sha256())));
    files.add(Sidecar.text(names.checksums(), MediaTypes.TEXT, ChecksumFile.write(checksums)));
    return files;
  }
}
