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

/** Gives the journal our pool of connections. Made by akka-persistence-jdbc, by its name. */
public final class JournalDatabaseProvider implements SlickDatabaseProvider {
  private static final int QUEUE = 10_000;

  private final SlickDatabase database;

  /** Takes the pool from the setup of the actor system. */
  public JournalDatabaseProvider(ActorSystem system) {
    JournalPool pool =
        system
            .settings()
            .setup()
            .get(JournalPool.class)
            .orElseThrow(() -> new IllegalStateException("The actor system has no pool"));
    int threads = pool.connections;
    var executor = AsyncExecutor.apply("slick", threads, threads, QUEUE, threads);
    var slick =
        JdbcBackend$.MODULE$
            .Database()
            .forDataSource(pool.dataSource, Option.apply((Object) threads), executor, false);
    database = new EagerSlickDatabase(slick, PostgresProfile$.MODULE$);
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
    return database;
  }
}
