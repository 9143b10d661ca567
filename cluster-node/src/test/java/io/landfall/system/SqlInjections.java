package io.landfall.system;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** What people put where they hope it becomes SQL, and all places of the search that take text. */
final class SqlInjections {
  private static final List<String> TEXTS =
      List.of(
          "'",
          "''",
          "\"",
          "\\",
          "\\'",
          "';",
          "' --",
          "'/*",
          "*/--",
          "' OR '1'='1",
          "' OR 1=1 --",
          "\" OR 1=1 --",
          "') OR ('1'='1",
          "')) OR 1=1 --",
          "' OR TRUE --",
          "x' OR id IS NOT NULL --",
          "1 OR 1=1",
          "1) OR (1=1",
          "0 OR cloud_cover IS NULL",
          "' AND 1=CAST((SELECT version()) AS int) --",
          "' AND 1=CAST((SELECT current_user) AS numeric) --",
          "1 AND (SELECT 1/0)",
          "' UNION SELECT NULL --",
          "' UNION ALL SELECT password FROM api_tokens --",
          "1 UNION SELECT usename FROM pg_user --",
          "') UNION SELECT table_name FROM information_schema.tables --",
          "'; DROP TABLE scenes; --",
          "1; DROP TABLE scenes",
          "'; DELETE FROM scenes WHERE 't'='t",
          "'; TRUNCATE scenes; --",
          "'; UPDATE scenes SET cloud_cover = 0; --",
          "'; CREATE ROLE evil SUPERUSER; --",
          "'; CREATE TABLE evil(x text); --",
          "'; COPY scenes TO PROGRAM 'touch /tmp/evil'; --",
          "'; COPY evil FROM '/etc/passwd'; --",
          "'; COMMIT; --",
          "'; SELECT pg_terminate_backend(pid) FROM pg_stat_activity; --",
          "'; SELECT pg_sleep(10); --",
          "' OR pg_sleep(10) IS NULL --",
          "' || pg_sleep(10) --",
          "1 OR (SELECT 1 FROM pg_sleep(10))",
          "(SELECT CASE WHEN (1=1) THEN pg_sleep(10) END)",
          "(select 1 from generate_series(1,100000000))",
          "pg_read_file('/etc/passwd')",
          "lo_import('/etc/passwd')",
          "current_setting('is_superuser')",
          "query_to_xml('select 1',true,true,'')",
          "dblink('host=127.0.0.1','select 1')",
          "$$; DROP TABLE scenes; $$",
          "$1",
          "${jndi:ldap://127.0.0.1/x}",
          "?",
          ":id",
          "{fn now()}",
          "{ts '2020-01-01'}",
          "E'\\\\x27 OR 1=1'",
          "U&'\\0027 OR 1=1'",
          "chr(39)||chr(39)",
          "\u02bc OR 1=1 --",
          "\uff07 OR 1=1 --",
          "\u2019 OR 1=1 --",
          "%27 OR 1=1 --",
          "%2527",
          "'\n; DROP TABLE scenes; --",
          "'\r\nSET ROLE postgres; --",
          "'\t--",
          "a\u0000b",
          "a\ud83cb",
          "id::text",
          "scenes.id",
          "public.scenes",
          "ctid",
          "xmin",
          "acquired desc; drop table scenes",
          "id,(select 1)",
          "id nulls first",
          "(id)",
          "1,2",
          "case when 1=1 then id else acquired end",
          "id limit 1 offset 0",
          "pg_catalog.pg_class",
          "geometry->>'x'",
          "$.id ? (@ like_regex \"^a\")",
          "POINT(0 0)'; DROP TABLE scenes; --",
          "SRID=4326;POINT(0 0)",
          "POLYGON((0 0,1 1,1 0,0 0))::geometry",
          "ST_GeomFromText('POINT(0 0)')",
          "%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%",
          "%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%b",
          "_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_",
          "\\%\\_\\\\",
          "'".repeat(500),
          "(".repeat(500),
          "NaN",
          "Infinity",
          "-0",
          "1e400",
          "0x1F",
          "9".repeat(300),
          "null",
          "true");

