package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.TestDatabase;
import io.landfall.workspace.style.JdbcStyleStore;
import io.landfall.workspace.style.LayerStyle;
import io.landfall.workspace.style.LayerStyle.StyleKind;
import io.landfall.workspace.style.StyleStore;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StyleStoreIT {
  private TestDatabase target;
  private Database database;
  private StyleStore styles;

  @BeforeEach
  void connect() {
    target = TestDatabase.migrated();
    database = target.connect(2);
    styles = new JdbcStyleStore(database.dataSource(), Duration.ofDays(30));
  }

  @AfterEach
  void disconnect() {
    database.close();
    target.close();
  }

  private static LayerStyle style(String band) {
    JsonNode tree = JsonNodeFactory.instance.objectNode().put("type", "src").put("id", band);
    return LayerStyle.of(StyleKind.TOOL, tree);
  }

  @Test
  void aStyleIsItsOwnersAndTheSameContentIsTheSameStyle() {
    LayerStyle red = style("red");
    styles.put("ann", red);
    styles.put("ann", style("red"));
    assertThat(styles.find("ann", red.id())).contains(red);
    assertThat(styles.find("bob", red.id())).isEmpty();
    assertThat(number("select count(*) from styles")).isEqualTo(1);
    assertThat(LayerStyle.isId(red.id())).isTrue();
    assertThat(LayerStyle.of(StyleKind.COLOR_CORRECTION, red.definition()).id())
        .isNotEqualTo(red.id());
  }

  @Test
  void whatIsUsedStaysAndWhatIsNotGoes() {
    LayerStyle used = style("red");
    LayerStyle unused = style("nir");
    styles.put("ann", used);
    styles.put("ann", unused);
    change("update styles set used_at = now() - interval '29 days'");
    assertThat(styles.find("ann", used.id())).isPresent();
    change("update styles set used_at = used_at - interval '2 days'");
    assertThat(styles.find("ann", used.id())).isPresent();
    assertThat(styles.find("ann", unused.id())).isEmpty();
    styles.put("bob", style("green"));
    assertThat(number("select count(*) from styles where owner = 'ann'")).isEqualTo(1);
  }

  @Test
  void ofTooManyThoseUnusedLongestGo() {
    change(
        "insert into styles select 'ann', 's-' || n, 'TOOL', '{}', 2,"
            + " now() - n * interval '1 second' from generate_series(1, 10000) n");
    styles.put("ann", style("red"));
    assertThat(number("select count(*) from styles")).isEqualTo(StyleStore.MAX_STYLES);
    assertThat(number("select count(*) from styles where id = 's-10000'")).isZero();
    change("update styles set bytes = 60000000 where id = 's-1'");
    styles.put("ann", style("nir"));
    assertThat(number("select sum(bytes) from styles")).isLessThanOrEqualTo(StyleStore.MAX_BYTES);
    assertThat(styles.find("ann", style("nir").id())).isPresent();
  }

  private void change(String sql) {
    database.call(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return statement.executeUpdate();
          }
        });
  }

  private long number(String sql) {
    return database.call(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql);
              ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
          }
        });
  }
}
