package io.landfall.node.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls that are refused, broken off, late, or made twice. */
@Tag("system")
@ExtendWith(ConsoleKit.Starter.class)
class FailingCallsIT {
  /** What each view cannot do without. */
  private static final Map<String, String> CALLS =
      Map.of(
          "#/projects", "**/v1/projects?*",
          "#/exports", "**/v1/exports?*",
          "#/destinations", "**/v1/delivery-configs",
          "#/usage", "**/v1/usage?*",
          "#/exports/01900000-0000-7000-8000-000000000000", "**/v1/exports/01900000*",
          "#/projects/01900000-0000-7000-8000-000000000000", "**/v1/projects/01900000*");

  private static final String REASON =
      "{\"title\": \"no\", \"detail\": \"For a reason of its own.\"}";

  private final ConsoleKit kit;
  private final ConsoleData data;

  FailingCallsIT(ConsoleKit kit) {
    this.kit = kit;
    this.data = new ConsoleData(kit);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "403 | problem | For a reason of its own.",
        "422 | problem | For a reason of its own.",
        "400 |         | The service answered 400 without saying why.",
        "404 | <html>  | The service answered 404 without saying why.",
        "200 | null    | Something went wrong",
      })
  void everyViewSaysWhyItHasNothingToShow(int status, String body, String said) {
    String sent = body == null ? "" : body.replace("problem", REASON);
    try (ConsolePage console = kit.open(Look.LIGHT).expectStatus(status)) {
      Page page = console.signIn().page();
      var answer = new Route.FulfillOptions().setStatus(status).setBody(sent);
      CALLS.forEach(
          (hash, call) -> {
            boolean isAskedAgain = status == 200 && hash.startsWith("#/exports/");
            page.route(call, route -> route.fulfill(answer));
            console.go(hash);
            assertThat(page.locator("main"))
                .containsText(
                    isAskedAgain
                        ? "Not connected; trying again"
                        : status == 200 ? "broke off on its way" : said);
            console.go("#/search");
            page.unroute(call);
          });
    }
  }

  @Test
  void whatIsSentTwiceIsDoneOnce() throws Exception {
    data.project("Sent twice", List.of());
    try (ConsolePage console = kit.open(Look.LIGHT)) {
      Page page = console.signIn().go("#/projects").page();
      List<String> writes = new ArrayList<>();
      page.onRequest(request -> note(writes, request));
      page.getByLabel("Rename Sent twice").click();
      page.locator("dialog input").fill("Renamed twice");
      twice(page.locator("dialog .primary"));
      assertThat(page.locator("dialog")).hasCount(0);
      assertThat(page.locator("tbody")).containsText("Renamed twice");

      page.getByLabel("New project").fill("Made twice");
      twice(page.locator("main form .primary"));
      assertThat(console.heading()).hasText("Made twice");
      assertThat(writes).containsExactly("PUT", "POST");
    }
  }

  @Test
  void aNameThatIsRefusedLeavesTheOneBefore() throws Exception {
    String id = data.project("Named well", List.of());
    try (ConsolePage console = kit.open(Look.LIGHT).expectStatus(422)) {
      Page page = console.signIn().go("#/projects/" + id).page();
      console.button("Rename").click();
      page.locator("dialog input").fill("  ");
      page.locator("dialog .primary").click();
      assertThat(page.locator("dialog .field-problem")).containsText("1 to 200 characters");
      assertThat(page.locator("dialog input")).isFocused();
      page.keyboard().press("Escape");
      assertThat(page.locator("[data-state=saved]")).isVisible();
      assertThat(console.heading()).hasText("Named well");
    }
  }

  @Test
  void changesWithoutANetworkAreSavedOnceItIsBack() throws Exception {
    List<String> scenes = data.scenes();
    String id = data.project("In a tunnel", scenes);
    try (ConsolePage console = kit.open(Look.LIGHT)) {
      Page page = console.signIn().go("#/projects/" + id).page();
      assertThat(page.locator(".order li")).hasCount(2);
      console.settle().context().setOffline(true);
      page.locator(".order li").nth(1).locator("[data-act='↑']").click();
      assertThat(page.locator("[data-state=failed]")).containsText("Check the network");
      console.go("#/usage");
      assertThat(page.locator("main")).containsText("Cannot reach the service");
      console.go("#/projects/" + id);
      assertThat(page.locator("[data-state=failed]")).containsText("kept here");
      console.context().setOffline(false);
      assertThat(page.locator("[data-state=saved]")).isVisible();
      assertThat(data.get("/v1/projects/" + id).at("/scenes/0/sceneId").asText())
          .isEqualTo(scenes.get(1));
    }
  }

  @Test
  void aLateAnswerDoesNotReplaceANewerOne() {
    try (ConsolePage console = kit.open(Look.LIGHT)) {
      Page page = console.signIn().page();
      List<Route> held = new ArrayList<>();
      page.route("**/v1/usage?*", held::add);
      console.go("#/usage");
      page.waitForCondition(() -> held.size() == 1);
      page.getByLabel("From").fill("2020-01-01");
      page.getByLabel("To").fill("2020-01-02");
      page.waitForCondition(() -> held.size() == 3);
      held.get(2).resume();
      assertThat(page.locator("main")).containsText("from 2020-01-01 to 2020-01-02");
      page.waitForResponse("**/v1/usage?*", () -> held.get(0).resume());
      held.get(1).abort();
      console.settle();
      assertThat(page.locator("main")).containsText("from 2020-01-01 to 2020-01-02");
      assertThat(page.locator(".problem")).hasCount(0);
    }
  }

  /** Views that were left before their answers came say nothing in the view that is shown. */
  @Test
  void answersToViewsThatWereLeftAreDropped() {
    try (ConsolePage console = kit.open(Look.LIGHT)) {
      Page page = console.signIn().page();
      List<Route> held = new ArrayList<>();
      page.route("**/v1/**", held::add);
      CALLS.keySet().forEach(console::go);
      page.unroute("**/v1/**");
      console.go("#/usage");
      assertThat(page.locator("main"))
          .containsText(Pattern.compile("Pixels rendered(:| by day)")); // nothing, or a chart
      held.forEach(route -> route.fulfill(new Route.FulfillOptions().setStatus(200).setBody("{")));
      console.settle();
      assertThat(console.heading()).hasText("Usage");
      assertThat(page.locator(".problem")).hasCount(0);
    }
  }

  private static void note(List<String> writes, Request request) {
    boolean isRead = request.method().equals("GET") || request.url().contains("/stac/");
    if (!isRead) {
      writes.add(request.method());
    }
  }

  private static void twice(Locator button) {
    button.evaluate("button => { button.click(); button.click(); }");
  }
}
