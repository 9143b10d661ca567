package io.landfall.node.services;

import com.typesafe.config.Config;
import io.landfall.node.config.NodeSettings;
import io.landfall.node.embedded.DatabaseEndpoint;
import io.landfall.node.embedded.RuntimeFile;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.node.schema.Schema;
import java.util.Optional;
import java.util.function.Consumer;

/** Reaches a schema of whatever version: for migrations. */
public final class SchemaAccess {
  private SchemaAccess() {}

  /** Opens the configured database, the one a running node has, or the embedded one. */
  public static void withSchema(Config config, Consumer<Schema> work) {
    DatabaseSettings settings = DatabaseSettings.from(config);
    Optional<DatabaseEndpoint> reachable =
        settings
            .endpoint()
            .or(
                () ->
                    RuntimeFile.find(NodeSettings.from(config).dataDir())
                        .map(RuntimeFile::database));
    if (reachable.isPresent()) {
      try (Database database = Database.connect(reachable.get(), settings)) {
        work.accept(new Schema(database));
      }
      return;
    }
    try (BackingServices services = BackingServices.startEmbeddedDatabase(config)) {
      work.accept(new Schema(services.database()));
    }
  }
}
