package io.landfall.node.index;

import io.landfall.index.SceneIndex;
import io.landfall.index.load.SceneLoad;
import io.landfall.landsat.LandsatScene;
import io.landfall.node.embedded.DatabaseEndpoint;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.DatabaseSettings;
import java.time.Duration;
import java.util.List;

/** Loads a list in a process of its own, to be killed. Arguments: JDBC URL, user, password. */
final class LoaderProcess {
  static final String LIST = "killed";
  static final int ROWS = 20_000;
  private static final int CHUNK = 2_000;

  private LoaderProcess() {}

  public static void main(String[] args) {
    Duration timeout = Duration.ofSeconds(20);
    var settings = new DatabaseSettings("", 4, timeout, timeout, timeout);
    try (Database database =
            Database.connect(new DatabaseEndpoint(args[0], args[1], args[2]), settings);
        SceneLoad load = SceneIndex.openLoads(database.dataSource()).begin(LIST, "1")) {
      System.out.println("from " + load.stagedLines());
      List<LandsatScene> scenes = LoadContract.some(ROWS);
      for (int i = (int) load.stagedLines(); i < ROWS; i++) {
        load.add(scenes.get(i));
        if ((i + 1) % CHUNK == 0) {
          load.checkpoint(i + 1);
          System.out.println("staged " + (i + 1));
        }
      }
      System.out.println("merging");
      System.out.println(load.merge(true));
    }
  }
}
