package io.landfall.node.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What all views of the console have in common: signing in, navigation, looks. */
@Tag("system")
@ExtendWith(ConsoleKit.Starter.class)
class ConsoleShellIT {
  private static final List<String> VIEWS =
      List.of("projects", "search", "exports", "exports/new", "destinations", "usage");

  private final ConsoleKit kit;

  ConsoleShellIT(ConsoleKit kit) {
    this.kit = kit;
  }

  @ParameterizedTest
  @EnumSource
  void everyViewIsAccessibleInEveryLook(Look look) {
    try (ConsolePage console = kit.open(look)) {
      console.go("").settle().assertAccessible();
      console.screenshot("sign-in");
      console.signIn();
      for (String view : VIEWS) {
        console.go("#/" + view).settle().assertAccessible();
        console.screenshot(view.replace('/', '-'));
        assertThat((int) console.page().evaluate("document.documentElement.scrollWidth"))
            .as("%s does not scroll sideways", view)
            .isLessThanOrEqualTo(look.width);
      }
    }
  }

  @Test
  void aTokenThatIsUnknownIsRefusedInWords() {
    try (ConsolePage console = kit.open(Look.LIGHT).expectStatus(401)) {
      console.go("");
      console.page().getByLabel("Token").fill("lf_nobody");
      console.button("Sign in").click();
      assertThat(console.page().getByRole(AriaRole.ALERT))
          .containsText("the token is unknown, expired or withdrawn");
      assertThat(console.page().getByLabel("Token")).isFocused();
      console.assertAccessible();
      console.page().getByLabel("Token").fill("two words");
      console.button("Sign in").click();
      assertThat(console.page().getByRole(AriaRole.ALERT)).containsText("one word, without spaces");
    }
  }

  @Test
  void aTokenStaysInItsTabUntilItIsSignedOut() {
    try (ConsolePage console = kit.open(Look.LIGHT)) {
      console.signIn();
      assertThat(console.page().locator("#user")).hasText("local");
      console.page().reload();
      assertThat(console.page().locator("#nav")).isVisible();
      try (Page other = console.context().newPage()) {
        other.navigate(kit.url());
        assertThat(other.getByLabel("Token")).isVisible();
      }
      console.button("Sign out").click();
      assertThat(console.page().getByLabel("Token")).isVisible();
      assertThat((String) console.page().evaluate("sessionStorage.getItem('landfall.token')"))
          .isNull();
    }
  }

