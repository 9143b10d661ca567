package io.landfall.node.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.index.load.SceneLoad.MergeCounts;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LandsatScene.FootprintSource;
import io.landfall.node.schema.Schema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import org.locationtech.jts.geom.Envelope;

/** Which of the products of one acquisition every implementation of the catalogue shows. */
abstract class ReplacedProductsContract {
  abstract TestIndex index();

  @Example
  void aProductOfRealTimeGivesWayToTheFinalOne() {
    index().empty();
    LandsatScene rt =
        LoadContract.scene("LC08_L1TP_001001_20200601_20200601_02_RT", "RT", LoadContract.NOON);
    LandsatScene late =
        LoadContract.scene(
            "LC08_L1TP_001001_20200601_20200601_02_RT2", "RT", LoadContract.NOON.plusSeconds(120));
    LandsatScene t1 =
        LoadContract.scene(
            "LC08_L1TP_001001_20200601_20200701_02_T1", "T1", LoadContract.NOON.plusSeconds(59));
    LandsatScene seven =
        LoadContract.scene("LE07_L1TP_001001_20200601_20200701_02_T1", "T1", LoadContract.NOON);
    index().load("a", List.of(rt, late, seven));
    assertThat(index().find(rt).withdrawn()).isNull();
    MergeCounts merged = index().load("a", List.of(rt, late, seven, t1));
    assertThat(merged).isEqualTo(new MergeCounts(1, 0, 3, 0, 1));
    assertThat(index().find(rt).replacedBy()).isEqualTo(t1.id());
    assertThat(index().find(rt).withdrawn()).isNotNull();
    assertThat(index().find(late).withdrawn()).isNull(); // a second too far
    List<String> before = index().versions();
    index().load("a", List.of(rt, late, seven, t1));
    assertThat(index().versions()).isEqualTo(before);
    index().load("a", List.of(rt, late, seven));
    assertThat(index().find(t1).withdrawn()).isNotNull();
    assertThat(index().find(rt).withdrawn()).isNull();
    assertThat(index().find(rt).replacedBy()).isNull();
    index().empty();
    assertThat(index().load("a", List.of(t1, rt, late)).replaced()).isEqualTo(1);
    assertThat(index().find(rt).replacedBy()).isEqualTo(t1.id());
  }

  /** In the order they were made in: each is shown until the next comes. */
  private static final List<String> PRODUCTS =
      List.of(
          "LC08_L1GT_193026_20170805_20170805_01_RT",
          "LC08_L1GS_193026_20170805_20170812_01_T2",
          "LC08_L1GT_193026_20170805_20170812_01_T2",
          "LC08_L1TP_193026_20170805_20170812_01_T1",
          "LC08_L1TP_193026_20170805_20180523_01_T1",
          "LC08_L1GT_193026_20170805_20190101_01_T2");

  /**
   * None of these gives way: other collection, level, satellite, sensor, day, version of another
   * station.
   */
  private static final List<String> OTHERS =
      List.of(
          "LC08_L1TP_193026_20170805_20200101_02_T1",
          "LC08_L2SP_193026_20170805_20200101_01_T1",
          "LE07_L1TP_193026_20170805_20200101_01_T1",
          "LT08_L1TP_193026_20170805_20200101_01_T1",
          "LC08_L1TP_193026_20170806_20200101_01_T1",
          "LC81930262017217LGN01",
          "LC81930262017217SGS00");

  @Example
  void ofOneAcquisitionTheNewestProductIsShownHoweverTheyCome() {
    index().empty();
    List<LandsatScene> named = new ArrayList<>(products(OTHERS));
    index().load("a", named);
    for (String newest : PRODUCTS) {
      named.add(product(newest));
      index().load("a", named);
      assertShown(newest);
      List<String> before = index().versions();
      index().load("a", named);
      assertThat(index().versions()).isEqualTo(before);
    }
    List<String> rows = index().rows();
    for (int last = PRODUCTS.size() - 2; last >= 0; last--) {
      named.remove(named.size() - 1);
      index().load("a", named);
      assertShown(PRODUCTS.get(last));
    }
    index().load("a", products(OTHERS));
    assertThat(index().shown()).containsExactlyInAnyOrderElementsOf(OTHERS);

    index().empty(); // all at once, into an empty index and beside others
    named.addAll(products(PRODUCTS.subList(1, PRODUCTS.size())));
    index().load("a", named);
    assertShown(PRODUCTS.get(PRODUCTS.size() - 1));
    assertThat(index().rows()).hasSameSizeAs(rows);
    index().empty();
    index().load("a", LoadContract.some(3));
    index().load("a", named, false);
    assertThat(index().shown())
        .contains(PRODUCTS.get(PRODUCTS.size() - 1))
        .doesNotContainAnyElementsOf(PRODUCTS.subList(0, PRODUCTS.size() - 1));
  }

  @Example
  void anOlderProductThatWasReplacedAndIsNoLongerNamedStaysAway() {
    index().empty();
    index().load("a", products(PRODUCTS.subList(2, 5)));
    index().load("a", products(List.of(PRODUCTS.get(2), PRODUCTS.get(4))));
    assertThat(index().shown()).containsExactly(PRODUCTS.get(4));
    index().load("a", products(List.of(PRODUCTS.get(2))));
    assertThat(index().shown()).containsExactly(PRODUCTS.get(2));
    index().load("b", products(List.of(PRODUCTS.get(3)))); // another list has it again
    assertThat(index().shown()).containsExactly(PRODUCTS.get(3));
    assertThat(index().find(product(PRODUCTS.get(2))).replacedBy()).isEqualTo(PRODUCTS.get(3));
  }

