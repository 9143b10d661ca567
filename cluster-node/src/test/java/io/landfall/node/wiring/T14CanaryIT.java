package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.delivery.dropbox.DropboxConfig;
import io.landfall.delivery.dropbox.FakeDropbox;
import io.landfall.node.services.BackingServices;
import io.landfall.secret.Secret;
import io.landfall.store.s3.FakeS3;
import io.landfall.workspace.DeliveryConfig.DeliverySecrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/**
 * T14: what users trust a service with goes through all it does, well and badly, with every logger
 * at its loudest, and then stands nowhere: not in logs, tables, files, objects or answers.
 */
@ExtendWith(SharedService.Starter.class)
@Tag("system")
class T14CanaryIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String S3_CONFIG =
      """
      {"name": "canary bucket", "type": "S3", "bucket": "users", "prefix": "%s",
       "region": "us-east-1", "endpoint": "%s", "accessKeyId": "AKIACANARY",
       "secretAccessKey": "%s", "sessionToken": "%s"}
      """;

  private static final long MOST_BYTES_OF_A_FILE = 32 << 20;

  private final SharedService service;
  private final FakeDropbox dropbox;
  private final FakeS3 bucket = FakeS3.start();
  private final Canaries canaries = new Canaries();
  private final List<String> transcript = new ArrayList<>();
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final Appender<ILoggingEvent> log =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(text(event));
        }
      };
  private final LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger root = loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final List<Appender<ILoggingEvent>> appendersBefore = new ArrayList<>();
  private final String folder = "canary-" + UUID.randomUUID();
  private Level levelBefore;

  T14CanaryIT(SharedService service) {
    this.service = service;
    this.dropbox = service.dropbox();
  }

  @BeforeEach
  void listen() {
    levelBefore = root.getLevel();
    root.iteratorForAppenders().forEachRemaining(appendersBefore::add);
    appendersBefore.forEach(root::detachAppender); // the console would be full of it
    log.start();
    root.addAppender(log);
    root.setLevel(Level.DEBUG);
  }

  @AfterEach
  void stop() {
    root.setLevel(levelBefore);
    root.detachAppender(log);
    appendersBefore.forEach(root::addAppender);
    dropbox.heal();
    dropbox.account.tokenPrefix = "access-";
    bucket.close();
  }

  @Test
  void t14_secretsStandNowhereWhateverBecomesOfThem() throws Exception {
    String access = canaries.makePlain("access token");
    String refresh = canaries.make("refresh token");
    dropbox.account.grant(access, refresh);
    String good = dropboxConfig("accessToken", access);
    String renewed = dropboxConfig("refreshToken", refresh);
    String refused = dropboxConfig("accessToken", canaries.make("unknown access token"));
    String users = s3Config(canaries.make("S3 secret"), canaries.make("session token"));
    String strange = s3Config(canaries.make("unknown S3 secret"), "");
    dropbox.account.tokenPrefix = canaries.makePlain("short-lived token") + "-";
    Path keyFile = service.folder().resolve("data/secrets.key");
    canaries.add("key of the service", Files.readString(keyFile).strip());
    var receiver = new HookReceiver("/", HookReceiver.Behaviour.ACCEPT);
    String hook =
        call(
            "POST",
            "/v1/webhooks",
            "{\"name\": \"canary\", \"url\": \"%s\", \"labels\": [\"%s\"]}"
                .formatted(receiver.url(), folder));

    for (String config : List.of(good, renewed, refused, users, strange)) {
      call("GET", "/v1/delivery-configs/" + config, null);
      call("POST", "/v1/delivery-configs/" + config + "/check", "");
    }
    deliver("SUCCESS", good, renewed, users);
    assertThat(dropbox.account.files().keySet()).anyMatch(path -> path.contains(folder));
    deliver("ERROR", refused);
    deliver("ERROR", strange);
    dropbox.fail("finish", 1, FakeDropbox.Fault.REVOKE_TOKEN);
    deliver("ERROR", good);
    dropbox.fail("append_v2", 2, FakeDropbox.Fault.HTML_200);
    dropbox.fail("finish", 1, FakeDropbox.Fault.LOST_ANSWER);
    bucket.fail("users", 1, FakeS3.Fault.ANSWER_500);
    deliver("SUCCESS", renewed, users);
    cancelled(renewed);
    call("GET", "/v1/delivery-configs", null);
    call("GET", "/v1/exports", null);
    call("DELETE", "/v1/delivery-configs/" + refused, null);
    await().atMost(Duration.ofSeconds(60)).until(() -> receiver.requests().size() >= 6);
    receiver.requests().forEach(request -> transcript.add(request.toString()));
    call("DELETE", "/v1/webhooks/" + JSON.readTree(hook).path("id").asText(), null);
    receiver.close();

    assertNowhere();
  }

  @Test
  void t14_whatHoldsSecretsPrintsStars() throws Exception {
    String secret = canaries.make("secret");
    List<Object> holders =
        List.of(
            Secret.of(secret),
            new DeliverySecrets(Map.of("secretAccessKey", Secret.of(secret))),
            new DropboxConfig(
                UUID.randomUUID(), "/x", Secret.of(secret), Secret.of(secret), "app"));

    for (Object holder : holders) {
      assertThat(canaries.in(holder.toString())).as("what prints").isEmpty();
      assertThat(canaries.in(json(holder))).as("JSON").isEmpty();
      assertThat(holder.toString()).contains("***");
    }
  }

  private static String json(Object holder) {
    try {
      return JSON.writeValueAsString(holder);
    } catch (JsonProcessingException refused) {
      return refused.getMessage(); // what has no members is refused, and that is good as well
    }
  }

  private String dropboxConfig(String kind, String token) throws Exception {
    return created(
        """
        {"name": "canary box", "type": "DROPBOX", "path": "/%s/{exportId}", "%s": "%s"%s}
        """
            .formatted(
                folder,
                kind,
                token,
                kind.equals("refreshToken") ? ", \"appKey\": \"app-key\"" : ""));
  }

  private String s3Config(String secret, String session) throws Exception {
    bucket.makeBucket("users");
    if (!session.isEmpty()) {
      bucket.addKey("AKIACANARY", secret, session, "users");
    }
    return created(
        S3_CONFIG
            .formatted(folder + "/{exportId}", bucket.endpoint(), secret, session)
            .replace(", \"sessionToken\": \"\"", ""));
  }

  private String created(String body) throws Exception {
    JsonNode made = JSON.readTree(call("POST", "/v1/delivery-configs", body));
    assertThat(made.path("id").asText()).as(made::toString).isNotEmpty();
    return made.path("id").asText();
  }

  private void deliver(String expected, String... configs) throws Exception {
    String id = submit(configs);
    JsonNode export = service.awaitEnd(id);
    transcript.add(export.toString());
    assertThat(export.path("status").asText()).as(export::toString).isEqualTo(expected);
    call("GET", "/v1/exports/" + id + "/history", null);
    call("GET", "/v1/exports/" + id + "/stream", null);
  }

  private void cancelled(String config) throws Exception {
    dropbox.slowMillis = 300;
    dropbox.fail("append_v2", 1, FakeDropbox.Fault.SLOW);
    String id = submit(config);
    call("POST", "/v1/exports/" + id + "/cancel", "");
    transcript.add(service.awaitEnd(id).toString());
    call("GET", "/v1/exports/" + id + "/history", null);
  }

  private String submit(String... configs) throws Exception {
    String delivery =
        Stream.of(configs)
            .map("{\"deliveryConfigId\": \"%s\"}"::formatted)
            .reduce((a, b) -> a + ", " + b)
            .orElseThrow();
    return service.submit(
        """
        {"name": "canary", "labels": ["%s"], "source": {"scenes": ["LC80220342026101LGN00"], "bands": ["red"]},
         "resolution": 60, "delivery": [%s]}
        """
            .formatted(folder, delivery));
  }

  private String call(String method, String path, String body) throws Exception {
    HttpResponse<String> answer = service.send(method, path, service.token(), body);
    transcript.add(answer.statusCode() + " " + answer.headers().map() + " " + answer.body());
    return answer.body();
  }

  private void assertNowhere() throws Exception {
    root.detachAppender(log);
    assertThat(lines).as("what was logged").hasSizeGreaterThan(100);
    List<String> leaks =
        lines.stream()
            .filter(line -> !canaries.in(line).isEmpty())
            .map(line -> line.replaceFirst("(?s)^(\\S+ \\S+).*", "$1"))
            .distinct()
            .toList();
    assertThat(leaks).as("threads and loggers that tell secrets").isEmpty();
    assertThat(canaries.in(String.join("\n", transcript))).as("secrets in answers").isEmpty();
    assertThat(String.join("\n", transcript)).as("what is not secret").contains(folder);

    String tables = tables();
    assertThat(tables).as("what is not secret").contains(folder);
    assertThat(canaries.in(tables)).as("secrets in tables").isEmpty();
    List<String> visible = new ArrayList<>();
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(service.folder())) {
      for (Path file : files.filter(T14CanaryIT::isNoKey).toList()) {
        String text = content(file);
        canaries.in(text).forEach(name -> found.add(file + ": " + name));
        if (text.contains(folder)) {
          visible.add(file.toString());
        }
      }
    }
    assertThat(visible).as("files that hold what is not secret").isNotEmpty();
    assertThat(found).as("files of database, store and logs with secrets").isEmpty();
    for (String path : bucket.keys()) {
      assertThat(canaries.in(path)).as("secrets in keys").isEmpty();
    }
  }

  private static boolean isNoKey(Path file) {
    return Files.isRegularFile(file) && !file.endsWith("secrets.key");
  }

  private static String text(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    return "%s %s %s %s %s"
        .formatted(
            event.getThreadName(),
            event.getLoggerName(),
            event.getFormattedMessage(),
            event.getMDCPropertyMap(),
            thrown == null ? "" : ThrowableProxyUtil.asString(thrown));
  }

  /** Returns all rows of all tables as text. */
  private String tables() throws Exception {
    var dump = new StringBuilder();
    try (BackingServices services = BackingServices.connectDatabase(service.config());
        Connection connection = services.database().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      List<String> names = new ArrayList<>();
      try (ResultSet tables =
          statement.executeQuery(
              "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables"
                  + " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")) {
        while (tables.next()) {
          names.add(tables.getString(1));
        }
      }
      for (String name : names) {
        try (ResultSet rows = statement.executeQuery("SELECT t::text FROM " + name + " t")) {
          while (rows.next()) {
            dump.append(rows.getString(1)).append('\n');
          }
        }
      }
    }
    return dump.toString();
  }

  private static String content(Path file) {
    try {
      return Files.size(file) > MOST_BYTES_OF_A_FILE
          ? ""
          : new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return ""; // the database and the store keep files for a while only
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
