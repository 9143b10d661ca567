package io.landfall.ingest;

import io.landfall.index.load.SceneListName;
import io.landfall.index.load.SceneLoad;
import io.landfall.index.load.SceneLoads;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LineDigest;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** An index in memory that behaves as the contract of loads says. */
final class FakeSceneLoads implements SceneLoads {
  final Map<String, LandsatScene> index = new LinkedHashMap<>();
  final AtomicBoolean locked = new AtomicBoolean();
  private final Map<String, LandsatScene> staged = new LinkedHashMap<>();
  private String stagedVersion = "";
  private long stagedLines;
  Boolean mergedWhole;
  List<SceneLoad.OtherList> otherLists = List.of();
  SceneListName name;
  long added;

  /** What the index has been told by lines, in merges. */
  final Map<LineDigest, LandsatScene> known = new HashMap<>();

  /** How many lines have not been read, since they were known. */
  long passedOver;

  /** A load dies without a word after so many scenes, as by kill -9; -1: never. */
  long diesAfter = -1;

  @Override
  public SceneLoad begin(SceneListName list, String version) {
    if (!locked.compareAndSet(false, true)) {
      throw new ExportFailure(ErrorCode.STATE_CONFLICT, "Cannot load: another load is under way.");
    }
    if (version.isEmpty() || !version.equals(stagedVersion)) {
      staged.clear();
      stagedLines = 0;
    }
    stagedVersion = version;
    name = list;
    return new Load();
  }

  private final class Load implements SceneLoad {
    private final Map<String, LandsatScene> fresh = new LinkedHashMap<>();
    private final Map<LineDigest, LandsatScene> digests = new HashMap<>();
    private final Set<String> kept = new HashSet<>();

    @Override
    public long stagedLines() {
      return stagedLines;
    }

    @Override
    public boolean addUnchanged(LineDigest digest, Supplier<String> id) {
      LandsatScene scene = known.get(digest);
      if (scene == null || !scene.equals(index.get(scene.id()))) {
        return false;
      }
      if (staged.containsKey(scene.id()) || fresh.containsKey(scene.id())) {
        return false;
      }
      passedOver++;
      fresh.put(scene.id(), scene);
      return true;
    }

    @Override
    public void add(LandsatScene scene, LineDigest digest) {
      add(scene);
      digests.put(digest, scene);
    }

    @Override
    public void add(LandsatScene scene) {
      if (added++ == diesAfter) {
        throw new ExportFailure(ErrorCode.DATABASE_UNAVAILABLE, "killed");
      }
      fresh.put(scene.id(), scene);
    }

    @Override
    public void keep(String id) {
      kept.add(id);
    }

    @Override
    public void checkpoint(long lines) {
      staged.putAll(fresh);
      fresh.clear();
      stagedLines = lines;
    }

    @Override
    public MergeCounts merge(boolean whole, Runnable onSearchable) {
      mergedWhole = whole;
      if (index.isEmpty()) {
        onSearchable.run();
      }
      long before = index.size();
      Predicate<String> missing = id -> !staged.containsKey(id) && !kept.contains(id);
      long withdrawn = index.keySet().stream().filter(missing).count();
      if (whole) {
        index.keySet().removeIf(missing);
      }
      index.putAll(staged);
      long all = staged.size();
      known.putAll(digests);
      stagedVersion = "";
      return new MergeCounts(Math.max(0, all - before), 0, 0, whole ? withdrawn : 0, 0);
    }

    @Override
    public List<OtherList> otherLists() {
      return otherLists;
    }

    @Override
    public void close() {
      locked.set(false);
    }
  }
}
