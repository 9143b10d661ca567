package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.model.ExportFailure;
import io.landfall.node.services.BackingServices;
import io.landfall.secret.Secret;
import io.landfall.secret.SecretCipher;
import io.landfall.secret.SecretRows;
import io.landfall.secret.SecretRows.RewrapResult;
import io.landfall.secret.SecretRows.SecretTable;
import io.landfall.workspace.Access;
import io.landfall.workspace.Caller;
import io.landfall.workspace.DeliveryConfig;
import io.landfall.workspace.DeliveryConfig.DeliverySecrets;
import io.landfall.workspace.DeliveryConfig.DeliverySettings;
import io.landfall.workspace.DeliveryConfig.DeliveryType;
import io.landfall.workspace.JdbcDeliveryConfigStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Delivery configurations in the database of a whole service. */
@ExtendWith(SharedService.Starter.class)
class DeliveryConfigsIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final DeliverySecrets SECRETS =
      new DeliverySecrets(Map.of("accessToken", Secret.of("hush")));

  private final SharedService service;
  private final List<UUID> made = new ArrayList<>();

  DeliveryConfigsIT(SharedService service) {
    this.service = service;
  }

  @Test
  void noFileOfDatabaseLogsOrStoreHoldsASecret() throws Exception {
    String canary = "canary-" + UUID.randomUUID();
    String visible = "visible-" + UUID.randomUUID();
    JsonNode made =
        JSON.readTree(
            service
                .post(
                    "/v1/delivery-configs",
                    """
                    {"name": "%1$s %1$s", "type": "DROPBOX", "path": "/x", "accessToken": "%2$s"}
                    """
                        .formatted(visible, canary)) // twice: the end of a page may part one
                .body());
    String path = "/v1/delivery-configs/" + made.path("id").asText();
    JsonNode check = JSON.readTree(service.post(path + "/check", "").body());
    assertThat(check.at("/checks/0/status").asText()).as(check::toString).isEqualTo("OK");
    assertThat(check.path("status").asText()).isEqualTo("PROBLEM"); // nobody has granted it
    assertThat(check.toString()).doesNotContain(canary);
    assertThat(filesWith(visible)).as("files that hold what is not secret").isNotEmpty();
    assertThat(filesWith(canary)).isEmpty();
    assertThat(service.send("DELETE", path, service.token(), null).statusCode()).isEqualTo(204);
    assertThat(service.get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void aSecretIsWorthNothingForAnotherDestinationOrOwner() throws Exception {
    String key = SecretCipher.generateKey();
    withStore(
        key,
        (database, store) -> {
          DeliveryConfig config = dropbox(store, "ann", "/ann");
          DeliveryConfig other = dropbox(store, "ann", "/other");
          assertThat(store.secrets(config)).isEqualTo(SECRETS);

          execute(
              database,
              "UPDATE delivery_configs SET secrets = (SELECT secrets FROM delivery_configs WHERE id"
                  + " = ?) WHERE id = ?",
              config.id(),
              other.id());
          assertUnreadable(store, other.id(), "ann");
          execute(
              database,
              "UPDATE delivery_configs SET settings = '{\"path\": \"/eve\"}' WHERE id = ?",
              config.id());
          assertUnreadable(store, config.id(), "ann");
          DeliveryConfig third = dropbox(store, "ann", "/third");
          execute(database, "UPDATE delivery_configs SET owner = 'eve' WHERE id = ?", third.id());
          assertUnreadable(store, third.id(), "eve");
        });
  }

  @Test
  void t15_rowsThatAreSwappedBetweenUsersAreReadByNeither() throws Exception {
    withStore(
        SecretCipher.generateKey(),
        (database, store) -> {
          DeliveryConfig anns = dropbox(store, "ann", "/maps");
          DeliveryConfig eves = dropbox(store, "eve", "/maps");
          execute(
              database,
              2,
              "UPDATE delivery_configs SET secrets = (SELECT other.secrets FROM delivery_configs"
                  + " other WHERE other.id IN (?, ?) AND other.id <> delivery_configs.id)"
                  + " WHERE id IN (?, ?)",
              anns.id(),
              eves.id(),
              anns.id(),
              eves.id());
          assertUnreadable(store, anns.id(), "ann");
          assertUnreadable(store, eves.id(), "eve");

          execute(
              database,
              2,
              "UPDATE delivery_configs SET owner = CASE owner WHEN 'ann' THEN 'eve' ELSE 'ann' END"
                  + " WHERE id IN (?, ?)",
              anns.id(),
              eves.id());
          assertUnreadable(store, anns.id(), "eve");
          assertUnreadable(store, eves.id(), "ann");
        });
  }

  @Test
  void anotherKeyTakesOverWithoutAnySecretLost() throws Exception {
    String key = SecretCipher.generateKey();
    String newKey = SecretCipher.generateKey();
    withStore(
        key,
        (database, store) -> {
          DeliveryConfig config = dropbox(store, "ann", "/ann");
          SecretCipher both = SecretCipher.ofKeys(newKey, List.of(key));
          RewrapResult result = new SecretRows(database).rewrap(both);
          assertThat(result.rewrapped()).isEqualTo(1);
          assertThat(result.problems()) // others' rows, under the key of the service
              .noneMatch(problem -> problem.contains(config.id().toString()));
          assertThat(new SecretRows(database).countByKey())
              .containsEntry(both.keyId(), 1L)
              .doesNotContainKey(SecretCipher.ofKeys(key, List.of()).keyId());
          assertThat(store(database, newKey).secrets(config)).isEqualTo(SECRETS);
          assertUnreadable(store, config.id(), "ann");
        });
  }

  /** A table that is not named there would keep its secrets under the old key. */
  @Test
  void allTablesWithKeysAreRewrapped() throws Exception {
    try (BackingServices services = BackingServices.connectDatabase(service.config());
        Connection connection = services.database().dataSource().getConnection();
        ResultSet tables =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT table_name FROM information_schema.columns WHERE column_name ="
                        // roots are signed, not encrypted
                        + " 'key_id' AND table_name <> 'audit_roots'")) {
      List<String> found = new ArrayList<>();
      while (tables.next()) {
        found.add(tables.getString(1));
      }
      assertThat(found)
          .containsExactlyInAnyOrderElementsOf(
              SecretRows.TABLES.stream().map(SecretTable::table).toList());
    }
  }

  private interface StoreTest {
    void run(DataSource database, JdbcDeliveryConfigStore store) throws Exception;
  }

  private void withStore(String key, StoreTest test) throws Exception {
    try (BackingServices services = BackingServices.connectDatabase(service.config())) {
      DataSource database = services.database().dataSource();
      try {
        test.run(database, store(database, key));
      } finally {
        for (UUID id : made) {
          execute(database, "DELETE FROM delivery_configs WHERE id = ?", id);
        }
      }
    }
  }

  private static JdbcDeliveryConfigStore store(DataSource database, String key) {
    return new JdbcDeliveryConfigStore(database, Optional.of(SecretCipher.ofKeys(key, List.of())));
  }

  private DeliveryConfig dropbox(JdbcDeliveryConfigStore store, String owner, String path) {
    UUID id = UUID.randomUUID();
    made.add(id);
    var settings =
        new DeliverySettings(
            "box", DeliveryType.DROPBOX, JSON.createObjectNode().put("path", path));
    return store.create(id, Access.ofOwner(new Caller(owner, null, false)), settings, SECRETS);
  }

  private static void assertUnreadable(JdbcDeliveryConfigStore store, UUID id, String owner) {
    DeliveryConfig found = store.find(id, new Caller(owner, null, false)).orElseThrow();
    assertThatThrownBy(() -> store.secrets(found))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining("Cannot read the secrets of delivery configuration " + id);
  }

  private static void execute(DataSource database, String sql, Object... values) throws Exception {
    execute(database, 1, sql, values);
  }

  private static void execute(DataSource database, int rows, String sql, Object... values)
      throws Exception {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      assertThat(statement.executeUpdate()).isEqualTo(rows);
    }
  }

  private List<Path> filesWith(String text) throws IOException {
    try (Stream<Path> files = Files.walk(service.folder().resolve("data"))) {
      return files.filter(Files::isRegularFile).filter(file -> holds(file, text)).toList();
    }
  }

  private static boolean holds(Path file, String text) {
    try {
      return Files.size(file) < 32 << 20
          && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    } catch (java.nio.file.NoSuchFileException e) {
      return false; // the database and the store keep files for a while only
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
