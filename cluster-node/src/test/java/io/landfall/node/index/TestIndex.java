package io.landfall.node.index;

import io.landfall.chaos.Postgres;
import io.landfall.index.CatalogueSettings;
import io.landfall.index.Catalogues;
import io.landfall.index.ListedScene;
import io.landfall.index.SceneCatalogue;
import io.landfall.index.SceneLoad;
import io.landfall.index.SceneLoad.Merged;
import io.landfall.index.SceneLoads;
import io.landfall.node.embedded.DataFolder;
import io.landfall.node.embedded.DatabaseAddress;
import io.landfall.node.embedded.EmbeddedPostgres;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.node.schema.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** An index on a server of its own. */
final class TestIndex implements AutoCloseable {
  static final CatalogueSettings SETTINGS = new CatalogueSettings(Duration.ofSeconds(5), 4);
  private static final DatabaseSettings POOL =
      new DatabaseSettings(
          "", 8, Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20));
  final DatabaseAddress address;
  final Database database;
  private final List<AutoCloseable> parts;
  private final List<Database> searching = new ArrayList<>();
  private int versions;

  private TestIndex(DatabaseAddress address, List<AutoCloseable> parts) {
    this.address = address;
    this.parts = parts;
    database = Database.connect(address, POOL);
    new Schema(database).up();
  }

  /** On the embedded PostgreSQL, which has no PostGIS. */
  static TestIndex embedded() {
    try {
      Path temp = Files.createTempDirectory("landfall-index");
      DataFolder folder = DataFolder.take(temp);
      EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, temp.resolve("cache"));
      return new TestIndex(postgres.address(), List.of(postgres, folder, () -> delete(temp)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** On Debian's PostgreSQL with PostGIS. */
  static TestIndex postgis() {
    var postgres = new Postgres();
    return new TestIndex(
        DatabaseAddress.parse(postgres.url("127.0.0.1", postgres.port)), List.of(postgres));
  }

  /** Finds and searches with connections of the main pool. */
  SceneCatalogue search() {
    return Catalogues.open(database.dataSource(), SETTINGS);
  }

  SceneCatalogue catalogue() {
    return catalogue(SETTINGS);
  }

  SceneCatalogue catalogue(CatalogueSettings settings) {
    Database searches =
        Database.connectSearches(address, POOL, settings.connections(), settings.sessionSql());
    searching.add(searches);
    return Catalogues.open(searches.dataSource(), settings);
  }

  SceneLoads loads() {
    return Catalogues.loads(database.dataSource());
  }

  /** Loads a whole list, of a version that was never there. */
  Merged load(String list, List<ListedScene> scenes) {
    return load(list, scenes, true);
  }

  Merged load(String list, List<ListedScene> scenes, boolean whole) {
    try (SceneLoad load = loads().begin(list, "version " + ++versions)) {
      scenes.forEach(load::add);
      load.checkpoint(scenes.size());
      return load.merge(whole);
    }
  }

  void empty() {
    sql("truncate scenes");
  }

  void sql(String sql) {
    database.call(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
          }
        });
  }

  /** Returns the first column of what a query finds, as text. */
  List<String> texts(String query) {
    return database.call(
        connection -> {
          List<String> texts = new ArrayList<>();
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
              texts.add(row.getString(1));
            }
          }
          return texts;
        });
  }

  /** Returns all rows of the index but for their times, in words. */
  List<String> rows() {
    return texts(
        "select (to_jsonb(s) - 'indexed' - 'changed' - 'withdrawn')::text || (withdrawn is null)"
            + " from (select * from scenes) s order by id");
  }

  @Override
  public void close() {
    searching.forEach(Database::close);
    database.close();
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
