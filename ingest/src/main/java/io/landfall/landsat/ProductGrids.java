package io.landfall.landsat;

import io.landfall.landsat.LandsatBands.LandsatBand;
import io.landfall.model.RasterGeometry;
import java.util.List;
import java.util.Optional;

/**
 * Where the pixels of a product's bands lie, as its metadata say. The first pixels of all bands
 * have one centre, so that the panchromatic band begins and ends a quarter of a pixel within the
 * reflective ones.
 *
 * @param reflective of most bands, and of the quality bands; {@code null}: it has none
 * @param panchromatic {@code null}: it has none
 * @param thermal {@code null}: it has none
 */
public record ProductGrids(
    RasterGeometry reflective, RasterGeometry panchromatic, RasterGeometry thermal) {

  /**
   * Reads them.
   *
   * @return empty: the metadata do not say, contradict themselves, or the CRS has no code
   */
  public static Optional<ProductGrids> of(MtlMetadata metadata) {
    var grids =
        new ProductGrids(
            grid(metadata, "REFLECTIVE"),
            grid(metadata, "PANCHROMATIC"),
            grid(metadata, "THERMAL"));
    return grids.any().isPresent() ? Optional.of(grids) : Optional.empty();
  }

  private static RasterGeometry grid(MtlMetadata metadata, String kind) {
    return metadata
        .geometry("GRID_CELL_SIZE_" + kind)
        .filter(grid -> grid.epsg() != 0)
        .filter(grid -> metadata.isOrLacks(kind + "_LINES", grid.height()))
        .filter(grid -> metadata.isOrLacks(kind + "_SAMPLES", grid.width()))
        .orElse(null);
  }

  /** Returns one of them: all have the same CRS. */
  public Optional<RasterGeometry> any() {
    return Optional.ofNullable(reflective)
        .or(() -> Optional.ofNullable(panchromatic))
        .or(() -> Optional.ofNullable(thermal));
  }

  /** Tells whether they say where the pixels of all bands lie. */
  public boolean areOfAll(List<LandsatBand> bands) {
    return reflective != null && bands.stream().allMatch(band -> of(band).isPresent());
  }

  /** Returns where the pixels of a band lie. */
  public Optional<RasterGeometry> of(LandsatBand band) {
    return Optional.ofNullable(
        band.isThermal() ? thermal : band.isPanchromatic() ? panchromatic : reflective);
  }
}
