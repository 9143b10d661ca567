package io.landfall.node.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The console without a mouse, without a place to keep anything, and once it is left. */
@Tag("system")
@ExtendWith(ConsoleKit.Starter.class)
class OnlyKeysIT {
  private static final int MOST_TABS = 120;
  private static final String PROJECT = "Exported";

  /** What a browser does that forbids pages to keep anything. */
  private static final String NO_STORAGE =
      """
      for (const name of ['sessionStorage', 'localStorage']) {
        Object.defineProperty(window, name, {get() {
          throw new DOMException('denied', 'SecurityError');
        }});
      }
      """;

  private final ConsoleKit kit;
  private final ConsoleData data;

  OnlyKeysIT(ConsoleKit kit) {
    this.kit = kit;
    this.data = new ConsoleData(kit);
  }

  @Test
  void fromSigningInToAFileByKeysAlone() throws Exception {
    data.sharedProject(PROJECT);
    try (ConsolePage console = kit.open(Look.LIGHT)) {
      Page page = console.go("").page();
      tabTo(page, "Token");
      page.keyboard().insertText(kit.token());
      page.keyboard().press("Enter");
      assertThat(page.locator("tbody")).containsText(PROJECT);
      tabTo(page, PROJECT);
      page.keyboard().press("Enter");
      assertThat(page.locator(".order li")).hasCount(1);
      tabTo(page, "Export…");
      page.keyboard().press("Enter");
      assertThat(console.heading()).hasText("New export");
      assertThat(page.locator(".short")).containsText("About");
      assertThat(console.heading()).isFocused();
      tabTo(page, "Name");
      page.keyboard().insertText("by-keys-alone");
      page.keyboard().press("Enter");
      assertThat(console.heading()).hasText("by-keys-alone");
      assertThat(page.locator("[data-file='by-keys-alone.tif']")).isVisible();
      tabTo(page, "Download by-keys-alone.tif");
      Download file = page.waitForDownload(() -> page.keyboard().press("Enter"));
      assertThat(Files.size(file.path())).isPositive();
    }
  }

  /** Goes on by the Tab key until what has the focus is called so. */
  private static void tabTo(Page page, String name) {
    for (int i = 0; i < MOST_TABS; i++) {
      page.keyboard().press("Tab");
      Object focused =
          page.evaluate(
              """
              () => {
                const {activeElement: at} = document;
                return at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent;
              }
              """);
      if (name.equals(focused)) {
        return;
      }
    }
    throw new AssertionError("The Tab key does not reach: " + name);
  }

  @Test
  void aBrowserThatKeepsNothingStillExports() throws Exception {
    String project = data.sharedProject(PROJECT);
    try (ConsolePage console = kit.open(Look.LIGHT)) {
      console.context().addInitScript(NO_STORAGE);
      Page page = console.signIn().go("#/search").page();
      console.button("Search").click();
      assertThat(page.locator("#found")).containsText("cenes");
      console.go("#/exports/new?project=" + project);
      assertThat(page.locator(".short")).containsText("About");
      page.getByLabel("Name").fill("kept nowhere");
      console.button("Begin the export").click();
      assertThat(console.heading()).hasText("kept nowhere");
    }
  }

  /** The next one at this browser finds nothing of the one before, whatever he presses. */
  @Test
  void whoSignsOutLeavesNothing() throws Exception {
    String project = data.sharedProject(PROJECT);
    try (ConsolePage console = kit.open(Look.LIGHT)) {
      Page page = console.signIn().go("#/projects/" + project).page();
      assertThat(page.locator(".order li")).hasCount(1);
      console.go("#/exports/new?project=" + project);
      assertThat(page.locator(".short")).containsText("About");
      page.getByLabel("Name").fill("not for others");
      console.go("#/usage");
      assertThat(page.evaluate("sessionStorage.getItem('landfall.exportDraft')")).isNotNull();
      console.button("Sign out").click();
      assertThat(page.getByLabel("Token")).isVisible();
      page.goBack();
      assertThat(page.getByLabel("Token")).isVisible();
      assertThat(page.locator("main")).not().containsText(PROJECT);
      String kept = "Object.keys(sessionStorage).filter(key => key.startsWith('landfall.')).length";
      assertThat(page.evaluate(kept)).isEqualTo(0);
    }
  }

  @Test
  void everyViewIsThereAgainAfterAReloadAndByTheBackButton() throws Exception {
    String project = data.sharedProject(PROJECT);
    List<List<String>> views =
        List.of(
            List.of("#/exports?label=none", "Exports"),
            List.of("#/projects/" + project, PROJECT),
            List.of("#/exports/new?project=" + project, "New export"),
            List.of("#/usage", "Usage"));
    try (ConsolePage console = kit.open(Look.LIGHT)) {
      Page page = console.signIn().page();
      for (List<String> view : views) {
        console.go(view.get(0));
        assertThat(console.heading()).hasText(view.get(1));
        page.reload();
        assertThat(console.heading()).hasText(view.get(1));
        assertThat(console.heading()).isFocused();
        assertThat(page).hasTitle(view.get(1) + " · Landfall");
      }
      for (int i = views.size() - 2; i >= 0; i--) {
        page.goBack();
        assertThat(console.heading()).hasText(views.get(i).get(1));
        assertThat(console.heading()).isFocused();
      }
      assertThat(page.getByLabel("Label")).hasValue("none");
    }
  }

  /** Names take no room from what stands beside them, however long, and whichever way they run. */
  @Test
  void longNamesStayInTheirColumn() throws Exception {
    data.project("x".repeat(200), List.of());
    data.project("\u202Eturned round", List.of());
    for (Look look : List.of(Look.LIGHT, Look.NARROW)) {
      try (ConsolePage console = kit.open(look)) {
        Page page = console.signIn().go("#/projects").page();
        assertThat(page.getByLabel("Delete \u202Eturned round")).isInViewport();
        page.getByText("xxxxxxxx").first().click();
        assertThat(console.heading()).containsText("xxx");
        assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
            .isLessThanOrEqualTo(look.width);
      }
    }
  }
}
