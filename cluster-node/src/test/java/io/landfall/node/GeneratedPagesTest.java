package io.landfall.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import io.landfall.api.json.ProblemType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The pages that are made from the code say what the code says. After a change, write them anew
 * with {@code mvn -pl cluster-node -am test -Dtest=GeneratedPagesTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dpages=write}.
 */
class GeneratedPagesTest {
  private static final Path PAGES = Path.of("..", "src", "site", "markdown");

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

  private static void assertPage(String name, String expected) throws IOException {
    Path file = PAGES.resolve(name);
    if ("write".equals(System.getProperty("pages"))) {
      Files.writeString(file, expected);
    }
    assertThat(file).hasContent(expected);
  }
}
