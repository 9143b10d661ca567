package io.landfall.webhook;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How webhooks are called.
 *
 * @param timeout for one attempt, from the lookup of its host to the head of the answer
 * @param sending attempts that a node makes at a time
 * @param sendingPerOwner attempts that a node makes at a time for one owner
 * @param poll how often a node looks for what is due
 * @param allowedHosts {@code host} or {@code host:port} that may be on a private network, and may
 *     be asked by plain http
 */
public record WebhookSenderSettings(
    Duration timeout,
    WebhookSchedule schedule,
    int sending,
    int sendingPerOwner,
    Duration poll,
    Set<String> allowedHosts) {
  /** Where hosts are named that may be on a private network. */
  public static final String ALLOWED_HOSTS = "landfall.webhook.allowed-hosts";

  private static final String ROOT = "landfall.webhook";
  private static final int MAX_SENDING = 256;
  private static final int MAX_DELAYS = 20;

  /** Reads {@code landfall.webhook}. */
  public static WebhookSenderSettings from(Config root) {
    Config config = root.getConfig(ROOT);
    var schedule = new WebhookSchedule(config.getDurationList("retry-delays"));
    int sending = number(config, "sending");
    return new WebhookSenderSettings(
        positive(config, "timeout"),
        checked(config, schedule),
        sending,
        Math.min(number(config, "sending-per-owner"), sending),
        positive(config, "poll"),
        Set.copyOf(allowedHosts(config)));
  }

  private static WebhookSchedule checked(Config config, WebhookSchedule schedule) {
    List<Duration> delays = schedule.delays();
    boolean good =
        delays.size() <= MAX_DELAYS
            && delays.stream().noneMatch(delay -> delay.isNegative() || delay.isZero())
            && schedule.longest().compareTo(WebhookOutbox.KEPT) < 0;
    check(
        config,
        "retry-delays",
        good,
        "must be at most %d times above 0, together less than %d days"
            .formatted(MAX_DELAYS, WebhookOutbox.KEPT.toDays()));
    return schedule;
  }

  private static List<String> allowedHosts(Config config) {
    List<String> hosts = config.getStringList("allowed-hosts");
    check(
        config,
        "allowed-hosts",
        hosts.stream().noneMatch(host -> host.isBlank() || host.contains("/")),
        "must be names as host or host:port");
    return hosts;
  }

  private static int number(Config config, String key) {
    int value = config.getInt(key);
    check(config, key, value >= 1 && value <= MAX_SENDING, "must be 1 to " + MAX_SENDING);
    return value;
  }

  private static Duration positive(Config config, String key) {
    Duration value = config.getDuration(key);
    check(config, key, value.toMillis() > 0, "must be above 0");
    return value;
  }

  private static void check(Config config, String key, boolean good, String rule) {
    if (!good) {
      throw new ConfigException.BadValue(config.getValue(key).origin(), ROOT + "." + key, rule);
    }
  }
}
