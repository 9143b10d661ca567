package io.landfall.node.index;

import io.landfall.chaos.Postgres;
import io.landfall.index.SceneIndex;
import io.landfall.index.load.SceneListName;
import io.landfall.index.load.SceneLoad;
import io.landfall.index.load.SceneLoad.MergeCounts;
import io.landfall.index.load.SceneLoads;
import io.landfall.index.postgres.SearchSettings;
import io.landfall.index.query.IndexedScene;
import io.landfall.index.query.SceneCatalogue;
import io.landfall.landsat.LandsatScene;
import io.landfall.node.embedded.DatabaseEndpoint;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.node.schema.DatabaseUrl;
import io.landfall.node.schema.Schema;
import io.landfall.node.schema.TestDatabase;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An index in a database of its own. */
final class TestIndex implements AutoCloseable {
  static final SearchSettings SETTINGS = new SearchSettings(Duration.ofSeconds(5), 4);
  private static final DatabaseSettings POOL =
      new DatabaseSettings(
          "", 8, Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20));
  final DatabaseEndpoint endpoint;
  final Database database;
  private final List<AutoCloseable> services;
  private final List<Database> searching = new ArrayList<>();
  private SceneCatalogue catalogue;
  private int versions;

  private TestIndex(DatabaseEndpoint endpoint, List<AutoCloseable> services) {
    this.endpoint = endpoint;
    this.services = services;
    database = Database.connect(endpoint, POOL);
  }

  /** On the embedded PostgreSQL, which has no PostGIS. */
  static TestIndex embedded() {
    TestDatabase target = TestDatabase.migrated();
    return new TestIndex(target.endpoint(), List.of(target));
  }

  /** On Debian's PostgreSQL with PostGIS. */
  static TestIndex postgis() {
    var postgres = new Postgres();
    var index =
        new TestIndex(
            DatabaseUrl.parse(postgres.url("127.0.0.1", postgres.port)), List.of(postgres));
    new Schema(index.database).migrateUp();
    return index;
  }

  /** Finds and searches with connections of the main pool. */
  SceneCatalogue search() {
    return SceneIndex.openCatalogue(database.dataSource(), SETTINGS);
  }

  /** Returns the one that the tests of a class share. */
  SceneCatalogue catalogue() {
    if (catalogue == null) {
      catalogue = openCatalogue(SETTINGS);
    }
    return catalogue;
  }

  /** Opens another one, with connections of its own. */
  SceneCatalogue openCatalogue(SearchSettings settings) {
    Database searches = Database.connectBeside(endpoint, POOL, "search", settings.connections());
    searching.add(searches);
    return SceneIndex.openCatalogue(searches.dataSource(), settings);
  }

  SceneLoads loads() {
    return SceneIndex.openLoads(database.dataSource());
  }

  /** Begins to load a list of this name, of a file that has it too. */
  SceneLoad begin(String list, String version) {
    return loads().begin(new SceneListName(list, list), version);
  }

  /** Loads a whole list, of a version that was never there. */
  MergeCounts load(String list, List<LandsatScene> scenes) {
    return load(list, scenes, true);
  }

  MergeCounts load(String list, List<LandsatScene> scenes, boolean whole) {
    try (SceneLoad load = begin(list, "version " + ++versions)) {
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

  /** Returns the scenes with the transactions that wrote their rows. */
  List<String> versions() {
    return texts("select id || ' ' || xmin from scenes");
  }

  /** Returns the ids of the scenes that searches find. */
  List<String> shown() {
    return texts("select id from scenes where withdrawn is null");
  }

  /** Returns a scene as it is in the index. */
  IndexedScene find(LandsatScene scene) {
    return search().find(scene.id()).orElseThrow();
  }

  @Override
  public void close() {
    searching.forEach(Database::close);
    database.close();
    for (AutoCloseable service : services) {
      try {
        service.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
