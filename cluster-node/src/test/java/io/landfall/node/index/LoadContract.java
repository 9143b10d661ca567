package io.landfall.node.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.index.load.SceneListName;
import io.landfall.index.load.SceneLoad;
import io.landfall.index.load.SceneLoad.MergeCounts;
import io.landfall.index.query.SceneQuery;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LandsatScene.FootprintSource;
import io.landfall.landsat.LineDigest;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.node.schema.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;

/** What every implementation of the catalogue makes of lists. */
abstract class LoadContract {
  static final Instant NOON = Instant.parse("2020-06-01T12:00:00Z");

  abstract TestIndex index();

  /**
   * One load of a list that may name an id twice, cut off after some lines.
   *
   * @param cuts after how many lines
   */
  record LoadStep(String list, List<LandsatScene> scenes, boolean whole, List<Integer> cuts) {}

  @Provide
  Arbitrary<List<LoadStep>> steps() {
    Arbitrary<List<LandsatScene>> scenes =
        ArbitraryScenes.scene()
            .list()
            .ofMaxSize(25)
            .flatMap(
                pool ->
                    pool.isEmpty()
                        ? Arbitraries.just(List.of())
                        : Arbitraries.of(pool).list().ofMaxSize(30));
    return Combinators.combine(
            Arbitraries.of("a", "b"),
            scenes,
            Arbitraries.of(true, false),
            Arbitraries.integers().between(0, 30).list().ofMaxSize(2))
        .as(
            (list, named, whole, cuts) ->
                new LoadStep(list, named.stream().map(s -> of(list, s)).toList(), whole, cuts))
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  /** Each list has ids of its own, and few: scenes change, go and come again. */
  private static LandsatScene of(String list, LandsatScene s) {
    return new LandsatScene(
        list + s.id().charAt(s.id().length() - 1),
        s.entityId(),
        s.acquired(),
        s.cloudCover(),
        s.path(),
        s.row(),
        s.level(),
        s.collection(),
        s.category(),
        s.sun(),
        s.url(),
        s.browseUrl(),
        s.footprint(),
        s.footprintSource());
  }

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void theIndexIsWhatTheListsSaidHoweverOftenTheyWereCutOff(@ForAll("steps") List<LoadStep> steps) {
    index().empty();
    var expected = new ExpectedIndex();
    int version = 0;
    for (LoadStep step : steps) {
      List<String> before = index().versions();
      var counts = expected.load(step.list(), step.scenes(), step.whole());
      MergeCounts merged = run(step, "v" + System.nanoTime() + version++);
      assertThat(merged.added()).isEqualTo(counts.added());
      assertThat(merged.withdrawn()).isEqualTo(counts.withdrawn());
      assertThat(merged.changed()).isGreaterThanOrEqualTo(counts.changed());
      expected.assertHeldBy(index());
      assertOnlyTouched(before, merged);
    }
  }

  private MergeCounts run(LoadStep step, String version) {
    for (int cut : step.cuts()) {
      try (SceneLoad load = index().begin(step.list(), version)) {
        int from = (int) load.stagedLines();
        int to = Math.max(from, Math.min(cut, step.scenes().size()));
        step.scenes().subList(from, to).forEach(load::add);
        load.checkpoint(to);
        step.scenes().subList(to, Math.min(to + 3, step.scenes().size())).forEach(load::add);
      }
    }
    try (SceneLoad load = index().begin(step.list(), version)) {
      int from = (int) load.stagedLines();
      int furthest =
          step.cuts().stream().mapToInt(c -> Math.min(c, step.scenes().size())).max().orElse(0);
      assertThat(from).isEqualTo(furthest);
      step.scenes().subList(from, step.scenes().size()).forEach(load::add);
      load.checkpoint(step.scenes().size());
      return load.merge(step.whole());
    }
  }

  private void assertOnlyTouched(List<String> before, MergeCounts merged) {
    List<String> rewritten = new ArrayList<>(before);
    rewritten.removeAll(index().versions());
    assertThat((long) rewritten.size()).isEqualTo(merged.changed() + merged.withdrawn());
  }

  @Example
  void theSameAgainTouchesNothing() {
    index().empty();
    List<LandsatScene> scenes = some(200);
    assertThat(index().load("a", scenes)).isEqualTo(new MergeCounts(200, 0, 0, 0, 0));
    List<String> before = index().versions();
    assertThat(index().load("a", scenes)).isEqualTo(new MergeCounts(0, 0, 200, 0, 0));
    assertThat(index().load("other", scenes)).isEqualTo(new MergeCounts(0, 0, 200, 0, 0));
    assertThat(index().versions()).isEqualTo(before);
  }

  @Example
  void aFirstLoadLeavesTheTableAsTheSchemaMadeIt() {
    index().empty();
    String shape =
        "select attname || format_type(atttypid, atttypmod) || attnotnull || attcollation::text"
            + " from pg_attribute where attrelid = 'scenes'::regclass and attnum > 0"
            + " and not attisdropped union all select indexdef from pg_indexes"
            + " where tablename = 'scenes' union all select conname || contype::text"
            + " from pg_constraint where conrelid = 'scenes'::regclass and contype = 'p'"
            + " union all select coalesce(reloptions::text, 'no options') from pg_class"
            + " where oid = 'scenes'::regclass order by 1";
    List<String> before = index().texts(shape);
    index().load("a", some(10));
    assertThat(index().texts(shape)).isEqualTo(before);
    assertThat(index().texts("select to_regclass('scenes_staged')")).containsOnlyNulls();
    index() // as a load does that is cut off before its last indexes
        .sql(
            "insert into scene_indexes select indexname, indexdef from pg_indexes"
                + " where indexname in ('scenes_level', 'scenes_platform');"
                + " drop index scenes_level, scenes_platform");
    index().load("a", some(10));
    assertThat(index().texts(shape)).isEqualTo(before);
    assertThat(index().texts("select name from scene_indexes")).isEmpty();
  }

  /** Short runs stay in the processor's cache; the index of places is better off with much. */
  @Example
  void indexesOfTextsAreSortedInShortRuns() {
    index().empty();
    index()
        .sql(
            "create table built (name text, memory bigint);"
                + " create function note_index() returns event_trigger language plpgsql as $$begin"
                + " insert into built select object_identity,"
                + " pg_size_bytes(current_setting('maintenance_work_mem'))"
                + " from pg_event_trigger_ddl_commands(); end$$;"
                + " create event trigger note_index on ddl_command_end when tag in ('CREATE INDEX')"
                + " execute function note_index()");
    try {
      index().load("a", some(10));
      String those =
          "select count(*) from built where memory %s and name %s like '%%scenes_place%%'";
      assertThat(index().texts(those.formatted("= 8 << 20", "not"))).containsExactly("13");
      assertThat(index().texts(those.formatted(">= 256 << 20", ""))).containsExactly("1");
    } finally {
      index().sql("drop event trigger note_index; drop function note_index; drop table built");
    }
  }

  @Example
  void theSchemaGoesDownAndUpWithItsScenes() {
    index().empty();
    List<LandsatScene> scenes =
        ArbitraryScenes.lists().sampleStream().limit(5).flatMap(List::stream).toList();
    index().load("a", scenes);
    List<String> rows = index().rows();
    List<SceneQuery> queries = ArbitraryScenes.query().sampleStream().limit(30).toList();
    List<Object> answers = answers(queries);
    var schema = new Schema(index().database);
    schema.migrateDown(6); // where the searches of today would miss columns
    assertThat(index().texts("select id from scenes order by id"))
        .containsExactlyElementsOf(
            scenes.stream().map(LandsatScene::id).sorted().distinct().toList());
    schema.migrateUp();
    assertThat(index().rows()).isEqualTo(rows);
    assertThat(answers(queries)).isEqualTo(answers);
  }

  private List<Object> answers(List<SceneQuery> queries) {
    var catalogue = index().search();
    return queries.stream().map(q -> (Object) catalogue.search(q).scenes()).toList();
  }

  @Example
  void aListThatHasMovedIsTheSame() {
    index().empty();
    String name = "scene_list" + System.nanoTime();
    load("http://a/" + name, name, some(100));
    MergeCounts moved = load("https://b/" + name, name, some(95));
    assertThat(moved).isEqualTo(new MergeCounts(0, 0, 95, 5, 0));
    load("http://a/" + name, name, some(90)); // and back
    assertThat(index().shown()).hasSize(90);
    assertThat(index().texts("select url from scene_lists where file_name = '" + name + "'"))
        .containsExactly("http://a/" + name);
  }

  @Example
  void twoListsOfOneFileNameLeaveEachOtherAlone() {
    index().empty();
    String name = "scene_list" + System.nanoTime();
    List<LandsatScene> all = some(150);
    load("http://a/" + name, name, all.subList(0, 100));
    MergeCounts other = load("http://b/" + name, name, all.subList(15, 150));
    assertThat(other).isEqualTo(new MergeCounts(50, 0, 85, 0, 0));
    assertThat(others).containsExactly(new SceneLoad.OtherList("http://a/" + name, 100, 15));
    for (int day = 0; day < 2; day++) {
      load("http://a/" + name, name, all.subList(0, 100));
      load("http://b/" + name, name, all.subList(20, 150));
      assertThat(others).isEmpty();
      assertThat(index().shown()).hasSize(150);
    }
    load("http://b/" + name, name, all.subList(20, 149)); // its own
    assertThat(index().shown()).hasSize(149);
  }

  @Example
  void aListThatCameInPartFirstIsFoundToHaveMovedWhenItIsWhole() {
    index().empty();
    String name = "scene_list" + System.nanoTime();
    load("http://a/" + name, name, some(100));
    try (SceneLoad load = index().loads().begin(new SceneListName("http://b/x", name), "part")) {
      some(105).subList(95, 105).forEach(load::add);
      load.merge(false);
    }
    assertThat(index().shown()).hasSize(105);
    load("http://b/x", name, some(105).subList(3, 105));
    assertThat(index().shown()).hasSize(102);
  }

  private List<SceneLoad.OtherList> others;

  private MergeCounts load(String url, String fileName, List<LandsatScene> scenes) {
    try (SceneLoad load =
        index().loads().begin(new SceneListName(url, fileName), "v" + System.nanoTime())) {
      scenes.forEach(load::add);
      load.checkpoint(scenes.size());
      MergeCounts merged = load.merge(true);
      others = load.otherLists();
      return merged;
    }
  }

  /** As the rows of a list do that cannot be read, by the id of the product or of the entity. */
  @Example
  void scenesThatAreKeptAreNotWithdrawn() {
    index().empty();
    LandsatScene byProduct = scene("LC08_L1TP_001001_20200601_20200701_02_T1", "T1", NOON);
    LandsatScene byEntity =
        entity(scene("LC08_L1TP_040038_20200601_20200701_02_T1", "T1", NOON.plusSeconds(9000)));
    LandsatScene missing =
        scene("LC08_L1TP_001002_20200601_20200701_02_T1", "T1", NOON.plusSeconds(4000));
    index().load("a", List.of(byProduct, byEntity, missing));
    try (SceneLoad load = index().begin("a", "")) {
      load.keep(byProduct.id());
      load.keep(byEntity.entityId());
      load.keep("LC08_L1TP_001003_20200601_20200601_01_T1");

      assertThat(load.merge(true)).isEqualTo(new MergeCounts(0, 0, 0, 1, 0));
    }
    assertThat(index().find(byProduct).withdrawn()).isNull();
    assertThat(index().find(byEntity).withdrawn()).isNull();
    assertThat(index().find(missing).withdrawn()).isNotNull();
  }

  @Example
  void aSceneIsFoundByItsEntity() {
    index().empty();
    LandsatScene rt = scene("LC08_L1TP_040038_20200601_20200601_01_RT", "RT", NOON);
    LandsatScene t1 = scene("LC08_L1TP_040038_20200601_20200701_02_T1", "T1", NOON);
    index().load("a", List.of(entity(rt), entity(t1)));
    var found = index().search().find("LC80400382020153LGN00");
    assertThat(found.orElseThrow().id()).isEqualTo(t1.id());
    assertThat(index().search().find("LC80400382020153LGN01")).isEmpty();
    assertThat(index().search().find("LC80400382020999LGN00")).isEmpty();
  }

  @Example
  void anotherVersionStartsFromTheFirstLine() {
    index().empty();
    try (SceneLoad load = index().begin("a", "1")) {
      some(10).forEach(load::add);
      load.checkpoint(10);
    }
    try (SceneLoad load = index().begin("a", "1")) {
      assertThat(load.stagedLines()).isEqualTo(10);
    }
    try (SceneLoad load = index().begin("a", "2")) {
      assertThat(load.stagedLines()).isZero();
      assertThat(load.merge(true)).isEqualTo(new MergeCounts(0, 0, 0, 0, 0));
    }
    try (SceneLoad load = index().begin("a", "")) {
      load.add(some(1).get(0));
      load.checkpoint(1);
    }
    try (SceneLoad load = index().begin("a", "")) {
      assertThat(load.stagedLines()).isZero();
    }
  }

  @Example
  void aSceneIsTakenByTheDigestOfItsLine() {
    index().empty();
    LineDigest[] lines = {
      new LineDigest(1, 2), new LineDigest(1, 3), new LineDigest(2, 2), new LineDigest(7, 7)
    };
    List<LandsatScene> scenes = some(4);
    try (SceneLoad load = index().begin("a", "1")) {
      for (int i = 0; i < 3; i++) {
        assertThat(load.addUnchanged(lines[i], scenes.get(i)::id)).isFalse();
        load.add(scenes.get(i), lines[i]);
      }
      assertThat(load.merge(true)).isEqualTo(new MergeCounts(3, 0, 0, 0, 0));
    }
    try (SceneLoad load = index().begin("a", "2")) {
      assertThat(load.addUnchanged(lines[0], LoadContract::notAsked)).isTrue();
      assertThat(load.addUnchanged(lines[3], LoadContract::notAsked)).isFalse();
      load.add(changed(scenes.get(1)), lines[3]);
      assertThat(load.addUnchanged(lines[1], scenes.get(1)::id)).isFalse(); // the last one counts
      load.add(scenes.get(1), lines[1]);
      assertThat(load.addUnchanged(lines[2], () -> null)).isFalse();
      load.checkpoint(4);
    }
    try (SceneLoad load = index().begin("a", "2")) {
      assertThat(load.stagedLines()).isEqualTo(4);
      assertThat(load.merge(true)).isEqualTo(new MergeCounts(0, 0, 2, 1, 0));
    }
    assertThat(index().find(scenes.get(1)).listed().cloudCover())
        .isEqualTo(scenes.get(1).cloudCover());
    assertThat(index().find(scenes.get(2)).withdrawn()).isNotNull();
  }

  private static String notAsked() {
    throw new AssertionError("nothing is staged, so nobody need know whose line it is");
  }

  private static LandsatScene changed(LandsatScene scene) {
    return new LandsatScene(
        scene.id(),
        scene.entityId(),
        scene.acquired(),
        99.0,
        scene.path(),
        scene.row(),
        scene.level(),
        scene.collection(),
        scene.category(),
        scene.sun(),
        scene.url(),
        scene.browseUrl(),
        scene.footprint(),
        scene.footprintSource());
  }

  @Example
  void aSecondLoaderIsRefused() {
    try (SceneLoad load = index().begin("a", "1")) {
      assertThatThrownBy(() -> index().begin("b", "1"))
          .isInstanceOfSatisfying(
              ExportFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STATE_CONFLICT));
    }
    index().begin("b", "1").close();
  }

