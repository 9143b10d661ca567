package io.landfall.node.schema;

import akka.actor.ActorSystem;
import akka.actor.setup.Setup;
import akka.persistence.jdbc.db.EagerSlickDatabase;
import akka.persistence.jdbc.db.SlickDatabase;
import akka.persistence.jdbc.db.SlickDatabaseProvider;
import com.typesafe.config.Config;
import javax.sql.DataSource;
import scala.Option;
import slick.jdbc.JdbcBackend$;
import slick.jdbc.PostgresProfile$;
import slick.util.AsyncExecutor;

/** Gives journals our pool of connections. Made by akka-persistence-jdbc, by its name. */
public final class JournalDatabaseProvider implements SlickDatabaseProvider {
  private static final int QUEUE = 10_000;

  /** Of the journal that remembers which exports live: its writes are short. */
  private static final int ASYNCHRONOUS_THREADS = 2;

  /** What a plugin is set to whose commits need not wait for the disk. */
  private static final String ASYNCHRONOUS_COMMIT = "asynchronous-commit";

  private final SlickDatabase database;
  private final SlickDatabase asynchronous;

  /** Takes the pool from the setup of the actor system. */
  public JournalDatabaseProvider(ActorSystem system) {
    JournalPool pool =
        system
            .settings()
            .setup()
            .get(JournalPool.class)
            .orElseThrow(() -> new IllegalStateException("The actor system has no pool"));
    database = database("slick", pool.dataSource, pool.connections);
    asynchronous =
        database(
            "slick-asynchronous", AsynchronousCommits.of(pool.dataSource), ASYNCHRONOUS_THREADS);
  }

  private static SlickDatabase database(String name, DataSource dataSource, int threads) {
    var executor = AsyncExecutor.apply(name, threads, threads, QUEUE, threads);
    var slick =
        JdbcBackend$.MODULE$
            .Database()
            .forDataSource(dataSource, Option.apply((Object) threads), executor, false);
    return new EagerSlickDatabase(slick, PostgresProfile$.MODULE$);
  }

  /** The pool, for an actor system to carry. */
  public static final class JournalPool extends Setup {
    private final DataSource dataSource;
    private final int connections;

    /**
     * @param connections how many of the pool's connections the journal may use at a time
     */
    public JournalPool(DataSource dataSource, int connections) {
      this.dataSource = dataSource;
      this.connections = connections;
    }
  }

  @Override
  public SlickDatabase database(Config plugin) {
    boolean waitsForDisk =
        !plugin.hasPath(ASYNCHRONOUS_COMMIT) || !plugin.getBoolean(ASYNCHRONOUS_COMMIT);
    return waitsForDisk ? database : asynchronous;
  }
}
