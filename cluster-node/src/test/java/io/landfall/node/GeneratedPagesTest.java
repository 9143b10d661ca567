package io.landfall.node;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import io.landfall.api.json.ProblemType;
import io.landfall.model.Resampling;
import io.landfall.model.algebra.BuiltInTool;
import io.landfall.model.algebra.BuiltInTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The pages and lists that are made from the code say what the code says. After a change, write
 * them anew with {@code mvn -pl cluster-node -am test -Dtest=GeneratedPagesTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dpages=write}.
 */
class GeneratedPagesTest {
  private static final Path PAGES = Path.of("..", "src", "site", "markdown");
  private static final Path API =
      Path.of("..", "api", "src", "main", "resources", "io", "landfall", "api");
  private static final Path OPENAPI = API.resolve("openapi.json");
  private static final Path CONSOLE = API.resolve("console/js");

  @Test
  void theConfigPageListsEverySetting() throws IOException {
    Config reference = ConfigFactory.defaultReference().getConfig("landfall");
    Map<String, ConfigValue> settings = new TreeMap<>();
    reference
        .entrySet()
        .forEach(entry -> settings.put("landfall." + entry.getKey(), entry.getValue()));
    StringBuilder page =
        new StringBuilder(
            """
            # Settings

            Every setting with its default. Flags of the command line come first, then environment variables, then `application.conf`
            on the class path or the file that `-Dconfig.file=` names. A key below `landfall` that is not listed here stops the start.

            """);
    settings.keySet().removeIf(key -> key.contains("dispatcher.")); // Akka's own settings of a pool
    settings.forEach(
        (key, value) -> {
          String comment =
              String.join(" ", value.origin().comments()).strip().replaceAll("\\s+", " ");
          assertThat(comment).as("the comment of %s in reference.conf", key).isNotEmpty();
          page.append(
              "- **`%s`** = `%s`  \n  %s\n"
                  .formatted(key, value.render(ConfigRenderOptions.concise()), comment));
        });
    assertPage("config.md", page.toString());
  }

  @Test
  void theProblemsPageListsEveryError() throws IOException {
    StringBuilder page =
        new StringBuilder(
            """
            # Problems

            Every error has a code, the same on the command line, in the journal and over HTTP, where its `type` is `/problems/` and the name
            below. The `detail` of a problem says what could not be done, with which value, and what to do.

            A service has a page for each at its `type`, and a list of all at `/problems`: HTML for browsers, JSON for others. Refusals that are not listed
            here are of HTTP alone and named by their status, as `not-implemented` by 501.

            | type | HTTP status | meaning | who can fix it |
            | --- | --- | --- | --- |
            """);
    for (ProblemType type : ProblemType.all()) {
      page.append(
          "| `%s` | %d | %s | %s |\n"
              .formatted(type.slug(), type.status(), type.meaning(), type.fixer()));
    }
    assertPage("problems.md", page.toString());
  }

  @Test
  void listsOfToolsAreThoseOfTheCode() throws IOException {
    StringBuilder rows = new StringBuilder();
    StringJoiner names = new StringJoiner(", ");
    for (BuiltInTool tool : BuiltInTools.all()) {
      rows.append("| `%s` | %s | `%s` |\n".formatted(tool.name(), tool.title(), tool.formula()));
      names.add(tool.name());
    }
    assertList(
        PAGES.resolve("tools.md"),
        "(?<=\\| name \\| what it shows \\| formula \\|\n\\| --- \\| --- \\| --- \\|\n)(\\|.*\n)+",
        list -> rows.toString());
    assertList(OPENAPI, "(?<=A tool that comes with Landfall \\()[^)]*", list -> names.toString());
  }

  @Test
  void listsOfKernelsAreThoseOfTheCode() throws IOException {
    List<String> names =
        Arrays.stream(Resampling.values()).map(each -> each.name().toLowerCase(ROOT)).toList();
    assertList(
        OPENAPI,
        "(?<=\"enum\": \\[\n)( +)\"nearest\",\n[^\\]]*(?=\n *\\])",
        list -> {
          String indent = list.substring(0, list.indexOf('"'));
          return quoted(names, "\"", ",\n" + indent, indent)
              + (list.endsWith("null") ? ",\n" + indent + "null" : "");
        });
    assertList(
        CONSOLE.resolve("look/look.js"),
        "(?<=export const RESAMPLINGS = \\[)[^\\]]*",
        list -> quoted(names, "'", ", ", ""));
    assertList(
        PAGES.resolve("tiles.md"),
        "(?<=\\| `resampling` \\| )[^|]*(?= \\|)",
        list -> quoted(names, "`", ", ", ""));
    assertList(
        Path.of("..", "README.md"),
        "(?<=\\| resamples \\| )[^\\[]*(?=, \\[as GDAL)",
        list -> String.join(", ", names));
  }

  private static String quoted(List<String> names, String quote, String between, String before) {
    return names.stream()
        .map(name -> quote + name + quote)
        .collect(Collectors.joining(between, before, ""));
  }

  /** Each part of the file that {@code pattern} finds is what {@code expected} makes of it. */
  private static void assertList(Path file, String pattern, UnaryOperator<String> expected)
      throws IOException {
    String text = Files.readString(file);
    Matcher lists = Pattern.compile(pattern).matcher(text);
    assertThat(lists.find()).as("a list in %s", file).isTrue();
    String right =
        lists.replaceAll(found -> Matcher.quoteReplacement(expected.apply(found.group())));
    if ("write".equals(System.getProperty("pages"))) {
      Files.writeString(file, right);
      return;
    }
    assertThat(text).as("%s: write its lists anew, as told above", file).isEqualTo(right);
  }

  private static void assertPage(String name, String expected) throws IOException {
    Path file = PAGES.resolve(name);
    if ("write".equals(System.getProperty("pages"))) {
      Files.writeString(file, expected);
    }
    assertThat(file).hasContent(expected);
  }
}
