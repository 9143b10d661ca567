package io.landfall.export.entity;

import io.landfall.export.entity.ExportState.ExistingState;
import io.landfall.model.ExportId;
import io.landfall.model.request.Destination;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log what people do to exports and how these end: one line each, once it is in the
 * journal. What steps do in between is in the journal alone.
 *
 * <p>What people have written, as the cause of a failure that names a file, is cut to one line.
 * Names of exports and their labels are not told.
 */
final class ExportLog {
  private static final Logger LOG = LoggerFactory.getLogger(ExportLog.class);

  /** So that a line of the log stays one that can be read. */
  private static final int LONGEST = 600;

  private ExportLog() {}

  /** Writes the line of an event, if it has one. */
  static void write(ExportId id, ExportEvent event, ExistingState after) {
    String told = sentence(event, after);
    if (told != null) {
      LOG.info("Export {} of {} {}", id, oneLine(after.request().owner()), told);
    }
  }

  /** Returns what is told of an event, after the words "Export X of Y"; {@code null}: nothing. */
  static String sentence(ExportEvent event, ExistingState after) {
    if (event instanceof ExportEvent.Requested) {
      return "was submitted, for " + types(after.request().delivery());
    } else if (event instanceof ExportEvent.Paused e) {
      return "was paused by %s in the step %s".formatted(oneLine(e.by()), after.step().label());
    } else if (event instanceof ExportEvent.Resumed e) {
      return "was resumed by %s in the step %s".formatted(oneLine(e.by()), after.step().label());
    } else if (event instanceof ExportEvent.Retried e) {
      return "is tried again by %s: attempt %d".formatted(oneLine(e.by()), e.attempt());
    } else if (event instanceof ExportEvent.Reprioritized e) {
      return "was given the priority %s by %s".formatted(e.priority(), oneLine(e.by()));
    } else if (event instanceof ExportEvent.DestinationsAdded e) {
      return "is delivered to more destinations by %s: %s"
          .formatted(oneLine(e.by()), types(e.destinations()));
    } else if (event instanceof ExportEvent.Canceled e) {
      return "was canceled by %s in the step %s after %s"
          .formatted(oneLine(e.by()), e.step().label(), age(after));
    } else if (event instanceof ExportEvent.DeliveryFailed e) {
      return "could not be delivered to destination %d, %s (%s): %s"
          .formatted(
              e.failure().destination(),
              after.destinations().get(e.failure().destination()).type(),
              e.failure().code(),
              oneLine(e.failure().detail()));
    } else if (event instanceof ExportEvent.Failed e) {
      return "ended in ERROR in the step %s after %s (%s): %s"
          .formatted(e.step().label(), age(after), e.code(), oneLine(e.detail()));
    } else if (event instanceof ExportEvent.Completed e) {
      return "ended in SUCCESS%s after %s: %d destinations have it"
          .formatted(
              e.partial() ? " without some destinations" : "", age(after), after.receipts().size());
    }
    if (event instanceof ExportEvent.KeptUntil e && e.by() != null) {
      return "is kept until %s for %s".formatted(e.until(), oneLine(e.by()));
    }
    return event instanceof ExportEvent.Expired
        ? "has expired: its file goes from the store"
        : null;
  }

  private static String types(List<Destination> destinations) {
    return destinations.stream().map(Destination::type).collect(Collectors.joining(", "));
  }

  private static String age(ExistingState state) {
    Duration age = Duration.between(state.metadata().createdAt(), state.metadata().updatedAt());
    return String.format(Locale.ROOT, "%.1f s", age.toMillis() / 1000.0);
  }

  /** Nobody writes a line of his own into the log. */
  static String oneLine(String text) {
    String whole = String.valueOf(text);
    String cut = whole.length() > LONGEST ? whole.substring(0, LONGEST) + "..." : whole;
    StringBuilder line = new StringBuilder(cut.length());
    cut.codePoints()
        .map(c -> Character.isISOControl(c) || isLineEnd(c) ? ' ' : c)
        .forEach(line::appendCodePoint);
    return line.toString();
  }

  private static boolean isLineEnd(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
  }
}
