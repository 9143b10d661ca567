package io.landfall.tiles;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Who waits for work: it is given up when all of them have gone. Safe for any thread. */
final class Askers {
  private final String what;
  private final List<BooleanSupplier> wanted = new ArrayList<>();
  private boolean isGivenUp;

  /**
   * Makes one of nobody.
   *
   * @param what they wait for, as {@code "this tile"}
   */
  Askers(String what) {
    this.what = what;
  }

  /** Adds one who asks; false: nobody wanted it any more, so that it will not be made. */
  synchronized boolean join(BooleanSupplier asker) {
    if (!isGivenUp) {
      wanted.add(asker);
    }
    return !isGivenUp;
  }

  /** Tells whether anybody still waits. */
  synchronized boolean isWanted() {
    return !isGivenUp && wanted.stream().anyMatch(BooleanSupplier::getAsBoolean);
  }

  /**
   * Goes on if anybody still waits.
   *
   * @throws ExportFailure CANCELED if nobody does; nobody can join then
   */
  synchronized void ensureWanted() {
    isGivenUp = isGivenUp || wanted.stream().noneMatch(BooleanSupplier::getAsBoolean);
    if (isGivenUp) {
      throw new ExportFailure(ErrorCode.CANCELED, "Nobody waits for %s any more.".formatted(what));
    }
  }
}
