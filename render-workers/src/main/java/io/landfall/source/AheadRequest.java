package io.landfall.source;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Blocks of a remote file that one request fetches ahead.
 *
 * @param wanted which of them are: bit 0 is the first; others are bridged
 * @param step of the work that needs the first of them
 * @param lastStep of the work that needs the last of them first
 */
record AheadRequest(
    RemoteByteSource source, long first, int blocks, long wanted, int step, int lastStep) {
  /** As many as there are bits. */
  static final int MAX_BLOCKS = 64;

  /** Of the blocks that are wanted, so many may be bridged: one in four. */
  private static final int WANTED_FOR_A_BRIDGED = 4;

  /**
   * A stretch of a file that will be read.
   *
   * @param step of the work
   */
  record WantedRange(RemoteByteSource source, long offset, long length, int step) {}

  /** Blocks {@code first} to {@code last}, all wanted. */
  private record Run(long first, long last, int step, int lastStep) {
    long count() {
      return last - first + 1;
    }
  }

  /** Returns how many bytes it fetches at most. */
  long bytes() {
    return (long) blocks * source.blockBytes();
  }

  boolean isWanted(long index) {
    return (wanted >>> (index - first) & 1) != 0;
  }

  /**
   * Joins stretches that are near each other in their files.
   *
   * @param rules how near, and how long a request may be, by file
   * @return in the order of the steps, and within one in that of the files
   */
  static List<AheadRequest> of(List<WantedRange> ranges, LaneOf rules) {
    Map<RemoteByteSource, TreeMap<Long, Integer>> stepsOfBlocks = new LinkedHashMap<>();
    for (WantedRange range : ranges) {
      TreeMap<Long, Integer> steps =
          stepsOfBlocks.computeIfAbsent(range.source(), any -> new TreeMap<>());
      long last = (range.offset() + range.length() - 1) / range.source().blockBytes();
      for (long block = range.offset() / range.source().blockBytes(); block <= last; block++) {
        steps.merge(block, range.step(), Math::min);
      }
    }
    List<AheadRequest> requests = new ArrayList<>();
    stepsOfBlocks.forEach((source, steps) -> join(source, steps, rules.of(source), requests));
    requests.sort(Comparator.comparingInt(AheadRequest::step));
    return requests;
  }

  /** Gives what is known of a file's host. */
  @FunctionalInterface
  interface LaneOf {
    HostLane of(RemoteByteSource source);
  }

  private static void join(
      RemoteByteSource source,
      TreeMap<Long, Integer> steps,
      HostLane host,
      List<AheadRequest> requests) {
    int maxGap = host.gapBlocks();
    int maxBlocks = Math.min(MAX_BLOCKS, host.requestBlocks());
    List<Run> joined = new ArrayList<>();
    long wanted = 0;
    long gaps = 0;
    for (Run run : runs(steps, maxBlocks)) {
      Run before = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      long gap = before == null ? 0 : run.first() - before.last() - 1;
      boolean joins =
          before != null
              && gap <= maxGap
              && run.last() - joined.get(0).first() < maxBlocks
              && (gaps + gap) * WANTED_FOR_A_BRIDGED <= wanted + run.count();
      if (!joins) {
        add(source, joined, requests);
        joined.clear();
        wanted = 0;
        gaps = 0;
        gap = 0;
      }
      joined.add(run);
      wanted += run.count();
      gaps += gap;
    }
    add(source, joined, requests);
  }

  /** Returns blocks without a gap between, at most so many each. */
  private static List<Run> runs(TreeMap<Long, Integer> steps, int maxBlocks) {
    List<Run> runs = new ArrayList<>();
    steps.forEach(
        (block, step) -> {
          Run before = runs.isEmpty() ? null : runs.get(runs.size() - 1);
          if (before != null && before.last() + 1 == block && before.count() < maxBlocks) {
            runs.set(
                runs.size() - 1,
                new Run(
                    before.first(),
                    block,
                    Math.min(before.step(), step),
                    Math.max(before.lastStep(), step)));
          } else {
            runs.add(new Run(block, block, step, step));
          }
        });
    return runs;
  }

  private static void add(RemoteByteSource source, List<Run> joined, List<AheadRequest> requests) {
    if (joined.isEmpty()) {
      return;
    }
    long first = joined.get(0).first();
    long wanted = 0;
    int step = Integer.MAX_VALUE;
    int lastStep = 0;
    for (Run run : joined) {
      for (long block = run.first(); block <= run.last(); block++) {
        wanted |= 1L << (block - first);
      }
      step = Math.min(step, run.step());
      lastStep = Math.max(lastStep, run.lastStep());
    }
    int blocks = (int) (joined.get(joined.size() - 1).last() - first + 1);
    requests.add(new AheadRequest(source, first, blocks, wanted, step, lastStep));
  }
}
