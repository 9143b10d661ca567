package io.landfall.store;

import io.landfall.model.StoredPart;
import java.util.ArrayList;
import java.util.List;

/**
 * How parts of one size are cut from objects that lie one behind the other. The same objects give
 * the same parts.
 */
public final class EqualParts {
  /** The smallest size of a part, unless it is the last. */
  public static final long MIN_BYTES = 16L << 20;

  /** Larger parts would take too much memory while they are composed. */
  public static final long MAX_BYTES = 128L << 20;

  /** So many parts every store takes, and more are cut only where they would become too large. */
  private static final int USUAL_PARTS = 1_000;

  private EqualParts() {}

  /**
   * A stretch of one object.
   *
   * @param object the number of the object, as its {@link StoredPart} has it
   * @param from its first byte, counted from 0
   * @param bytes how many
   */
  public record Slice(int object, long from, long bytes) {}

  /**
   * One part.
   *
   * @param number from 1
   * @param slices that make it, in order
   */
  public record ComposedPart(int number, List<Slice> slices) {
    /** Returns the size of the part. */
    public long bytes() {
      return slices.stream().mapToLong(Slice::bytes).sum();
    }
  }

  /**
   * Returns the largest file, by its expected size in bytes, that is composed of parts: half of
   * what is possible, since files come out larger than expected too.
   *
   * @param maxParts how many the store takes
   */
  public static long maxExpectedBytes(int maxParts) {
    return maxParts * MAX_BYTES / 2;
  }

  /**
   * Cuts all of the objects into parts.
   *
   * @param objects in the order of their bytes
   */
  public static List<ComposedPart> of(List<StoredPart> objects) {
    long total = objects.stream().mapToLong(StoredPart::bytes).sum();
    return of(objects, partBytes(total));
  }

  /** Returns the usual size of the parts of a file of {@code total} bytes. */
  public static long partBytes(long total) {
    long usual = (total + USUAL_PARTS - 1) / USUAL_PARTS;
    return Math.min(MAX_BYTES, Math.max(MIN_BYTES, usual));
  }

  /** Cuts all of the objects into parts of a size. */
  public static List<ComposedPart> of(List<StoredPart> objects, long partBytes) {
    List<ComposedPart> parts = new ArrayList<>();
    List<Slice> slices = new ArrayList<>();
    long room = partBytes;
    for (StoredPart object : objects) {
      for (long from = 0; from < object.bytes(); ) {
        long bytes = Math.min(room, object.bytes() - from);
        slices.add(new Slice(object.number(), from, bytes));
        from += bytes;
        room -= bytes;
        if (room == 0) {
          parts.add(new ComposedPart(parts.size() + 1, List.copyOf(slices)));
          slices.clear();
          room = partBytes;
        }
      }
    }
    if (!slices.isEmpty()) {
      parts.add(new ComposedPart(parts.size() + 1, List.copyOf(slices)));
    }
    return List.copyOf(parts);
  }
}
