package io.landfall.system;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.ingest.IngestState;
import io.landfall.system.IndexCaseRuns.HttpOutcome;
import io.landfall.system.IndexCaseRuns.IndexRow;
import io.landfall.system.IndexCaseRuns.IngestOutcome;
import io.landfall.system.IndexCaseRuns.ServedList;
import io.landfall.system.IndexCasesIT.IndexCase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The right answers to the cases of lists, searches and database addresses, by their ids. */
final class IndexCaseChecks {
  private static final String OLINDA = "LC08_L1TP_015042_20180304_20180319_01_T1";
  private static final String BEHIND_PROXY = "https://stac.example.org";

  private IndexCaseChecks() {}

  /** Looks whether a case comes out right; {@code folder} holds the scene lists of the case. */
  @FunctionalInterface
  interface Check {
    void check(IndexCaseRuns runs, IndexCase each, Path folder);
  }

  static final Map<String, Check> ALL =
      Map.ofEntries(
          entry("limit_10_0_post", items(10)),
          entry("int_overlapping_multipolygon", answer(200, IndexCaseChecks::findsMiami)),
          entry("fields_post_exclude_only", answer(200, IndexCaseChecks::hasAllButGeometry)),
          entry("fields_nested_include", answer(200, IndexCaseChecks::hasCloudCoverOnly)),
          entry("cql_path_like", answer(200, IndexCaseChecks::hasPathsOfTen)),
          entry("head_root", status(200)),
          entry("head_live", status(200)),
          entry("head_openapi", status(200)),
          entry("slash_collection", idOf("landsat")),
          entry("slash_item", idOf(OLINDA)),
          entry("slash_conformance", holds("conformsTo")),
          entry("slash_queryables", holds("properties")),
          entry("slash_discover", holds("features")),
          entry("post_search_slash", items(1)),
          entry("accept_oas", holds("openapi")),
          entry("post_gzip_body", items(1)),
          entry(
              "cors_preflight_custom",
              answer(
                  200,
                  outcome ->
                      assertThat(outcome.text().toLowerCase(Locale.ROOT))
                          .containsPattern("access-control-allow-headers:.*x-requested-with")
                          .containsPattern("access-control-allow-headers:.*traceparent"))),
          entry(
              "cors_v1",
              answer(
                  200,
                  outcome ->
                      assertThat(outcome.text().toLowerCase(Locale.ROOT))
                          .containsPattern("access-control-allow-headers:.*authorization")
                          .doesNotContain("allow-credentials"))),
          entry("xforwarded_proto", answer(200, IndexCaseChecks::linksLeadThroughTheProxy)),
          entry("forwarded", answer(200, IndexCaseChecks::linksLeadThroughTheProxy)),
          entry("item_proj", answer(200, IndexCaseChecks::hasProjection)),
          entry("number_matched", answer(200, IndexCaseChecks::countsBeyondThePage)),
          entry("reprocessed_dup", answer(200, IndexCaseChecks::hasTheNewest)),
          entry("stac_service_doc", answer(200, IndexCaseChecks::hasServiceDoc)),
          entry("items_collections_param", items(1)),
          entry("db_raw_at", migrates(2, "percent-encode")),
          entry("db_raw_pct", migrates(2, "percent-encode")),
          entry("db_underscore_host", migrates(4, "my_db")),
          entry("db_multi_host", migrates(0, "")),
          entry("db_secret_in_query", migrates(4, "127.0.0.1:1")),
          entry("db_upper_scheme", migrates(0, "")),
          entry("ingest_blank_spaces_line", ingested(2, 0)),
          entry("ingest_quoted_newline", ingested(2, 0)),
          entry("ingest_trailing_comma_rows", ingested(2, 0)),
          entry("ingest_cut_in_url", IndexCaseChecks::theCutIsNoticed),
          entry("ingest_cloud_NULL", ingested(2, 0).and(IndexCaseChecks::anUnknownCloudCover)),
          entry("ingest_cloud_nan", ingested(2, 0).and(IndexCaseChecks::anUnknownCloudCover)),
          entry(
              "ingest_cloud_backslashN", ingested(2, 0).and(IndexCaseChecks::anUnknownCloudCover)),
          entry("ingest_cloud_NA", ingested(2, 0).and(IndexCaseChecks::anUnknownCloudCover)),
          entry("ingest_g_zeropad_csv_gz", ingested(2, 0)),
          entry("ingest_z_list_zip", ingested(1, 0)),
          entry("ingest_z_list_csv_bz2", ingested(1, 0)),
          entry("bad_row_withdraws", IndexCaseChecks::badRowsWithdrawNothing),
          entry("all_rows_bad_exit0", IndexCaseChecks::rowsOfNoScenesFail),
          entry("bigquery_export", ingested(2, 0)),
          entry("rotating_signature", IndexCaseChecks::aNewSignatureIsTheSameList),
          entry("gdal_stacit", IndexCaseChecks::gdalOpensTheSearch),
          entry("docs_metrics_404", IndexCaseChecks::docsAndMetricsAreThere));

