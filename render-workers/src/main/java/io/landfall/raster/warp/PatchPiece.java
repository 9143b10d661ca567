package io.landfall.raster.warp;

import io.landfall.raster.PixelRect;
import io.landfall.raster.ReadAhead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A part of a {@link ScenePatch} whose source pixels are read at once, and held until its last row
 * is done.
 */
final class PatchPiece {
  private final WarpContext context;
  private final PixelRect area;
  private final long maxWindowPixels;
  private final BandGroupPiece[] groupPieces;
  private boolean read;
  private boolean hasBlankBand;

  /**
   * Takes a part of a scene.
   *
   * @param maxWindowPixels source pixels of a band that are held at once, where it can be so
   */
  PatchPiece(WarpContext context, SceneInput scene, PixelRect area, long maxWindowPixels) {
    this.context = context;
    this.area = area;
    this.maxWindowPixels = maxWindowPixels;
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

  /** Tells whether it needs no more source pixels of any band than are held at once. */
  boolean fits() {
    return Arrays.stream(groupPieces).allMatch(piece -> piece.windowPixels() <= maxWindowPixels);
  }

  /** Tells whether all that does not fit is read in parts. */
  boolean isGathered() {
    return Arrays.stream(groupPieces)
        .allMatch(
            piece -> piece.windowPixels() <= maxWindowPixels || piece.isGathered(maxWindowPixels));
  }

  /**
   * Computes {@code count} pixels of row {@code y} of the output grid, from column {@code x} on.
   *
   * @param at index of the first of them in the rows of {@code into}
   */
  Coverage row(int y, int x, int count, int at, double[][] into) {
    if (!read) {
      context.ahead().need(windows());
      for (BandGroupPiece groupPiece : groupPieces) {
        groupPiece.read(maxWindowPixels);
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

  /** Returns what is read at once of files that are fetched ahead. */
  List<ReadAhead.BlockWindow> windows() {
    List<ReadAhead.BlockWindow> windows = new ArrayList<>();
    for (BandGroupPiece groupPiece : groupPieces) {
      if (!groupPiece.isGathered(maxWindowPixels)) {
        groupPiece.addWindows(windows);
      }
    }
    return windows;
  }

  private void fillNoData(int at, int count, double[][] into) {
    for (BandGroupPiece groupPiece : groupPieces) {
      for (int input : groupPiece.inputs()) {
        Arrays.fill(into[input], at, at + count, Double.NaN);
      }
    }
  }

  void releaseBuffers() {
    read = false;
    for (BandGroupPiece groupPiece : groupPieces) {
      groupPiece.releaseBuffers();
    }
  }
}
