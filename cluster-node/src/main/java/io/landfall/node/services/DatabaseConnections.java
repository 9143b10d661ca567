package io.landfall.node.services;

import com.typesafe.config.Config;
import io.landfall.index.SceneIndex;
import io.landfall.index.postgres.SearchSettings;
import io.landfall.index.query.SceneCatalogue;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.workspace.DeliveryConfigStore;
import io.landfall.workspace.JdbcDeliveryConfigStore;
import io.landfall.workspace.JdbcOwnSceneStore;
import io.landfall.workspace.OwnSceneStore;
import javax.sql.DataSource;

/**
 * What a process has in its database, each kind over connections of its own, so that none holds the
 * others up. They are opened when they are first asked for, and closed with the services.
 */
public final class DatabaseConnections {
  private final BackingServices services;
  private SceneCatalogue sceneCatalogue;
  private SceneCatalogue planningCatalogue;
  private DataSource workspace;
  private DeliveryConfigStore deliveryConfigs;

  DatabaseConnections(BackingServices services) {
    this.services = services;
  }

  /** Opens connections for one use alone; does not wait for the database. */
  public Database open(Config config, String use, int connections) {
    return services.register(
        Database.connectBeside(
            services.databaseEndpoint(), DatabaseSettings.from(config), use, connections));
  }

  /** Returns the index of scenes, for searches. */
  public synchronized SceneCatalogue sceneCatalogue(Config config) {
    if (sceneCatalogue == null) {
      sceneCatalogue = openCatalogue(config, SearchSettings.from(config).connections());
    }
    return sceneCatalogue;
  }

  /** Returns the same index, for plans. */
  public synchronized SceneCatalogue planningCatalogue(Config config) {
    if (planningCatalogue == null) {
      planningCatalogue = openCatalogue(config, NodePools.threads(config, PoolName.SCENES));
    }
    return planningCatalogue;
  }

  private SceneCatalogue openCatalogue(Config config, int connections) {
    Database searches = open(config, "search", connections);
    return SceneIndex.openCatalogue(
        searches.dataSource(), services.database().dataSource(), SearchSettings.from(config));
  }

  /** Returns the connections to what users keep, which the API and plans share. */
  public synchronized DataSource workspace(Config config) {
    if (workspace == null) {
      workspace =
          open(config, "workspace", NodePools.threads(config, PoolName.WORKSPACE)).dataSource();
    }
    return workspace;
  }

  /** Returns the scenes that users have registered. */
  public OwnSceneStore ownScenes(Config config) {
    return new JdbcOwnSceneStore(workspace(config));
  }

  /** Returns the delivery configurations of users. */
  public synchronized DeliveryConfigStore deliveryConfigs(Config config) {
    if (deliveryConfigs == null) {
      deliveryConfigs =
          new JdbcDeliveryConfigStore(workspace(config), services.secretCipher(config));
    }
    return deliveryConfigs;
  }
}
