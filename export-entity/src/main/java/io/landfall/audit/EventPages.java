package io.landfall.audit;

import io.landfall.audit.AuditEvents.EventPage;

/** Events as auditors are given them, oldest first, page by page. Blocking. */
public interface EventPages {
  /** Returns up to which ordering the journal is complete: none below it is still being written. */
  long settled();

  /**
   * Reads a page.
   *
   * @param after the ordering before the first event
   * @param until the last ordering, as {@link #settled} has told
   */
  EventPage page(EventFilter filter, long after, long until);
}
