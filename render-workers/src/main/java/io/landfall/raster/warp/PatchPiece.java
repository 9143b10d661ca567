package io.landfall.raster.warp;

import io.landfall.raster.PixelRect;
import java.util.Arrays;
import java.util.List;

/**
 * A part of a {@link ScenePatch} whose source pixels are read at once, and held until its last row
 * is done.
 */
final class PatchPiece {
  private final PixelRect area;
  private final BandGroupPiece[] groupPieces;
  private boolean read;
  private boolean hasBlankBand;

  PatchPiece(WarpContext context, SceneInput scene, PixelRect area) {
    this.area = area;
    List<SceneInput.BandGroup> groups = scene.groups();
    this.groupPieces = new BandGroupPiece[groups.size()];
    for (int g = 0; g < groupPieces.length; g++) {
      groupPieces[g] = new BandGroupPiece(context, scene, groups.get(g), area);
    }
  }

  /** Returns its pixels of the output grid. */
  PixelRect area() {
    return area;
  }

  /** Tells whether the scene has source pixels for it, of every band. */
  boolean isIntersected() {
    return Arrays.stream(groupPieces).allMatch(BandGroupPiece::isIntersected);
  }

  /** Returns how many source pixels it needs of the band that it needs most of. */
  long windowPixels() {
    return Arrays.stream(groupPieces).mapToLong(BandGroupPiece::windowPixels).max().orElse(0);
  }

  /**
   * Computes {@code count} pixels of row {@code y} of the output grid, from column {@code x} on.
   *
   * @param at index of the first of them in the rows of {@code into}
   */
  Coverage row(int y, int x, int count, int at, double[][] into) {
    if (!read) {
      for (BandGroupPiece groupPiece : groupPieces) {
        groupPiece.read();
        hasBlankBand |= groupPiece.isBlank();
      }
      read = true;
    }
    if (hasBlankBand) {
      fillNoData(at, count, into);
      return Coverage.NONE;
    }
    boolean whole = true;
    for (BandGroupPiece groupPiece : groupPieces) {
      whole &= groupPiece.row(y, x, count, at, into);
    }
    return whole ? Coverage.ALL : Coverage.SOME;
  }

  private void fillNoData(int at, int count, double[][] into) {
    for (BandGroupPiece groupPiece : groupPieces) {
      for (int input : groupPiece.inputs()) {
        Arrays.fill(into[input], at, at + count, Double.NaN);
      }
    }
  }

  void releaseBuffers() {
    for (BandGroupPiece groupPiece : groupPieces) {
      groupPiece.releaseBuffers();
    }
  }
}
