package io.landfall.node.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.index.postgres.PostgresCatalogue;
import io.landfall.index.postgres.SearchSettings;
import io.landfall.index.query.IndexedScene;
import io.landfall.index.query.SceneCatalogue;
import io.landfall.index.query.SceneCatalogue.MatchCount;
import io.landfall.index.query.SceneCursor;
import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.ScenePage;
import io.landfall.index.query.SceneProperty;
import io.landfall.index.query.SceneQuery;
import io.landfall.index.query.SceneQuery.SceneOrder;
import io.landfall.landsat.LandsatScene;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.locationtech.jts.geom.Geometry;

/** What every implementation of the catalogue answers. */
abstract class SearchContract {
  private static final SceneQuery ALL =
      new SceneQuery(
          Optional.empty(), SceneFilter.ALL, SceneOrder.NEWEST_FIRST, Optional.empty(), 1000);

  abstract TestIndex index();

  private SceneCatalogue catalogue() {
    return index().catalogue();
  }

  @Provide
  Arbitrary<List<LandsatScene>> lists() {
    return ArbitraryScenes.lists();
  }

  @Provide
  Arbitrary<List<SceneQuery>> queries() {
    return ArbitraryScenes.query().list().ofSize(40);
  }

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void allPagesTogetherAreWhatBruteForceFinds(
      @ForAll("lists") List<LandsatScene> scenes, @ForAll("queries") List<SceneQuery> queries) {
    index().empty();
    int half = scenes.size() / 2; // two loads, so that not all have one time
    index().load("one", scenes.subList(0, half));
    index().load("other", scenes.subList(half, scenes.size()));
    List<IndexedScene> indexed =
        scenes.stream().map(s -> catalogue().find(s.id()).orElseThrow()).toList();
    for (int i = 0; i < scenes.size(); i++) {
      assertThat(indexed.get(i).listed()).isEqualTo(scenes.get(i));
    }
    for (SceneQuery query : queries) {
      assertThat(walk(query)).as("%s", query).isEqualTo(BruteForceSearch.ids(indexed, query));
    }
  }

  @Property(tries = 5, shrinking = ShrinkingMode.OFF)
  void aWalkGivesEachSceneOnceWhileOthersComeAndGo(
      @ForAll("lists") List<LandsatScene> scenes, @ForAll("queries") List<SceneQuery> queries) {
    index().empty();
    int half = scenes.size() / 2;
    List<LandsatScene> first = scenes.subList(0, half);
    index().load("stays", first);
    List<String> there = first.stream().map(LandsatScene::id).toList();
    for (SceneOrder order : queries.stream().flatMap(q -> q.order().stream()).limit(5).toList()) {
      SceneQuery query =
          new SceneQuery(Optional.empty(), SceneFilter.ALL, List.of(order), Optional.empty(), 3);
      List<String> seen = new ArrayList<>();
      boolean comes = true;
      for (ScenePage page = catalogue().search(query); ; ) {
        page.scenes().forEach(s -> seen.add(s.id()));
        index().load("comes and goes", comes ? scenes.subList(half, scenes.size()) : List.of());
        comes = !comes;
        if (page.next().isEmpty()) {
          break;
        }
        page = catalogue().search(after(query, page));
      }
      assertThat(seen).doesNotHaveDuplicates().containsAll(there);
    }
  }

  private List<String> walk(SceneQuery query) {
    List<String> ids = new ArrayList<>();
    ScenePage page = catalogue().search(query);
    while (true) {
      assertThat(page.scenes().size()).isLessThanOrEqualTo(query.limit());
      page.scenes().forEach(s -> ids.add(s.id()));
      if (page.next().isEmpty()) {
        return ids;
      }
      assertThat(page.scenes()).hasSize(query.limit());
      page = catalogue().search(after(query, page));
    }
  }

  private static SceneQuery after(SceneQuery query, ScenePage page) {
    return new SceneQuery(query.area(), query.filter(), query.order(), page.next(), query.limit());
  }

