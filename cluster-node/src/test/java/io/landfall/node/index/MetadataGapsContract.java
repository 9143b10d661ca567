package io.landfall.node.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.index.MetadataGaps;
import io.landfall.index.MetadataGaps.MetadataFinding;
import io.landfall.index.SceneIndex;
import io.landfall.index.geo.Footprints;
import io.landfall.index.query.IndexedScene;
import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneQuery;
import io.landfall.index.query.SceneQuery.SceneOrder;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LandsatScene.FootprintSource;
import io.landfall.landsat.LandsatScene.SunPosition;
import io.landfall.landsat.ProductGrids;
import io.landfall.landsat.Wrs2;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Geometry;

/** What the index lacks and what was found out, in either kind of database. */
abstract class MetadataGapsContract {
  private static final String FOLDER = "https://bucket.example/scenes/";
  private static final ProductGrids GRIDS =
      new ProductGrids(
          new RasterGeometry(32617, GeoTransform.northUp(464_985, 6_473_115, 30, 30), 7981, 8061),
          new RasterGeometry(
              32617, GeoTransform.northUp(464_992.5, 6_473_107.5, 15, 15), 15_961, 16_121),
          null);
  private static final Instant FIRST = Instant.parse("2018-01-01T00:00:00Z");

  abstract TestIndex index();

  @BeforeEach
  void empty() {
    index().empty();
    index().sql("truncate scenes_without_metadata");
  }

