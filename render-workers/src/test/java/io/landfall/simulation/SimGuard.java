package io.landfall.simulation;

import java.util.EnumSet;
import java.util.Set;

/** What keeps the protocol right. The self-test takes away one at a time. */
enum SimGuard {
  /** The journal refuses a second row of the same number. */
  PRIMARY_KEY,
  /** A task that is stored already is not stored again. */
  STORED_TASKS,
  /** A commit looks first whether an earlier one has worked. */
  LOOK_UP,
  /** What is delivered is compared with what was rendered. */
  READ_BACK,
  /** Keys differ from attempt to attempt. */
  ATTEMPT_IN_KEYS,
  /** A commit names the upload of the journal. */
  JOURNALLED_UPLOAD,
  /** An intent stands in the journal before the commit. */
  INTENT_FIRST,
  /** A clean-up aborts the uploads, not only the objects. */
  ABORT,
  /** A clean-up begins with aborting, so that nothing is made after the deleting. */
  ABORT_FIRST,
  /** A coordinator that is made again begins with the tasks of the journal. */
  RECOVERED_TASKS,
  /** Where a delivery writes stands in the journal before it writes. */
  SESSION_FIRST,
  /** A clean-up closes what deliveries have open at destinations. */
  CLOSE_SESSION;

  /** Those that are on. */
  record Guards(Set<SimGuard> on) {
    static Guards all() {
      return new Guards(EnumSet.allOf(SimGuard.class));
    }

    static Guards without(SimGuard off) {
      return new Guards(EnumSet.complementOf(EnumSet.of(off)));
    }

    boolean has(SimGuard guard) {
      return on.contains(guard);
    }
  }
}