  @Example
  void aReplacedProductThatNoListNamesDoesNotComeBackWithOthers() {
    index().empty();
    List<LandsatScene> all = products(PRODUCTS.subList(1, 4));
    index().load("a", all);
    index().load("a", all.subList(0, 1)); // both newer ones go at once
    assertThat(index().shown()).containsExactly(PRODUCTS.get(1));
    index().load("b", products(PRODUCTS.subList(0, 1))); // one more of the acquisition
    assertThat(index().shown()).containsExactly(PRODUCTS.get(1));

    index().empty(); // by two lists, one after the other
    index().load("a", all.subList(0, 2));
    index().load("b", all.subList(2, 3));
    index().load("a", LoadContract.some(1));
    index().load("b", LoadContract.some(1));
    assertThat(index().shown()).doesNotContainAnyElementsOf(PRODUCTS);
    index().load("a", all.subList(0, 1)); // named again
    assertThat(index().shown()).contains(PRODUCTS.get(1)).doesNotContain(PRODUCTS.get(2));
  }

  @Example
  void aReplacedProductComesBackOnlyAfterAListNamesItAgain() {
    index().empty();
    List<LandsatScene> both = products(PRODUCTS.subList(3, 5));
    index().load("a", both);
    index().load("a", both.subList(1, 2));
    assertThat(index().find(both.get(0)).replacedBy()).isEqualTo(both.get(1).id());
    index().load("a", both);
    assertThat(index().find(both.get(0)).replacedBy()).isEqualTo(both.get(1).id());
    index().load("a", both.subList(0, 1));
    assertThat(index().shown()).containsExactly(both.get(0).id());
  }

  @Example
  void whatIsShownDependsOnWhatListsNameAlone() {
    index().empty();
    long seed = System.nanoTime();
    var random = new Random(seed);
    Set<String> current = new HashSet<>();
    for (int step = 0; step < 40; step++) {
      int list = random.nextInt(2); // each has every other product
      boolean whole = random.nextInt(3) > 0;
      List<String> own = new ArrayList<>();
      for (int i = list; i < PRODUCTS.size(); i += 2) {
        own.add(PRODUCTS.get(i));
      }
      List<String> named = own.stream().filter(id -> random.nextBoolean()).toList();
      if (whole) {
        current.removeAll(own);
      }
      current.addAll(named);
      List<LandsatScene> scenes = products(named);
      Collections.shuffle(scenes, random);
      index().load("list" + list, scenes, whole);
      List<String> newest = PRODUCTS.stream().filter(current::contains).toList();
      assertThat(index().shown())
          .as("step %d, seed %d", step, seed)
          .isEqualTo(newest.isEmpty() ? newest : newest.subList(newest.size() - 1, newest.size()));
    }
  }

  @Example
  void ofTwoVersionsOfAnOldSceneTheHigherIsShown() {
    index().empty();
    List<LandsatScene> both = products(List.of("LC81930262017217LGN00", "LC81930262017217LGN01"));
    index().load("a", both);
    assertThat(index().shown()).containsExactly("LC81930262017217LGN01");
    assertThat(index().find(both.get(0)).replacedBy()).isEqualTo("LC81930262017217LGN01");
  }

  @Example
  void anIndexOfBeforeIsBroughtToTheNewestByTheSchema() {
    index().empty();
    List<LandsatScene> all = products(OTHERS);
    all.addAll(products(PRODUCTS.subList(1, PRODUCTS.size())));
    index().load("a", all);
    List<String> rows = index().rows();
    var schema = new Schema(index().database);
    schema.migrateDown(14);
    assertThat(index().shown()).hasSameSizeAs(all);
    schema.migrateUp();
    assertThat(index().rows()).isEqualTo(rows);
  }

  private void assertShown(String newest) {
    assertThat(index().shown()).containsExactlyInAnyOrderElementsOf(with(OTHERS, newest));
    PRODUCTS.stream()
        .takeWhile(id -> !id.equals(newest))
        .forEach(
            id ->
                index()
                    .search()
                    .find(id)
                    .ifPresent(found -> assertThat(found.withdrawn()).isNotNull()));
  }

  private static List<String> with(List<String> some, String one) {
    List<String> all = new ArrayList<>(some);
    all.add(one);
    return all;
  }

  private static List<LandsatScene> products(List<String> ids) {
    return new ArrayList<>(ids.stream().map(ReplacedProductsContract::product).toList());
  }

  private static LandsatScene product(String id) {
    boolean old = id.length() == 21;
    return new LandsatScene(
        id,
        null,
        LoadContract.NOON,
        1.5,
        193,
        26,
        old ? null : id.substring(5, 9),
        old ? 0 : id.charAt(36) - '0',
        old ? null : id.substring(38),
        null,
        null,
        null,
        ArbitraryScenes.WGS84.toGeometry(new Envelope(1, 2, 3, 4)),
        FootprintSource.BOUNDING_BOX);
  }
}
