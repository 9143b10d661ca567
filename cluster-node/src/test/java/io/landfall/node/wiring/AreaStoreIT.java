package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.TestDatabase;
import io.landfall.workspace.PageRequest;
import io.landfall.workspace.WorkspacePage;
import io.landfall.workspace.area.AreaStore;
import io.landfall.workspace.area.JdbcAreaStore;
import io.landfall.workspace.area.KeptArea;
import io.landfall.workspace.area.KeptArea.AreaEntry;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AreaStoreIT {
  private static final String ROW =
      "insert into areas (id, owner, name, geometry, bytes, west, south, east, north, polygons,"
          + " positions, expires_at) select gen_random_uuid(), 'ann', 'x', '{}', %d, 0, 0, 1, 1, 1,"
          + " 4, now() + interval '1 day' from generate_series(1, %d) n";

  private TestDatabase target;
  private Database database;
  private AreaStore areas;

  @BeforeEach
  void connect() {
    target = TestDatabase.migrated();
    database = target.connect(2);
    areas = new JdbcAreaStore(database.dataSource(), Duration.ofDays(30));
  }

  @AfterEach
  void disconnect() {
    database.close();
    target.close();
  }

  private static Aoi area(double west) {
    double third = 1 / 3.0;
    return new Aoi(new double[][][][] {{{{west, 0}, {west + third, 0}, {west, third}, {west, 0}}}});
  }

  @Test
  void anAreaComesBackAsItWasAndTheSameOneIsKeptOnce() {
    AreaEntry first = areas.put("ann", "first", area(0.1));
    AreaEntry second = areas.put("ann", "second", area(0.1));
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.createdAt()).isEqualTo(first.createdAt());
    assertThat(second.name()).isEqualTo("second");
    assertThat(second.id().version()).isEqualTo(8);
    assertThat(second.id().variant()).isEqualTo(2);
    assertThat(areas.find("ann", first.id())).contains(new KeptArea(second, area(0.1)));
    assertThat(areas.find("bob", first.id())).isEmpty();
    assertThat(areas.put("bob", "first", area(0.1)).id()).isNotEqualTo(first.id());
    assertThat(areas.delete("bob", first.id())).isFalse();
    assertThat(areas.delete("ann", first.id())).isTrue();
    assertThat(areas.find("ann", first.id())).isEmpty();
    assertThat(areas.delete("ann", first.id())).isFalse();
  }

  @Test
  void whatHasExpiredIsGoneAndSendingItAgainKeepsIt() {
    UUID kept = areas.put("ann", "kept", area(1)).id();
    UUID lost = areas.put("ann", "lost", area(2)).id();
    change("update areas set expires_at = now() + interval '1 minute'");
    assertThat(areas.put("ann", "kept", area(1)).expiresAt())
        .isAfter(areas.find("ann", lost).orElseThrow().entry().expiresAt());
    change("update areas set expires_at = now() where name = 'lost'");
    assertThat(areas.find("ann", lost)).isEmpty();
    assertThat(areas.delete("ann", lost)).isFalse();
    assertThat(areas.list("ann", new PageRequest(10, null)).items())
        .extracting(AreaEntry::id)
        .containsExactly(kept);
    assertThat(areas.put("ann", "lost", area(2)).id()).isEqualTo(lost);
  }

  @Test
  void theListHasPagesAndTheNewestComeFirst() {
    List<UUID> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.add(0, areas.put("ann", "area", area(i)).id());
    }
    List<UUID> listed = new ArrayList<>();
    String after = null;
    do {
      WorkspacePage<AreaEntry> page = areas.list("ann", new PageRequest(2, after));
      page.items().forEach(entry -> listed.add(entry.id()));
      after = page.next();
    } while (after != null);
    assertThat(listed).isEqualTo(made);
    assertThat(areas.list("bob", new PageRequest(2, null)).items()).isEmpty();
  }

  @Test
  void anOwnerHasSoManyAndSoLargeOnes() {
    change(ROW.formatted(10, AreaStore.MAX_AREAS - 1));
    UUID last = areas.put("ann", "last", area(1)).id();
    assertThatThrownBy(() -> areas.put("ann", "more", area(2)))
        .isInstanceOfSatisfying(
            ExportFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STATE_CONFLICT))
        .hasMessageContaining("Delete some");
    assertThat(areas.put("ann", "again", area(1)).id()).isEqualTo(last);
    areas.put("bob", "more", area(2));
    change("delete from areas where owner = 'ann'");
    change(ROW.formatted(AreaStore.MAX_BYTES, 1));
    assertThatThrownBy(() -> areas.put("ann", "more", area(2))).isInstanceOf(ExportFailure.class);
  }

  private void change(String sql) {
    database.call(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return statement.executeUpdate();
          }
        });
  }
}
