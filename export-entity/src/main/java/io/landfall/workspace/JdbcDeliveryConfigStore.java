package io.landfall.workspace;

import static io.landfall.sql.SqlStatements.prepare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.secret.Secret;
import io.landfall.secret.SecretCipher;
import io.landfall.secret.SecretContext;
import io.landfall.workspace.DeliveryConfig.DeliverySecrets;
import io.landfall.workspace.DeliveryConfig.DeliverySettings;
import io.landfall.workspace.DeliveryConfig.DeliveryType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;

/** The configurations in the table {@code delivery_configs}. */
public final class JdbcDeliveryConfigStore implements DeliveryConfigStore {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private static final String SELECT =
      "SELECT id, owner, organization, name, type, settings, created_at FROM delivery_configs WHERE"
          + " ";

  /** Two at a time may find room for one: a few too many do no harm. */
  private static final String INSERT =
      """
      INSERT INTO delivery_configs (id, owner, organization, name, type, settings, secrets, key_id)
      SELECT ?, ?, ?, ?, ?, ?::json, ?, ?
      WHERE (SELECT count(*) FROM delivery_configs WHERE owner = ?) < ?
      ON CONFLICT (id) DO NOTHING
      """;

  private final WorkspaceDatabase database;
  private final Optional<SecretCipher> cipher;

  /**
   * Makes a store over a database that is migrated.
   *
   * @param cipher for secrets; empty: configurations that have some are refused
   */
  public JdbcDeliveryConfigStore(DataSource dataSource, Optional<SecretCipher> cipher) {
    this.database = new WorkspaceDatabase(dataSource);
    this.cipher = cipher;
  }

  @Override
  public DeliveryConfig create(
      UUID id, Access access, DeliverySettings settings, DeliverySecrets secrets) {
    byte[] encrypted = null;
    String keyId = null;
    if (!secrets.isEmpty()) {
      Secret text = asJson(secrets);
      encrypted = cipher().encrypt(text, context(id, access.owner(), settings));
      keyId = cipher().keyId();
    }
    Object[] values = {
      id,
      access.owner(),
      access.organization(),
      settings.name(),
      settings.type().name(),
      write(settings.values()),
      encrypted,
      keyId,
      access.owner(),
      MAX_PER_OWNER
    };
    int made =
        database.change(
            "keep the delivery configuration",
            connection -> {
              try (PreparedStatement insert = prepare(connection, INSERT, values)) {
                return insert.executeUpdate();
              }
            });
    Optional<DeliveryConfig> stored = select("id = ?", id).stream().findFirst();
    if (stored.isEmpty()) {
      throw new ExportFailure(
          ErrorCode.STATE_CONFLICT,
          "Cannot keep a delivery configuration: you have %d, as many as may be. Delete some."
              .formatted(MAX_PER_OWNER));
    }
    DeliveryConfig config = stored.get();
    boolean same =
        made == 1
            || config.access().owner().equals(access.owner())
                && config.settings().equals(settings)
                && secrets(config).equals(secrets);
    if (!same) {
      throw new ExportFailure(
          ErrorCode.STATE_CONFLICT,
          "Cannot keep the delivery configuration: %s is another one.".formatted(id));
    }
    return config;
  }

  @Override
  public Optional<DeliveryConfig> find(UUID id, Caller caller) {
    return select("id = ?", id).stream()
        .findFirst()
        .filter(config -> config.access().isReadableBy(caller));
  }

  @Override
  public Map<UUID, DeliveryConfig> findOwn(Set<UUID> ids, String owner) {
    if (ids.isEmpty()) {
      return Map.of();
    }
    Map<UUID, DeliveryConfig> found = new HashMap<>();
    select("id = ANY(?) AND owner = ?", ids.toArray(new UUID[0]), owner)
        .forEach(config -> found.put(config.id(), config));
    return found;
  }

  @Override
  public DeliverySecrets secrets(DeliveryConfig config) {
    SecretContext context = context(config.id(), config.access().owner(), config.settings());
    return database.read(
        "read the delivery configuration",
        connection -> {
          try (PreparedStatement select =
                  prepare(
                      connection,
                      "SELECT secrets FROM delivery_configs WHERE id = ?",
                      config.id());
              ResultSet row = select.executeQuery()) {
            return row.next() && row.getBytes(1) != null
                ? ofJson(cipher().decrypt(row.getBytes(1), context))
                : new DeliverySecrets(Map.of());
          }
        });
  }

