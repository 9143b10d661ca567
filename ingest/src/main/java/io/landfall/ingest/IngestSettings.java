package io.landfall.ingest;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.landfall.ingest.list.SceneListSource;
import io.landfall.model.PlainText;
import java.time.Duration;

/**
 * Settings of the ingest.
 *
 * @param listUrl URL of the scene list file; empty: there is none, and nothing to do
 * @param listName what the list is known by, wherever it lies; empty: its URL
 * @param frequency from the end of a good run to the next
 * @param startDelay before the first run of a node, when one is due
 * @param readTimeout how long the list's server may say nothing
 * @param attempts how often a list is asked for in one run
 * @param pause between two of them, growing
 */
public record IngestSettings(
    String listUrl,
    String listName,
    Duration frequency,
    Duration startDelay,
    Duration readTimeout,
    int attempts,
    Duration pause) {
  private static final String PATH = "landfall.ingest";
  private static final int MAX_NAME_CHARACTERS = 2_000;
  private static final Duration MIN_FREQUENCY = Duration.ofMinutes(1);
  private static final Duration MAX_FREQUENCY = Duration.ofDays(3650);

  /** Reads {@code landfall.ingest}. */
  public static IngestSettings from(Config root) {
    Config config = root.getConfig(PATH);
    var settings =
        new IngestSettings(
            config.getString("scenes-url").strip(),
            config.getString("list-name").strip(),
            DurationText.parse(config.getString("frequency"))
                .orElseThrow(
                    () -> bad(config, "frequency", "must be like 24h, 1h30m, 365d or PT24H")),
            config.getDuration("start-delay"),
            config.getDuration("read-timeout"),
            config.getInt("attempts"),
            config.getDuration("pause"));
    if (settings.frequency.compareTo(MIN_FREQUENCY) < 0) {
      throw bad(config, "frequency", "must be at least 1m");
    }
    if (settings.frequency.compareTo(MAX_FREQUENCY) > 0) {
      throw bad(config, "frequency", "must be at most %dd".formatted(MAX_FREQUENCY.toDays()));
    }
    if (settings.readTimeout.toMillis() < 1) {
      throw bad(config, "read-timeout", "must be at least 1 ms");
    }
    if (settings.attempts < 1) {
      throw bad(config, "attempts", "must be at least 1");
    }
    if (settings.listName.length() > MAX_NAME_CHARACTERS
        || !settings.listName.equals(PlainText.cleaned(settings.listName))) {
      throw bad(
          config,
          "list-name",
          "must be a text of at most %d characters".formatted(MAX_NAME_CHARACTERS));
    }
    if (!settings.listUrl.isEmpty()) {
      settings.source(); // says what is wrong with it
    }
    return settings;
  }

  private static ConfigException bad(Config config, String key, String why) {
    return new ConfigException.BadValue(config.getValue(key).origin(), PATH + "." + key, why);
  }

  /** Returns where the list lies. */
  public SceneListSource source() {
    SceneListSource source = SceneListSource.of(listUrl, readTimeout);
    return listName.isEmpty() ? source : SceneListSource.named(listName, source);
  }

  /** Returns how a run goes about it. */
  public IngestRun.IngestRunOptions options(boolean force) {
    return new IngestRun.IngestRunOptions(attempts, pause, force);
  }
}
