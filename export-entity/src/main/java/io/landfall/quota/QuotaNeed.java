package io.landfall.quota;

import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.Destination;
import io.landfall.model.request.Destination.LinkDestination;
import io.landfall.model.request.ExportRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an export takes of quotas by day.
 *
 * @param isKnown whether it was planned; else it takes something, and the plan tells how much
 * @param pixels of the output
 * @param bytes at all destinations together, links included
 * @param deliveries bytes by the index of the destination, links left out: those count as they are
 *     served
 */
public record QuotaNeed(boolean isKnown, long pixels, long bytes, Map<Integer, Long> deliveries) {
  /** Of an export that is not planned: the least that it can be. */
  public static final QuotaNeed UNKNOWN = new QuotaNeed(false, 1, 1, Map.of());

  /** Of an export that begins again: its plan tells what it takes. */
  public static final QuotaNeed NOTHING = new QuotaNeed(false, 0, 0, Map.of());

  public QuotaNeed {
    deliveries = Map.copyOf(deliveries);
  }

  /** Returns what an export of a plan takes. */
  public static QuotaNeed of(ExportRequest request, ExportPlan plan) {
    long bytes = Math.max(1, plan.layout().estimatedBytes());
    List<Destination> destinations = request.delivery();
    Map<Integer, Long> deliveries = new TreeMap<>();
    for (int i = 0; i < destinations.size(); i++) {
      if (isCharged(destinations.get(i))) {
        deliveries.put(i, bytes);
      }
    }
    long pixels = (long) plan.grid().width() * plan.grid().height();
    return new QuotaNeed(true, pixels, bytes * Math.max(1, destinations.size()), deliveries);
  }

  /** Tells whether bytes count when they are brought there; those of links count when served. */
  static boolean isCharged(Destination destination) {
    return !(destination instanceof LinkDestination);
  }
}
