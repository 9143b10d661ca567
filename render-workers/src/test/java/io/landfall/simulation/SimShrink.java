package io.landfall.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a schedule that fails shorter, as long as it still fails. */
final class SimShrink {
  private SimShrink() {}

  /** Leaves out ever smaller pieces of the list of faults until none can be missed. */
  static SimSchedule shortest(SimSchedule failing, Predicate<SimSchedule> fails) {
    SimSchedule best = failing;
    if (best.loss() > 0 && fails.test(best.withoutLoss())) {
      best = best.withoutLoss();
    }
    int piece = Math.max(1, best.faults().size() / 2);
    while (true) {
      SimSchedule shorter = withoutAPiece(best, piece, fails);
      if (shorter != best) {
        best = shorter;
      } else if (piece > 1) {
        piece /= 2;
      } else {
        return best;
      }
    }
  }

  private static SimSchedule withoutAPiece(
      SimSchedule failing, int piece, Predicate<SimSchedule> fails) {
    for (int from = 0; from < failing.faults().size(); from += piece) {
      List<SimFault> fewer = new ArrayList<>(failing.faults());
      fewer.subList(from, Math.min(from + piece, fewer.size())).clear();
      SimSchedule shorter = failing.with(fewer);
      if (fails.test(shorter)) {
        return shorter;
      }
    }
    return failing;
  }
}
