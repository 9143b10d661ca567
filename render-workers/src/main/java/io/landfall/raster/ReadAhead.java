package io.landfall.raster;

import io.landfall.model.plan.PlannedBand;
import java.util.List;

/**
 * Fetches blocks before they are read, where each read of a file is a wait for another machine.
 * What it is told are hints: reading goes on as it would without, and tells what goes wrong. For
 * one thread, which closes it.
 */
public interface ReadAhead extends AutoCloseable {
  /** Fetches nothing. */
  ReadAhead NONE =
      new ReadAhead() {
        @Override
        public boolean fetches(PlannedBand band) {
          return false;
        }

        @Override
        public boolean hasRoom() {
          return false;
        }

        @Override
        public void plan(int step, List<BlockWindow> windows) {
          // nothing is fetched
        }

        @Override
        public void submit() {
          // nothing was planned
        }

        @Override
        public void begin(int step) {
          // nothing was fetched
        }

        @Override
        public void need(List<BlockWindow> windows) {
          // read one by one
        }

        @Override
        public void close() {
          // nothing is under way
        }
      };

  /**
   * A rectangle that will be read.
   *
   * @param level 0 is full resolution
   * @param rect in pixels of the level
   */
  record BlockWindow(RasterFile file, int level, PixelRect rect) {}

  /** Tells whether the file of a band is one that is fetched ahead. */
  boolean fetches(PlannedBand band);

  /** Tells whether more should be planned now. */
  boolean hasRoom();

  /**
   * Adds what a step of the work will read.
   *
   * @param step from 0, in the order in which the work goes through them
   */
  void plan(int step, List<BlockWindow> windows);

  /** Begins to fetch what was planned. */
  void submit();

  /** Notes that the work is at a step: nobody comes for what was planned for those before. */
  void begin(int step);

  /** Begins to fetch what is read next, before all that is planned. */
  void need(List<BlockWindow> windows);

  /** Gives up what is not fetched yet. */
  @Override
  void close();
}