  /** A question; with {@code body}, a POST. */
  record SearchRequest(String path, String body) {}

  private SqlInjections() {}

  static Stream<SearchRequest> questions() {
    return TEXTS.stream().flatMap(text -> Stream.concat(gets(text), posts(text)));
  }

  /** Filters that hold for no scene, as long as a text stays a text. */
  static Stream<SearchRequest> ofNoScene() {
    return TEXTS.stream()
        .filter(text -> text.codePoints().noneMatch(c -> c == 0 || c >= 0xD800 && c < 0xE000))
        .map(text -> "{\"op\":\"=\",\"args\":[{\"property\":\"id\"},%s]}".formatted(quoted(text)))
        .map(filter -> new SearchRequest("/stac/search", "{\"filter\":%s}".formatted(filter)));
  }

  private static Stream<SearchRequest> gets(String text) {
    String plain = encoded(text);
    return Stream.of(
            "/stac/search?filter=" + plain,
            "/stac/search?filter=" + encoded("id = '" + text + "'"),
            "/stac/search?filter=" + encoded("id = '" + text.replace("'", "''") + "'"),
            "/stac/search?filter=" + encoded("id LIKE '" + text.replace("'", "''") + "'"),
            "/stac/search?filter=" + encoded(text + " = 1"),
            "/stac/search?filter=" + encoded("\"" + text + "\" = 1"),
            "/stac/search?filter=" + encoded("eo:cloud_cover < " + text),
            "/stac/search?filter=" + encoded("S_INTERSECTS(geometry, " + text + ")"),
            "/stac/search?sortby=" + plain,
            "/stac/search?fields=" + plain,
            "/stac/search?ids=" + plain,
            "/stac/search?collections=" + plain,
            "/stac/search?bbox=" + encoded("0,0,1," + text),
            "/stac/search?datetime=" + plain,
            "/stac/search?limit=" + plain,
            "/stac/search?token=" + plain,
            "/stac/search?" + plain + "=1",
            "/stac/collections/" + plain,
            "/stac/collections/landsat/items/" + plain,
            "/local_index/discover/landsat?bbox=" + encoded("0,0,1," + text),
            "/local_index/discover/landsat?cloudCover=" + plain,
            "/local_index/discover/landsat?acquiredDate=" + plain,
            "/local_index/discover/" + plain,
            "/local_index/landsat/" + plain)
        .map(path -> new SearchRequest(path, null));
  }

  private static Stream<SearchRequest> posts(String text) {
    String json = quoted(text);
    return Stream.of(
            "{\"ids\":[%s]}",
            "{\"sortby\":[{\"field\":%s,\"direction\":\"asc\"}]}",
            "{\"fields\":{\"include\":[%s]}}",
            "{\"query\":{\"id\":{\"contains\":%s}}}",
            "{\"query\":{%s:{\"eq\":1}}}",
            "{\"filter\":{\"op\":\"=\",\"args\":[{\"property\":%s},1]}}",
            "{\"filter\":{\"op\":%s,\"args\":[{\"property\":\"id\"},\"a\"]}}",
            "{\"filter\":{\"op\":\"in\",\"args\":[{\"property\":\"id\"},[%s]]}}",
            "{\"filter\":{\"op\":\"like\",\"args\":[{\"property\":\"id\"},%s]}}",
            "{\"intersects\":{\"type\":%s,\"coordinates\":[0,0]}}",
            "{\"token\":%s}",
            "{%s:1}")
        .map(body -> new SearchRequest("/stac/search", body.formatted(json)));
  }

  private static String quoted(String text) {
    return com.fasterxml.jackson.databind.node.TextNode.valueOf(text).toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