  @Example
  void aLoadWhoseConnectionBreaksGoesOnInTheNext() {
    index().empty();
    List<LandsatScene> scenes = some(500);
    index().load("a", scenes);
    List<String> clean = index().rows();
    index().empty();
    SceneLoad broken = index().begin("a", "cut");
    scenes.subList(0, 200).forEach(broken::add);
    broken.checkpoint(200);
    index()
        .sql(
            "select pg_terminate_backend(pid) from pg_locks"
                + " where locktype = 'advisory' and objid = 441317906");
    assertThatThrownBy(
            () -> {
              scenes.subList(200, 400).forEach(broken::add);
              broken.checkpoint(400);
            })
        .isInstanceOfSatisfying(
            ExportFailure.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE));
    broken.close();
    try (SceneLoad load = index().begin("a", "cut")) {
      assertThat(load.stagedLines()).isEqualTo(200);
      scenes.subList(200, 500).forEach(load::add);
      load.checkpoint(500);
      assertThat(load.merge(true)).isEqualTo(new MergeCounts(500, 0, 0, 0, 0));
    }
    assertThat(index().rows()).isEqualTo(clean);
  }

  static List<LandsatScene> some(int count) {
    List<LandsatScene> scenes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      scenes.add(scene("LC08_%06d".formatted(i), "T1", NOON.plusSeconds(i * 1000L)));
    }
    return scenes;
  }

  static LandsatScene scene(String id, String category, Instant acquired) {
    Geometry box = ArbitraryScenes.WGS84.toGeometry(new Envelope(1, 2, 3, 4));
    return new LandsatScene(
        id,
        null,
        acquired,
        1.5,
        1,
        1,
        "L1TP",
        2,
        category,
        null,
        null,
        null,
        box,
        FootprintSource.BOUNDING_BOX);
  }

  private static LandsatScene entity(LandsatScene s) {
    return new LandsatScene(
        s.id(),
        "LC80400382020153LGN00",
        s.acquired(),
        s.cloudCover(),
        s.path(),
        s.row(),
        s.level(),
        s.id().contains("_01_") ? 1 : 2,
        s.category(),
        s.sun(),
        s.url(),
        s.browseUrl(),
        s.footprint(),
        s.footprintSource());
  }
}