  /** Cases that take a fault or a program of their own, and the tests that look at them. */
  static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          entry("frequency_year", "IngestActorTest"),
          entry("locale_digits", "LargeAnswersIT"),
          entry("pgbouncer_transaction", "ForeignDatabaseIT"),
          entry("postgis_other_schema", "ForeignDatabaseIT"),
          entry("statement_timeout", "ForeignDatabaseIT"),
          entry("read_only_primary", "ForeignDatabaseIT"),
          entry("pystac_client_get_items", "PystacClientIT"),
          entry("pystac_client_collection_search", "PystacClientIT"),
          entry("stac_api_validator", "StacApiValidatorIT"),
          entry("r2_multipart", "UploadTrialIT"),
          entry("path_row_slow", "PostgisSearchIT"),
          entry("discover_oom", "LargeAnswersIT"));

  /** An ingest whose outcome is looked at. */
  private record Ingest(List<Consumer<IngestOutcome>> checks) implements Check {
    @Override
    public void check(IndexCaseRuns runs, IndexCase each, Path folder) {
      IngestOutcome outcome = runs.ingest(lists(folder));
      checks.forEach(check -> check.accept(outcome));
    }

    Ingest and(Consumer<IngestOutcome> check) {
      return new Ingest(Stream.concat(checks.stream(), Stream.of(check)).toList());
    }
  }

  private static List<String> lists(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(Path::toString).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Ingest ingested(int scenes, int bad) {
    return new Ingest(
        List.of(
            outcome -> {
              assertThat(outcome.report().state())
                  .as(outcome.report().message())
                  .isEqualTo(IngestState.DONE);
              assertThat(outcome.report().scenes()).isEqualTo(scenes);
              assertThat(outcome.report().bad()).isEqualTo(bad);
              assertThat(outcome.listed()).hasSize(scenes);
            }));
  }

  private static void anUnknownCloudCover(IngestOutcome outcome) {
    assertThat(outcome.listed()).extracting(IndexRow::cloudCover).containsNull();
  }

  private static void theCutIsNoticed(IndexCaseRuns runs, IndexCase each, Path folder) {
    IngestOutcome outcome = runs.ingest(lists(folder));
    assertThat(outcome.report().whole()).isFalse();
    assertThat(outcome.report().message()).isNotEmpty();
    assertThat(outcome.index()).allMatch(row -> row.url().endsWith("index.html"));
  }

  private static void badRowsWithdrawNothing(IndexCaseRuns runs, IndexCase each, Path folder) {
    IngestOutcome outcome =
        runs.ingestServed(
            new ServedList("list.csv", folder.resolve("wd1.csv")),
            new ServedList("list.csv", folder.resolve("wd2.csv")));
    assertThat(outcome.listed()).hasSize(100);
  }

  private static void aNewSignatureIsTheSameList(IndexCaseRuns runs, IndexCase each, Path folder) {
    IngestOutcome outcome =
        runs.ingestServed(
            new ServedList("list?sig=aaa", folder.resolve("wd1.csv")),
            new ServedList("list?sig=bbb", folder.resolve("wd4.csv")));
    assertThat(outcome.report().merged().withdrawn()).isEqualTo(5);
    assertThat(outcome.listed()).hasSize(95);
  }

  private static void rowsOfNoScenesFail(IndexCaseRuns runs, IndexCase each, Path folder) {
    // With a comma too many forgiven, this list is good; one of the same rows without ids is not.
    IngestOutcome outcome = runs.ingest(lists(folder));
    assertThat(outcome.listed()).hasSize(2);
    Path broken = runs.write("broken.csv", text(lists(folder).get(0)).replaceAll("LC08", "??"));
    IngestOutcome failed = runs.ingest(List.of(broken.toString()));
    assertThat(failed.report().state()).isEqualTo(IngestState.FAILED);
    assertThat(failed.report().message()).contains("line 2");
    assertThat(failed.index()).isEmpty();
  }

  private static String text(String file) {
    return Programs.read(Path.of(file));
  }

  private static Check migrates(int exitCode, String said) {
    return (runs, each, folder) -> {
      String url = each.input().replaceFirst("(?s)^.*DATABASE_URL='([^']*)'.*$", "$1");
      var result = runs.migrateStatus(url);
      assertThat(result.exitCode()).as(result.stderr()).isEqualTo(exitCode);
      assertThat(result.stdout() + result.stderr()).contains(said).doesNotContain("s3cr3t", "p%w");
    };
  }

  private static Check answer(int status, Consumer<HttpOutcome> check) {
    return (runs, each, folder) -> {
      HttpOutcome outcome = runs.curl(each.input());
      assertThat(outcome.status()).as(outcome.text()).isEqualTo(status);
      check.accept(outcome);
    };
  }

  private static Check status(int status) {
    return answer(status, outcome -> {});
  }

  private static Check holds(String member) {
    return answer(200, outcome -> assertThat(outcome.json().has(member)).isTrue());
  }

  private static Check idOf(String id) {
    return answer(200, outcome -> assertThat(outcome.json().path("id").asText()).isEqualTo(id));
  }

  private static Check items(int count) {
    return answer(200, outcome -> assertThat(outcome.json().path("features")).hasSize(count));
  }

  private static List<String> ids(HttpOutcome outcome) {
    return outcome.json().path("features").findValuesAsText("id");
  }

  private static void findsMiami(HttpOutcome outcome) {
    assertThat(ids(outcome)).contains(OLINDA).allMatch(id -> id.matches(".{10}01[5-8]04[12].*"));
  }

  private static void hasAllButGeometry(HttpOutcome outcome) {
    JsonNode item = outcome.json().path("features").path(0);
    assertThat(item.has("geometry")).isFalse();
    assertThat(item.path("properties").path("platform").asText()).isEqualTo("landsat-8");
    assertThat(item.has("assets")).isTrue();
  }

  private static void hasCloudCoverOnly(HttpOutcome outcome) {
    JsonNode item = outcome.json().path("features").path(0);
    List<String> names = new ArrayList<>();
    item.path("properties").fieldNames().forEachRemaining(names::add);
    assertThat(names).containsExactly("eo:cloud_cover");
  }

  private static void hasPathsOfTen(HttpOutcome outcome) {
    assertThat(ids(outcome)).isNotEmpty().allMatch(id -> id.substring(10).startsWith("01"));
  }

  private static List<String> links(HttpOutcome outcome) {
    return outcome.json().path("links").findValuesAsText("href");
  }

  private static void linksLeadThroughTheProxy(HttpOutcome outcome) {
    assertThat(links(outcome)).isNotEmpty().allMatch(href -> href.startsWith(BEHIND_PROXY));
  }

  private static void hasProjection(HttpOutcome outcome) {
    assertThat(outcome.json().findValue("proj:shape").toString()).isEqualTo("[7741,7601]");
    assertThat(outcome.json().findValue("proj:transform")).hasSize(6);
  }

  private static void countsBeyondThePage(HttpOutcome outcome) {
    assertThat(outcome.json().path("features")).hasSize(1);
    assertThat(outcome.json().path("numberMatched").asInt()).isGreaterThan(20);
  }

  private static void hasTheNewest(HttpOutcome outcome) {
    assertThat(ids(outcome))
        .contains("LC08_L1TP_193026_20170805_20180523_01_T1")
        .doesNotContain("LC08_L1TP_193026_20170805_20170812_01_T1");
  }

  private static void hasServiceDoc(HttpOutcome outcome) {
    assertThat(outcome.json().path("links").findValuesAsText("rel")).contains("service-doc");
  }

  private static void gdalOpensTheSearch(IndexCaseRuns runs, IndexCase each, Path folder) {
    String search = "STACIT:\"%s/stac/search?ids=%s\":asset=red".formatted(runs.url(), OLINDA);
    String info = Programs.run("gdalinfo", search).expectSuccess().stdout();
    assertThat(info).contains("Size is 7601, 7741", "UTM zone 17N");
  }

  private static void docsAndMetricsAreThere(IndexCaseRuns runs, IndexCase each, Path folder) {
    for (String path : List.of("/docs", "/metrics")) {
      assertThat(runs.curl("curl -s -w '\\nHTTP %{http_code}' -L $B" + path).status())
          .as(path)
          .isEqualTo(200);
    }
  }
}
