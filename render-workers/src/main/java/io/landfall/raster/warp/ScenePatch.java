package io.landfall.raster.warp;

import io.landfall.raster.PixelRect;
import io.landfall.raster.ReadAhead;
import java.util.ArrayList;
import java.util.List;

/**
 * One scene over a rectangle of the output grid, warped row by row. Source pixels are read when the
 * first row asks for them; rectangles that need many are read piece by piece, and where a row alone
 * needs too many, gathered from parts of the source. For one thread.
 */
final class ScenePatch {
  private final WarpContext context;
  private final SceneInput scene;
  private final PixelRect area;
  private final long maxWindowPixels;
  private final List<PatchPiece> pieces = new ArrayList<>();

  /** {@code null}: nothing is corrected, or no row was asked for yet. */
  private TileProgram correction;

  ScenePatch(WarpContext context, SceneInput scene, PixelRect area) {
    this(context, scene, area, context.maxWindowPixels());
  }

  /** Takes a scene whose pieces hold at most so many source pixels of a band at once. */
  ScenePatch(WarpContext context, SceneInput scene, PixelRect area, long maxWindowPixels) {
    this.context = context;
    this.scene = scene;
    this.area = area;
    this.maxWindowPixels = maxWindowPixels;
    if (!addPieces(area)) {
      pieces.clear();
      addGatheredPieces();
    }
  }

  private PatchPiece piece(PixelRect part) {
    return new PatchPiece(context, scene, part, maxWindowPixels);
  }

  /** Halves a part until its pieces fit; false: not even a row does, but all can be gathered. */
  private boolean addPieces(PixelRect part) {
    PatchPiece piece = piece(part);
    if (!piece.isIntersected()) {
      return true;
    }
    if (piece.fits() || part.pixels() == 1) {
      pieces.add(piece);
      return true;
    }
    if (part.height() > 1) {
      int middle = part.y0() + part.height() / 2;
      return addPieces(PixelRect.between(part.x0(), part.y0(), part.x1(), middle))
          && addPieces(PixelRect.between(part.x0(), middle, part.x1(), part.y1()));
    }
    if (piece.isGathered()) {
      return false;
    }
    int middle = part.x0() + part.width() / 2;
    return addPieces(PixelRect.between(part.x0(), part.y0(), middle, part.y1()))
        && addPieces(PixelRect.between(middle, part.y0(), part.x1(), part.y1()));
  }

  /** Takes as many rows at once as there is room for: each time, the source is read anew. */
  private void addGatheredPieces() {
    int rows = WindowLimits.rowsAtOnce(area, scene.bands());
    for (int y0 = area.y0(); y0 < area.y1(); y0 += rows) {
      int y1 = Math.min(area.y1(), y0 + rows);
      PatchPiece piece = piece(PixelRect.between(area.x0(), y0, area.x1(), y1));
      if (piece.isIntersected()) {
        pieces.add(piece);
      }
    }
  }

  /** Tells whether the scene has a source pixel for any part of the rectangle. */
  boolean isIntersected() {
    return !pieces.isEmpty();
  }

  /** Returns what its pieces read of files that are fetched ahead, in their order. */
  List<ReadAhead.BlockWindow> windows() {
    return pieces.stream().flatMap(piece -> piece.windows().stream()).toList();
  }

  /** Returns how many pieces are read one by one. */
  int pieces() {
    return pieces.size();
  }

  /**
   * Computes a row of the rectangle, with the scene's own correction, from column {@code from} on.
   *
   * @param into one row an input of the tool, from index 0 on; those of the scene are filled unless
   *     nothing has data
   */
  Coverage row(int row, int from, int count, double[][] into) {
    int y = area.y0() + row;
    int x0 = area.x0() + from;
    boolean whole = true;
    boolean some = false;
    int covered = 0;
    for (PatchPiece piece : pieces) {
      PixelRect part = piece.area();
      if (y >= part.y1()) {
        piece.releaseBuffers();
      } else if (y >= part.y0()) {
        int left = Math.max(x0, part.x0());
        int right = Math.min(x0 + count, part.x1());
        if (left < right) {
          Coverage given = piece.row(y, left, right - left, left - x0, into);
          if (y == part.y1() - 1) {
            piece.releaseBuffers(); // of a row in many pieces, one is held at a time
          }
          whole &= given == Coverage.ALL;
          some |= given != Coverage.NONE;
          covered += right - left;
        }
      }
    }
    if (!some) {
      return Coverage.NONE;
    }
    if (covered < count) {
      fillGaps(y, x0, count, into);
      whole = false;
    }
    correct(new PixelRect(x0, y, count, 1), into);
    return whole ? Coverage.ALL : Coverage.SOME;
  }

  private void correct(PixelRect part, double[][] rows) {
    if (correction == null) {
      correction = scene.correction();
    }
    if (correction != null) {
      correction.run(part, rows, rows);
    }
  }

  /** Sets what no piece covers to NaN. */
  private void fillGaps(int y, int x0, int count, double[][] into) {
    for (int i = 0; i < count; i++) {
      int x = x0 + i;
      if (pieces.stream().noneMatch(piece -> piece.area().contains(x, y))) {
        for (SceneInput.BandGroup group : scene.groups()) {
          for (int input : group.inputs()) {
            into[input][i] = Double.NaN;
          }
        }
      }
    }
  }

  /** Gives the buffers back. */
  void close() {
    pieces.forEach(PatchPiece::releaseBuffers);
  }
}