  @Test
  void pagesNameEverySceneThatCanBeAskedForOnceNewestFirst() {
    List<LandsatScene> scenes = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 57; i++) {
      boolean known = i % 5 == 0;
      boolean nowhere = i % 7 == 0;
      // several at one time, so that the id must tell them apart
      LandsatScene scene =
          scene(
              i,
              FIRST.plusSeconds(i / 4),
              known ? FootprintSource.CORNERS : FootprintSource.BOUNDING_BOX);
      scenes.add(nowhere ? elsewhere(scene, null) : scene);
      if (!known && !nowhere && i != 11 && i != 12) {
        expected.add(scene.id());
      }
    }
    index().load("list", scenes);
    index().sql("update scenes set withdrawn = now() where id = '%s'".formatted(id(11)));
    index().sql("update scenes set grids = '{}' where footprint_from = 2");
    expected.sort(
        Comparator.comparing((String id) -> time(scenes, id)).thenComparing(id -> id).reversed());
    try (MetadataGaps gaps = open()) {
      gaps.save(List.of(new MetadataFinding.NoMetadataFound(id(12), "MTL.txt is\u0000 not there")));
      assertThat(gaps.count()).isEqualTo(expected.size());
      List<String> walked = new ArrayList<>();
      Optional<LandsatScene> last = Optional.empty();
      for (List<LandsatScene> page = gaps.nextPage(last, 10);
          !page.isEmpty();
          page = gaps.nextPage(last, 10)) {
        page.forEach(scene -> walked.add(scene.id()));
        last = Optional.of(page.get(page.size() - 1));
      }
      assertThat(walked).containsExactlyElementsOf(expected);
      assertThat(gaps.forgetMissing()).isEqualTo(1);
      assertThat(gaps.count()).isEqualTo(expected.size() + 1);
    }
  }

  private static Instant time(List<LandsatScene> scenes, String id) {
    return scenes.stream().filter(s -> s.id().equals(id)).findFirst().orElseThrow().acquired();
  }

  @Test
  void searchesSeeTheCornersThatWereFound() {
    var random = new SplittableRandom(8);
    List<LandsatScene> scenes = new ArrayList<>();
    Map<String, Geometry> places = new HashMap<>();
    for (int i = 0; i < 80; i++) {
      scenes.add(scene(i, FIRST.plusSeconds(i), FootprintSource.WRS2_FRAME));
      places.put(id(i), scenes.get(i).footprint());
    }
    index().load("list", scenes);
    List<MetadataFinding> findings = new ArrayList<>();
    for (int i = 0; i < 80; i += 2) {
      Geometry corners = box(random, 4); // some across the antimeridian
      places.put(id(i), corners);
      findings.add(
          new MetadataFinding.CornersFound(
              id(i), corners, i % 4 == 0 ? new SunPosition(i, 2 * i) : null, null));
    }
    try (MetadataGaps gaps = open()) {
      gaps.save(findings);
      assertThat(gaps.count()).isEqualTo(40);
    }
    for (int i = 0; i < 200; i++) {
      Geometry area = box(random, 40);
      List<String> expected =
          places.entrySet().stream()
              .filter(place -> place.getValue().intersects(area))
              .map(Map.Entry::getKey)
              .toList();
      assertThat(found(area)).as("in %s", area).containsExactlyInAnyOrderElementsOf(expected);
    }
    LandsatScene scene = index().search().find(id(4)).orElseThrow().listed();
    assertThat(scene.footprintSource()).isEqualTo(FootprintSource.CORNERS);
    assertThat(scene.footprint().equalsExact(places.get(id(4)))).isTrue();
    assertThat(scene.sun()).isEqualTo(new SunPosition(4, 8));
  }

  @Test
  void aListThatDoesNotKnowThemLeavesThemAlone() {
    LandsatScene before = scene(1, FIRST, FootprintSource.WRS2_FRAME);
    index().load("list", List.of(before));
    Geometry corners = Footprints.ofBox(10, 20, 12, 22);
    try (MetadataGaps gaps = open()) {
      gaps.save(
          List.of(
              new MetadataFinding.CornersFound(id(1), corners, new SunPosition(50, 140), GRIDS)));
    }
    assertThat(index().load("list", List.of(before)).unchanged()).isEqualTo(1);
    assertThat(index().load("list", List.of(elsewhere(before, FOLDER + "new/"))).changed())
        .isEqualTo(1);
    LandsatScene after = index().search().find(id(1)).orElseThrow().listed();
    assertThat(after.url()).isEqualTo(FOLDER + "new/");
    assertThat(after.footprint().equalsExact(corners)).isTrue();
    assertThat(after.footprintSource()).isEqualTo(FootprintSource.CORNERS);
    assertThat(after.sun()).isEqualTo(new SunPosition(50, 140));
    assertThat(index().search().find(id(1)).orElseThrow().grids()).isEqualTo(GRIDS);
  }

  @Test
  void whatAListSaysOfCornersIsNotOverwritten() {
    LandsatScene listed = scene(1, FIRST, FootprintSource.CORNERS);
    index().load("list", List.of(listed));
    try (MetadataGaps gaps = open()) {
      Geometry other = Footprints.ofBox(10, 20, 12, 22);
      assertThat(gaps.count()).isEqualTo(1); // its grids are not known
      gaps.save(List.of(new MetadataFinding.CornersFound(id(1), other, null, GRIDS)));
      assertThat(gaps.count()).isZero();
    }
    IndexedScene scene = index().search().find(id(1)).orElseThrow();
    assertThat(scene.listed().footprint()).isEqualTo(listed.footprint());
    assertThat(scene.grids()).isEqualTo(GRIDS);
  }

  @Test
  void onlyOneAtATimeMayFillThem() {
    try (MetadataGaps gaps = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOfSatisfying(
              ExportFailure.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.STATE_CONFLICT));
      assertThat(gaps.count()).isZero();
    }
    open().close();
  }

  private MetadataGaps open() {
    return SceneIndex.openMetadataGaps(index().database.dataSource());
  }

  private List<String> found(Geometry area) {
    var query =
        new SceneQuery(
            Optional.of(area), SceneFilter.ALL, SceneOrder.NEWEST_FIRST, Optional.empty(), 1000);
    return index().search().search(query).scenes().stream().map(IndexedScene::id).toList();
  }

  private static Geometry box(SplittableRandom random, double size) {
    double west = random.nextDouble(-180, 180);
    double south = random.nextDouble(-85, 80);
    double width = random.nextDouble(0.1, size);
    double east = west + width > 180 ? west + width - 360 : west + width;
    return Footprints.ofBox(west, south, east, Math.min(90, south + width));
  }

  private static String id(int number) {
    return "LC08_L1TP_%03d060_20180101_20180110_01_T1".formatted(1 + number);
  }

  private static LandsatScene scene(int number, Instant acquired, FootprintSource from) {
    return new LandsatScene(
        id(number),
        null,
        acquired,
        1.0,
        1 + number,
        60,
        "L1TP",
        1,
        "T1",
        null,
        FOLDER + id(number) + "/index.html",
        null,
        Wrs2.footprint(1 + number, 60),
        from);
  }

  private static LandsatScene elsewhere(LandsatScene scene, String url) {
    return new LandsatScene(
        scene.id(),
        scene.entityId(),
        scene.acquired(),
        scene.cloudCover(),
        scene.path(),
        scene.row(),
        scene.level(),
        scene.collection(),
        scene.category(),
        scene.sun(),
        url,
        scene.browseUrl(),
        scene.footprint(),
        scene.footprintSource());
  }
}
