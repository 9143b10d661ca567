package io.landfall.index.postgres;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/**
 * Settings of searches.
 *
 * @param timeout how long one may take
 * @param connections the largest number of connections for them
 */
public record SearchSettings(Duration timeout, int connections) {
  private static final String PATH = "landfall.search";

  /** Reads {@code landfall.search}. */
  public static SearchSettings from(Config root) {
    Config config = root.getConfig(PATH);
    Duration timeout = config.getDuration("timeout");
    if (timeout.toMillis() < 1) { // 0 would mean for ever
      throw bad(config, "timeout", "must be at least 1 ms");
    }
    int connections = config.getInt("connections");
    if (connections < 1 || connections > 500) {
      throw bad(config, "connections", "must be 1 to 500");
    }
    return new SearchSettings(timeout, connections);
  }

  private static ConfigException bad(Config config, String key, String why) {
    return new ConfigException.BadValue(config.getValue(key).origin(), PATH + "." + key, why);
  }

  /** How the database plans a search. */
  enum PlanReuse {
    /** Each time anew, by its values. */
    BY_VALUES("force_custom_plan"),

    /** Once a connection: planning takes as long as a search of few degrees itself. */
    ONCE("force_generic_plan");

    private final String mode;

    PlanReuse(String mode) {
      this.mode = mode;
    }
  }

  /** Returns the statements that the transaction of a search begins with. */
  public String transactionSql() {
    return transactionSql(PlanReuse.BY_VALUES);
  }

  /** Returns the statements that the transaction of a search begins with. */
  String transactionSql(PlanReuse plans) {
    return "set local statement_timeout = "
        + timeout.toMillis()
        + "; set local plan_cache_mode = "
        + plans.mode
        + "; set local transaction_read_only = on;";
  }
}
