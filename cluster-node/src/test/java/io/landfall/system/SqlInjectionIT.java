package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.chaos.Postgres;
import io.landfall.system.SqlInjections.SearchRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * T17: what users write never becomes SQL, be it in the one implementation of the index or in the
 * other.
 */
class SqlInjectionIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path temp;

  @Test
  @Tag("system")
  void nothingBecomesSqlOnTheEmbeddedDatabase() throws Exception {
    try (LoadedService service = LoadedService.start(temp, List.of())) {
      attack(service);
    }
  }

  @Test
  @Tag("postgis")
  void nothingBecomesSqlOnPostgis() throws Exception {
    try (var postgres = new Postgres();
        LoadedService service = LoadedService.on(postgres.url("127.0.0.1", postgres.port), temp)) {
      assertThat(texts(service, "select pg_typeof(footprint) from scenes limit 1"))
          .containsExactly("geometry");
      attack(service);
    }
  }

  private static void attack(LoadedService service) throws Exception {
    List<String> before = state(service);
    assertThat(before).hasSizeGreaterThan(5);
    List<String> wrong = new ArrayList<>();
    long asked = 0;
    for (SearchRequest question : (Iterable<SearchRequest>) SqlInjections.questions()::iterator) {
      asked++;
      long start = System.nanoTime();
      HttpResponse<String> answer = ask(service, question);
      long millis = (System.nanoTime() - start) / 1_000_000;
      boolean ok = List.of(200, 400, 404, 414).contains(answer.statusCode());
      if (!ok || millis > 4_000 || leaksDatabaseDetail(answer.body())) {
        wrong.add(
            "%s -> %d, %d ms, %s".formatted(question, answer.statusCode(), millis, answer.body()));
      }
    }
    assertThat(asked).isGreaterThan(3_000);
    assertThat(wrong).isEmpty();
    for (SearchRequest question : (Iterable<SearchRequest>) SqlInjections.ofNoScene()::iterator) {
      HttpResponse<String> answer = ask(service, question);
      assertThat(answer.statusCode()).as(question + answer.body()).isEqualTo(200);
      assertThat(JSON.readTree(answer.body()).path("features")).as(question.toString()).isEmpty();
    }
    assertThat(state(service)).isEqualTo(before);
    assertThat(longestQuerySeconds(service)).isLessThan(6);
  }

  private static boolean leaksDatabaseDetail(String body) {
    return body.contains("ERROR:")
        || body.contains("PSQLException")
        || body.contains("syntax error at")
        || body.contains("org.postgresql");
  }

  private static HttpResponse<String> ask(LoadedService service, SearchRequest question)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(service.url() + question.path()))
            .timeout(Duration.ofSeconds(30));
    if (question.body() != null) {
      request
          .header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString(question.body()));
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Tables, roles, and the rows of the index. */
  private static List<String> state(LoadedService service) throws SQLException {
    return texts(
        service,
        """
        select table_name from information_schema.tables where table_schema = 'public'
        union all select rolname from pg_roles
        union all select id || ' ' || coalesce(cloud_cover::text, '-') from scenes order by 1
        """);
  }

  private static double longestQuerySeconds(LoadedService service) throws SQLException {
    return Double.parseDouble(
        texts(
                service,
                """
                select coalesce(max(extract(epoch from now() - query_start)), 0)
                from pg_stat_activity where state = 'active' and pid <> pg_backend_pid()
                and backend_type = 'client backend'
                """)
            .get(0));
  }

  private static List<String> texts(LoadedService service, String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Connection connection = service.database().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        texts.add(row.getString(1));
      }
    }
    return texts;
  }
}