  /** A call whose token has ended waits, with all that somebody has written. */
  @Test
  void whoseTokenHasEndedSignsInAgainAboveHisWork() throws Exception {
    try (ConsolePage console = kit.open(Look.LIGHT).expectStatus(401)) {
      console.signIn().go("#/projects").settle();
      Page page = console.page();
      page.evaluate("sessionStorage.setItem('landfall.token', 'lf_withdrawn')");
      page.evaluate(
          """
          () => {
            const note = document.createElement('input');
            note.id = 'work';
            note.value = 'half done';
            document.querySelector('main .view').append(note);
            import(new URL('console/js/api.js', location.href)).then(async ({get}) => {
              window.answer = await get('/v1/exports?limit=1');
            });
          }
          """);
      var dialog = page.getByRole(AriaRole.DIALOG);
      assertThat(dialog).containsText("the token is unknown, expired or withdrawn");
      console.settle().assertAccessible();
      console.screenshot("sign-in-again");
      dialog.getByLabel("Token").fill(kit.token());
      dialog
          .getByRole(
              AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Sign in").setExact(true))
          .click();
      assertThat(dialog).hasCount(0);
      page.waitForFunction("() => window.answer && Array.isArray(window.answer.exports)");
      assertThat(page.locator("#work")).hasValue("half done");
    }
  }

  @Test
  void whoSignsInAtTheIssuerComesBackToHisView() {
    try (ConsolePage console = kit.open(Look.LIGHT).allowHost(kit.issuer().url())) {
      console.go("#/usage");
      console.page().getByText("Sign in at 127.0.0.1").click();
      assertThat(console.page().locator("#user")).hasText("ann");
      assertThat(console.heading()).hasText("Usage");
      assertThat(console.page().url()).isEqualTo(kit.url() + "/#/usage");
    }
  }

  @Test
  void whoseJwtHasEndedSignsInAtTheIssuerBesideHisWork() {
    kit.issuer().habit(OidcIssuer.Habit.LETS_IN);
    try (ConsolePage console = signedInAtTheIssuer().expectStatus(401)) {
      Page page = console.page();
      expire(page);
      Page popup = page.waitForPopup(() -> dialog(page).getByText("Sign in at 127.0.0.1").click());
      awaitAnswer(page);
      assertThat(page.locator("#user")).hasText("ann");
      assertThat(popup.isClosed()).isTrue();
    }
  }

  /** A window that nobody signs in by keeps nobody from signing in otherwise. */
  @Test
  void whoGivesUpAtTheIssuerSignsInByToken() {
    kit.issuer().habit(OidcIssuer.Habit.LETS_IN);
    try (ConsolePage console = signedInAtTheIssuer().expectStatus(401)) {
      kit.issuer().habit(OidcIssuer.Habit.KEEPS_WAITING);
      Page page = console.page();
      expire(page);
      page.waitForPopup(() -> dialog(page).getByText("Sign in at 127.0.0.1").click());
      assertThat(dialog(page)).containsText("Sign in in the other window");
      console.button("Give up").click();
      dialog(page).getByLabel("Token").fill(kit.issuer().jwt().token("ann", "acme"));
      console.button("Sign in").click();
      awaitAnswer(page);
    } finally {
      kit.issuer().habit(OidcIssuer.Habit.LETS_IN);
    }
  }

  @Test
  void aTokenThatEndsIsRenewedByItsRefreshTokenAgainAndAgain() {
    kit.issuer().habit(OidcIssuer.Habit.REFRESHES);
    try (ConsolePage console = signedInAtTheIssuer().expectStatus(401)) {
      for (int times = 0; times < 2; times++) {
        expire(console.page());
        awaitAnswer(console.page());
      }
      assertThat(dialog(console.page())).hasCount(0);
      kit.issuer().habit(OidcIssuer.Habit.REFRESHES_TO_EXPIRED);
      expire(console.page());
      assertThat(dialog(console.page())).containsText("expired");
    } finally {
      kit.issuer().habit(OidcIssuer.Habit.LETS_IN);
    }
  }

  /** What waits for the token of one is not done in the name of another, who sees nothing of it. */
  @Test
  void anotherWhoSignsInBeginsAnew() {
    kit.issuer().habit(OidcIssuer.Habit.LETS_IN);
    try (ConsolePage console = signedInAtTheIssuer().expectStatus(401)) {
      Page page = console.page();
      page.evaluate("sessionStorage.setItem('landfall.aoi', '{}')");
      expire(page);
      dialog(page).getByLabel("Token").fill(kit.token());
      console.button("Sign in").click();
      assertThat(page.locator("#user")).hasText("local");
      assertThat(page.evaluate("sessionStorage.getItem('landfall.aoi')")).isNull();
      assertThat(page.evaluate("window.answer === undefined")).isEqualTo(true);
    }
  }

  private ConsolePage signedInAtTheIssuer() {
    ConsolePage console = kit.open(Look.LIGHT).allowHost(kit.issuer().url());
    console.go("#/projects");
    console.page().getByText("Sign in at 127.0.0.1").click();
    assertThat(console.page().locator("#user")).hasText("ann");
    return console;
  }

  /** Puts an expired token in the place of that of ann, and calls the API. */
  private void expire(Page page) {
    page.evaluate(
        "token => sessionStorage.setItem('landfall.token', token)",
        kit.issuer().jwt().expired("ann"));
    page.evaluate(
        """
        () => {
          window.answer = undefined;
          import(new URL('console/js/api.js', location.href)).then(async ({get}) => {
            window.answer = await get('/v1/exports?limit=1');
          });
        }
        """);
  }

  private static void awaitAnswer(Page page) {
    page.waitForFunction("() => window.answer && Array.isArray(window.answer.exports)");
  }

  private static Locator dialog(Page page) {
    return page.getByRole(AriaRole.DIALOG);
  }

  /** An answer of the issuer that belongs to nobody's question lets nobody in. */
  @Test
  void aForgedAnswerOfTheIssuerIsRefused() {
    try (ConsolePage console = kit.open(Look.LIGHT)) {
      console.page().navigate(kit.url() + "/?code=stolen&state=guessed");
      assertThat(console.page().getByRole(AriaRole.ALERT))
          .containsText("does not belong to this tab");
      assertThat(console.page().url()).doesNotContain("code=");
    }
  }

  @Test
  void keysReachEverythingAndTheFocusFollowsTheView() {
    try (ConsolePage console = kit.open(Look.LIGHT)) {
      console.signIn();
      Page page = console.page();
      page.reload();
      page.waitForSelector("main h1");
      page.keyboard().press("Shift+Tab"); // from the heading to what stands before it
      page.locator("#skip").focus();
      page.keyboard().press("Enter");
      assertThat(page.locator("main")).isFocused();
      page.getByText("Usage").first().focus();
      page.keyboard().press("Enter");
      assertThat(console.heading()).hasText("Usage");
      assertThat(console.heading()).isFocused();
      assertThat(page).hasTitle("Usage · Landfall");
    }
  }

  @Test
  void theSwitchOfColoursIsKept() {
    try (ConsolePage console = kit.open(Look.LIGHT)) {
      console.signIn();
      Page page = console.page();
      String light = (String) page.evaluate("getComputedStyle(document.body).backgroundColor");
      page.getByLabel("Colours").selectOption("dark");
      assertThat((String) page.evaluate("getComputedStyle(document.body).backgroundColor"))
          .isNotEqualTo(light);
      page.reload();
      assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    }
  }

  /**
   * While the service is updated, the node that is asked next may have files of another version.
   */
  @Test
  void aPageWhoseModuleIsGoneSaysSoAndComesBackByItself() {
    try (ConsolePage console = kit.open(Look.LIGHT).expectStatus(404)) {
      Page page = console.page();
      page.route(
          "**/console/*/js/views/usage.js",
          route -> route.fulfill(new Route.FulfillOptions().setStatus(404).setBody("{}")));
      page.navigate(kit.url());
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("The console cannot be loaded");
      assertThat(console.button("Reload")).isVisible();
      console.settle().assertAccessible();
      console.screenshot("shell-outdated");
      page.unroute("**/console/*/js/views/usage.js");
      assertThat(page.getByLabel("Token")).isVisible();
      assertThat((String) page.evaluate("sessionStorage.getItem('landfall.reloads')")).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "LIGHT, 0.2, good, 20 %",
    "DARK, 0.8, high, 80 %",
    "NARROW, 0.99999, high, 99 %",
    "LIGHT, 1, full, 100 %",
  })
  void theQuotaOfTheDayIsABarWithWordsAndAWarning(
      Look look, double share, String level, String percent) {
    try (ConsolePage console = kit.open(look)) {
      Page page = console.signIn().page();
      page.route("**/v1/usage?*", route -> answerWithQuota(route, share));
      console.go("#/usage");
      Locator quota = page.getByLabel("Quota of today").first();
      assertThat(quota).containsText("of 1.1 TB used, " + percent);
      assertThat(quota).containsText("begins anew at midnight UTC");
      assertThat(quota.locator("progress")).hasAttribute("data-level", level);
      assertThat(quota.locator(".warning")).hasCount(level.equals("high") ? 1 : 0);
      assertThat(quota.locator(".problem")).hasCount(level.equals("full") ? 1 : 0);
      console.settle().assertAccessible();
      console.screenshot("usage-" + level);
    }
  }

  /** The service's own answer, with that share of its quota used. */
  private static void answerWithQuota(Route route, double share) {
    APIResponse answer = route.fetch();
    try {
      ObjectNode usage = (ObjectNode) new ObjectMapper().readTree(answer.body());
      ObjectNode quota = (ObjectNode) usage.get("quota");
      quota.put("bytesUsed", (long) Math.ceil(share * quota.get("bytesPerDay").asLong()));
      route.fulfill(new Route.FulfillOptions().setResponse(answer).setBody(usage.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What users write is shown as they wrote it, and never becomes a part of the page. */
  @Test
  void namesWithMarkupAreText() throws Exception {
    String name = "<img src=x onerror=alert(1)><b>bold</b>";
    assertThat(kit.send("POST", "/v1/projects", "{\"name\": \"%s\"}".formatted(name)).statusCode())
        .isEqualTo(201);
    try (ConsolePage console = kit.open(Look.LIGHT)) {
      console.signIn().go("#/projects");
      Locator link = console.page().getByText(name);
      assertThat(link).isVisible();
      link.click();
      assertThat(console.heading()).hasText(name);
      assertThat(console.page().locator("main b, main img")).hasCount(0);
    }
  }
}
