package io.landfall.audit.erasure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.audit.chain.AuditKey;
import io.landfall.audit.chain.EventCause;
import io.landfall.audit.chain.EventHash;
import io.landfall.audit.chain.EventMetadata;
import io.landfall.audit.chain.JournalRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowErasureTest {
  private static final RowErasure OF_HIS = new RowErasure("ann", true);
  private static final RowErasure OF_OTHERS = new RowErasure("ann", false);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"event":"requested","request":{"owner":"ann","name":"my lake","labels":["ann"],"source":{"kind":"scenes","scenes":["LC08_1","/home/ann/x"]},"resolution":1.0E-7,"origin":{"organization":"acme","admin":false,"bodySha256":"ab"},"delivery":[{"kind":"localFile","path":"/home/ann/lake.tif","name":"lake.tif"},{"kind":"link"}]},"at":"t"}|{"event":"requested","request":{"owner":"[erased]","name":"[erased]","labels":[],"source":{"kind":"scenes","scenes":["LC08_1","[erased] scene 2"]},"resolution":1.0E-7,"origin":{"admin":false,"bodySha256":"0000000000000000000000000000000000000000000000000000000000000000"},"delivery":[{"kind":"localFile","path":"[erased]","name":"[erased]"},{"kind":"link"}]},"at":"t"}
          {"event":"requested","request":{"owner":"ann","name":null,"organization":"acme"}}|{"event":"requested","request":{"owner":"[erased]","name":null}}
          {"event":"keptUntil","until":"u","by":"ann","trace":{"parent":"p","state":"ann"}}|{"event":"keptUntil","until":"u","by":"[erased]","trace":{"parent":"p"}}
          {"event":"planned","plan":{"fileName":"my lake.tif","warnings":["/home/ann is small"],"scenes":[{"id":"LC08_1","name":"LC08_1","bands":[{"href":"https://index/B4.TIF"},null]},{"id":"0b7c2f10-0000-4000-8000-000000000001","name":"my scene","bands":[{"name":"red","href":"s3://ann/B4.TIF","mask":{"href":"s3://ann/mask.tif"}}]}]}}|{"event":"planned","plan":{"fileName":"erased.tif","warnings":[],"scenes":[{"id":"LC08_1","name":"LC08_1","bands":[{"href":"https://index/B4.TIF"},null]},{"id":"0b7c2f10-0000-4000-8000-000000000001","name":"[erased]","bands":[{"name":"red","href":"[erased]","mask":{"href":"[erased]"}}]}]}}
          {"event":"objectStored","object":{"key":"exports/0b7c/1/my_lake.tif","bytes":3}}|{"event":"objectStored","object":{"key":"exports/0b7c/1/erased.tif","bytes":3}}
          {"event":"deliveryOpened","session":{"destination":0,"location":"ann/lake.tif","upload":"u"}}|{"event":"deliveryOpened","session":{"destination":0,"location":"[erased]"}}
          {"event":"delivered","receipt":{"name":"lake.zarr.zip","href":"s3://ann/lake.zip","sha256":"ab","sidecars":[{"name":"lake.ann","href":"s3://ann/x"}]}}|{"event":"delivered","receipt":{"name":"erased.zip","href":"[erased]","sha256":"ab","sidecars":[{"name":"erased","href":"[erased]"}]}}
          {"event":"deliveryFailed","failure":{"destination":0,"code":"X","detail":"bucket ann"}}|{"event":"deliveryFailed","failure":{"destination":0,"code":"X","detail":"[erased]"}}
          {"event":"failed","code":"X","detail":"of ann","at":"t"}|{"event":"failed","code":"X","detail":"[erased]","at":"t"}
          {"event":"canceled","by":"ann","at":"t"}|{"event":"canceled","by":"[erased]","at":"t"}
          {"event":"cleanedUp","left":[{"destination":0,"href":"s3://ann/x","problem":"no"}]}|{"event":"cleanedUp","left":[{"destination":0,"href":"[erased]","problem":"[erased]"}]}
          {"event":"destinationsAdded","destinations":[{"kind":"localFile","path":"/ann"}],"by":"bob"}|{"event":"destinationsAdded","destinations":[{"kind":"localFile","path":"[erased]"}],"by":"bob"}
          {"event":"downloaded","file":"my lake.pmtiles","bytesServed":1}|{"event":"downloaded","file":"erased.pmtiles","bytesServed":1}
          """)
  void whatNamesTheOwnerGoesAndWhatWasExportedStays(String before, String after) {
    JournalRow row = row(before, null);
    JournalRow left = OF_HIS.erase(row);
    assertThat(left.payload()).asString(UTF_8).isEqualTo(after);
    assertThat(left.metadata()).as("of an old release").isNull();
    assertThat(OF_HIS.erase(left)).as("again").isSameAs(left);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"event":"paused","by":"ann","at":"t"}|{"event":"paused","by":"[erased]","at":"t"}
          {"event":"requested","request":{"owner":"bob","name":"ann","origin":{"scenesOfOthers":{"ann":["s"]}}}}|{"event":"requested","request":{"owner":"bob","name":"ann","origin":{"scenesOfOthers":{"[erased]":["s"]}}}}
          """)
  void ofAnExportOfOthersTheNameGoesAlone(String before, String after) {
    assertThat(OF_OTHERS.erase(row(before, null)).payload()).asString(UTF_8).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"event":"taskStored","task":{"index":1}}
          {"event":"newOne","name":"x"}
          not JSON
          []
          """)
  void whatNamesNobodyStaysAsItIs(String payload) {
    JournalRow row = row(payload, null);
    assertThat(OF_HIS.erase(row)).isSameAs(row);
  }

  @Test
  void theChainGoesOnFromTheHashThatNobodyCanConfirmAnyMore() {
    JournalRow row = row("{\"event\":\"paused\",\"by\":\"ann\"}", "ann");
    EventMetadata before = EventMetadata.parse(row.metadata());
    assertThat(row.metadata()).asString(UTF_8).contains("\"salt\":\"");
    JournalRow left = OF_HIS.erase(row);
    EventMetadata after = EventMetadata.parse(left.metadata());
    assertThat(after.hash()).isEqualTo(before.hash());
    assertThat(after.mac()).isEqualTo(before.mac());
    assertThat(after.previous()).isEqualTo(before.previous());
    assertThat(after.cause()).isEqualTo(new EventCause("[erased]", "pauseExport", "aa", null));
    assertThat(left.metadata()).asString(UTF_8).doesNotContain("ann", "salt", "09ab");
    assertThat(new EventHash().hash(left, after)).isNotEqualTo(after.hash());
  }

  @Test
  void whoElseHasCausedAnEventStays() {
    JournalRow row = row("{\"event\":\"paused\",\"by\":\"bob\"}", "bob");
    EventMetadata left = EventMetadata.parse(OF_HIS.erase(row).metadata());
    assertThat(left.cause().actor()).isEqualTo("bob");
    assertThat(left.cause().client()).as("may be that of a reader of his files").isNull();
    assertThat(OF_OTHERS.erase(row)).isSameAs(row);
  }

  private static JournalRow row(String payload, String actor) {
    var row =
        new JournalRow(
            1, false, "export|x", 1, "w", 1, "", 1, "m", payload.getBytes(UTF_8), null, null, null);
    return actor == null
        ? row
        : new EventHash()
            .chain(
                row,
                new EventCause(actor, "pauseExport", "aa", "09ab"),
                "previous",
                AuditKey.of(AuditKey.generate()),
                20);
  }
}
