package io.landfall.quota;

/** What is limited. */
public enum QuotaKind {
  /** Exports that have not ended. */
  EXPORTS_AT_A_TIME("exports-at-a-time", "exportsAtATime", "exports at a time"),
  /** Pixels of outputs, each counted once whatever its bands. */
  PIXELS_PER_DAY("pixels-per-day", "pixelsPerDay", "pixels a day"),
  /** Bytes that go through links or to destinations. */
  BYTES_PER_DAY("bytes-per-day", "bytesPerDay", "bytes a day");

  private final String label;
  private final String property;
  private final String words;

  QuotaKind(String label, String property, String words) {
    this.label = label;
    this.property = property;
    this.words = words;
  }

  /** Returns the name in settings, options and metrics: {@code pixels-per-day}. */
  public String label() {
    return label;
  }

  /** Returns the name in JSON: {@code pixelsPerDay}. */
  public String property() {
    return property;
  }

  /** Returns the name in a sentence: {@code pixels a day}. */
  public String words() {
    return words;
  }

  /** Tells whether what is used of it is nothing again at midnight UTC. */
  public boolean isDaily() {
    return this != EXPORTS_AT_A_TIME;
  }
}
