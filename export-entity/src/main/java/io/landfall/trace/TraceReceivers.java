package io.landfall.trace;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.Locale;

/** Who is told of the trace that a request of ours belongs to. */
public enum TraceReceivers {
  /** Nobody. */
  NONE,

  /** What the operator runs, and who is called as he was asked to: the store, webhooks. */
  OWN,

  /** Also servers of others: imagery, Dropbox, Planet, tides. */
  ALL;

  private static final String KEY = "landfall.trace.send-to";

  /** Reads {@code landfall.trace.send-to}. */
  public static TraceReceivers from(Config root) {
    String given = root.getString(KEY);
    for (TraceReceivers one : values()) {
      if (one.name().toLowerCase(Locale.ROOT).equals(given)) {
        return one;
      }
    }
    throw new ConfigException.BadValue(
        root.getValue(KEY).origin(), KEY, "must be one of none, own, all");
  }

  /** Tells whether the store and webhooks are told. */
  public boolean includesOwn() {
    return this != NONE;
  }

  /** Tells whether servers of others are told. */
  public boolean includesOthers() {
    return this == ALL;
  }
}
