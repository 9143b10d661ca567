package io.landfall.node.services;

import com.typesafe.config.Config;
import io.landfall.model.ExportFailure;
import io.landfall.node.check.CheckResult;
import io.landfall.node.check.StoreChecks;
import io.landfall.node.config.NodeSettings;
import io.landfall.node.embedded.EmbeddedPostgres;
import io.landfall.node.embedded.StoreEndpoint;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.store.StoreSettings;
import java.time.Clock;
import java.util.List;

/** Database and store as they are configured, looked at before anything is started. */
public final class ConfiguredServices {
  private ConfiguredServices() {}

  /**
   * Connects to the configured database, whatever its schema.
   *
   * @throws ExportFailure when it cannot be reached, or none is configured
   */
  public static Database connectDatabase(Config config) {
    DatabaseSettings settings = DatabaseSettings.from(config);
    return Database.connect(
        settings
            .endpoint()
            .orElseThrow(() -> new IllegalStateException("No database is configured")),
        settings);
  }

  /** Looks whether the configured store works, without a database; finds nothing of an own one. */
  public static List<CheckResult> storeChecks(Config config) {
    return StoreEndpoint.configured(config).isEmpty()
        ? List.of()
        : new StoreChecks(config, StoreSettings.from(config), Clock.systemUTC()).run();
  }

  /** Tells whether a start makes no database: one is configured, or the data folder has its own. */
  public static boolean hasDatabase(Config config) {
    return !DatabaseSettings.from(config).isEmbedded()
        || EmbeddedPostgres.hasFiles(NodeSettings.from(config).dataDir());
  }
}