  @Override
  public WorkspacePage<DeliveryConfig> list(Caller caller, PageRequest page) {
    ListCursor after = page.after() == null ? null : ListCursor.parse(page.after());
    String newestFirst = " ORDER BY created_at DESC, id DESC LIMIT ?";
    int oneMore = page.limit() + 1; // tells whether another page follows
    List<DeliveryConfig> found =
        after == null
            ? select("owner = ?" + newestFirst, caller.user(), oneMore)
            : select(
                "owner = ? AND (created_at, id) < (?, ?)" + newestFirst,
                caller.user(),
                after.createdAt().atOffset(ZoneOffset.UTC),
                after.id(),
                oneMore);
    if (found.size() <= page.limit()) {
      return new WorkspacePage<>(found, null);
    }
    DeliveryConfig last = found.get(page.limit() - 1);
    return new WorkspacePage<>(
        found.subList(0, page.limit()), new ListCursor(last.createdAt(), last.id()).toString());
  }

  @Override
  public void delete(UUID id, Caller caller) {
    if (find(id, caller).filter(config -> config.access().isWritableBy(caller)).isEmpty()) {
      throw new ExportFailure(
          ErrorCode.WORKSPACE_UNKNOWN, "Cannot find delivery configuration %s.".formatted(id));
    }
    database.change(
        "delete the delivery configuration",
        connection -> {
          try (PreparedStatement delete =
              prepare(connection, "DELETE FROM delivery_configs WHERE id = ?", id)) {
            return delete.executeUpdate();
          }
        });
  }

  private static Secret asJson(DeliverySecrets secrets) {
    Map<String, String> revealed = new TreeMap<>();
    secrets.byName().forEach((name, secret) -> revealed.put(name, secret.reveal()));
    return Secret.of(write(revealed));
  }

  private static DeliverySecrets ofJson(Secret json) {
    Map<String, Secret> byName = new HashMap<>();
    read(json.reveal(), new TypeReference<Map<String, String>>() {})
        .forEach((name, text) -> byName.put(name, Secret.of(text)));
    return new DeliverySecrets(byName);
  }

  private SecretCipher cipher() {
    return cipher.orElseThrow(
        () ->
            new ExportFailure(
                ErrorCode.OPTION_UNSUPPORTED,
                "Cannot keep secrets: this service has no key to encrypt them with. Ask the"
                    + " operator to set LANDFALL_SECRETS_KEY."));
  }

  /** Binds secrets to where they are sent: all settings but the name, which people may change. */
  private static SecretContext context(UUID id, String owner, DeliverySettings settings) {
    Map<String, String> bound = new HashMap<>();
    bound.put("type", settings.type().name());
    settings
        .values()
        .fields()
        .forEachRemaining(e -> bound.put(e.getKey(), e.getValue().toString()));
    return SecretContext.of("delivery configuration", id, owner, bound);
  }

  private List<DeliveryConfig> select(String condition, Object... values) {
    return database.read(
        "read delivery configurations",
        connection -> {
          try (PreparedStatement select = prepare(connection, SELECT + condition, values);
              ResultSet row = select.executeQuery()) {
            List<DeliveryConfig> found = new ArrayList<>();
            while (row.next()) {
              found.add(config(row));
            }
            return found;
          }
        });
  }

  private static DeliveryConfig config(ResultSet row) throws SQLException {
    return new DeliveryConfig(
        row.getObject("id", UUID.class),
        new Access(row.getString("owner"), row.getString("organization"), Visibility.PRIVATE),
        new DeliverySettings(
            row.getString("name"),
            DeliveryType.valueOf(row.getString("type")),
            read(row.getString("settings"), new TypeReference<>() {})),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }

  private static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) { // without the cause, which may quote a secret
      throw new IllegalStateException("Cannot write a delivery configuration as JSON");
    }
  }

  private static <T> T read(String json, TypeReference<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) { // likewise
      throw new IllegalStateException("Cannot read a delivery configuration of the database");
    }
  }
}
