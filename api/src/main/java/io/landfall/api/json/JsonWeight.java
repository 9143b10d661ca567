package io.landfall.api.json;

/** How much memory JSON takes once it is read, from above, by its bytes alone. */
public final class JsonWeight {
  // as a 64-bit JVM lays out Jackson's nodes, with compressed pointers
  private static final int OBJECT = 176;
  private static final int ARRAY = 104;
  private static final int MEMBER = 40;
  private static final int ELEMENT = 32;
  private static final int HALF_TEXT = 40;

  private JsonWeight() {}

  /**
   * Returns the bytes that {@link Json#parse} takes for its result. Signs inside texts count as
   * those outside, so texts may weigh more than they take.
   */
  public static long of(byte[] json) {
    long weight = json.length;
    for (byte next : json) {
      weight +=
          switch (next) {
            case '{' -> OBJECT;
            case '[' -> ARRAY;
            case ':' -> MEMBER;
            case ',' -> ELEMENT;
            case '"' -> HALF_TEXT;
            default -> 0;
          };
    }
    return weight;
  }
}