  @Example
  void aPlaceOfAnotherSearchIsRefused() {
    for (SceneCursor cursor :
        List.of(
            new SceneCursor(List.of(), "x"),
            new SceneCursor(List.of("text"), "x"),
            new SceneCursor(Collections.singletonList(null), "x"),
            new SceneCursor(List.of(java.time.Instant.EPOCH), "\0"))) {
      var query =
          new SceneQuery(
              Optional.empty(), SceneFilter.ALL, SceneOrder.NEWEST_FIRST, Optional.of(cursor), 5);
      assertThatThrownBy(() -> catalogue().search(query))
          .isInstanceOfSatisfying(
              ExportFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID));
    }
  }

  @Example
  void valuesBeyondWhatADatabaseHoldsAreAnswered() {
    index().empty();
    index().load("one", List.of(ArbitraryScenes.scene().sample()));
    assertThat(count(SceneProperty.ACQUIRED, java.time.Instant.MAX)).isEqualTo(1);
    assertThat(count(SceneProperty.ACQUIRED, java.time.Instant.MIN)).isZero();
    assertThat(count(SceneProperty.PATH, Double.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(count(SceneProperty.PATH, -1e300)).isZero();
    assertThatThrownBy(() -> count(SceneProperty.ID, "a\0b")).hasMessageContaining("NUL");
    assertThat(catalogue().find("a\0b")).isEmpty();
  }

  private int count(SceneProperty property, Object value) {
    var less = new SceneFilter.Compare(property, SceneFilter.ComparisonOperator.LESS, value);
    return catalogue()
        .search(
            new SceneQuery(Optional.empty(), less, SceneOrder.NEWEST_FIRST, Optional.empty(), 5))
        .scenes()
        .size();
  }

  @Example
  void textsAreNeverReadAsSql() {
    index().empty();
    index().load("one", List.of(ArbitraryScenes.scene().sample()));
    for (String text :
        List.of("'; drop table scenes; --", "$1", "?", "\\", "' or '1'='1", "%' or true --")) {
      assertThat(catalogue().find(text)).isEmpty();
      var filter =
          new SceneFilter.Or(
              List.of(
                  new SceneFilter.Compare(
                      SceneProperty.LEVEL, SceneFilter.ComparisonOperator.EQUAL, text),
                  new SceneFilter.In(SceneProperty.ID, List.of(text, text + "'")),
                  new SceneFilter.Like(SceneProperty.ID, text)));
      var query =
          new SceneQuery(Optional.empty(), filter, SceneOrder.NEWEST_FIRST, Optional.empty(), 5);
      assertThat(catalogue().search(query).scenes()).isEmpty();
    }
    assertThat(catalogue().search(ALL).scenes()).hasSize(1);
  }

  @Example
  void aSearchThatTakesTooLongSaysWhatToDo() {
    SceneCatalogue hasty = index().openCatalogue(new SearchSettings(Duration.ofMillis(200), 1));
    index()
        .database
        .call(
            connection -> {
              connection.setAutoCommit(false);
              try (Statement statement = connection.createStatement()) {
                statement.execute("lock table scenes in access exclusive mode");
                assertThatThrownBy(() -> hasty.search(ALL))
                    .isInstanceOfSatisfying(
                        ExportFailure.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.SEARCH_TOO_EXPENSIVE))
                    .hasMessageContaining("smaller box");
              }
              connection.rollback();
              connection.setAutoCommit(true);
              return null;
            });
  }

  /** A property that is new has an index, or a search of millions of rows by it reads them all. */
  @Example
  void anIndexAnswersWhateverIsAskedFor() {
    index().empty();
    List<LandsatScene> many = new ArrayList<>(PlainScenes.ofOneKind(10_500));
    Collections.shuffle(many, new Random(1)); // else the order of time is that of the rows
    index().load("many", many);
    index().load("another", List.of(PlainScenes.ofAnotherKind()));
    IndexedScene rare = catalogue().find(PlainScenes.ofAnotherKind().id()).orElseThrow();
    for (SceneProperty property : SceneProperty.values()) {
      for (SceneFilter filter : PlainScenes.filtersThatFind(rare, property)) {
        for (SceneProperty first : List.of(SceneProperty.ACQUIRED, SceneProperty.CLOUD_COVER)) {
          var query =
              new SceneQuery(
                  Optional.empty(),
                  filter,
                  List.of(new SceneOrder(first, first == SceneProperty.ACQUIRED)),
                  Optional.empty(),
                  10);
          assertThat(String.join("\n", ((PostgresCatalogue) catalogue()).explain(query)))
              .as("%s", query)
              .contains("Index Cond:")
              .doesNotContain("Seq Scan");
          assertThat(catalogue().search(query).scenes()).as("%s", query).contains(rare);
        }
      }
    }
    fewAreCountedAndManyEstimated(many);
  }

  private void fewAreCountedAndManyEstimated(List<LandsatScene> many) {
    SceneCatalogue fresh = index().openCatalogue(TestIndex.SETTINGS);
    Geometry area = many.get(0).footprint();
    long around = many.stream().filter(scene -> scene.footprint().intersects(area)).count();
    assertThat(fresh.count(inArea(area))).contains(new MatchCount(around, true));
    assertThat(fresh.count(ALL))
        .hasValueSatisfying(
            count -> {
              assertThat(count.exact()).isFalse();
              assertThat(count.number()).isBetween(10_001L, 11_000L);
            });
    index().load("many", many.subList(0, 5), true);
    assertThat(fresh.count(inArea(area))).contains(new MatchCount(around, true)); // for a minute
  }

  private static SceneQuery inArea(Geometry area) {
    return new SceneQuery(
        Optional.of(area), SceneFilter.ALL, SceneOrder.NEWEST_FIRST, Optional.empty(), 1);
  }

  @Example
  void theSummaryCountsCurrentScenes() {
    index().empty();
    SceneCatalogue fresh = index().openCatalogue(TestIndex.SETTINGS);
    assertThat(fresh.summary()).isEqualTo(new SceneCatalogue.CatalogueSummary(0, null, null, null));
    List<LandsatScene> scenes = ArbitraryScenes.lists().filter(l -> l.size() > 3).sample();
    index().load("one", scenes);
    SceneCatalogue.CatalogueSummary summary = index().openCatalogue(TestIndex.SETTINGS).summary();
    assertThat(summary.sceneCount()).isEqualTo(scenes.size());
    assertThat(summary.earliest())
        .isEqualTo(scenes.stream().map(LandsatScene::acquired).sorted().findFirst().get());
    for (LandsatScene scene : scenes) {
      assertThat(summary.extent().contains(scene.footprint().getEnvelopeInternal())).isTrue();
    }
  }
}
