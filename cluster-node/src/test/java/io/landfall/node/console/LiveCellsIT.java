package io.landfall.node.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the page of an export shows while workers have its tasks in hand. */
@Tag("system")
@ExtendWith(ConsoleKit.Starter.class)
class LiveCellsIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** So many pixels that it is under way for as long as anybody looks. */
  private static final double RESOLUTION_M = 1;

  private final ConsoleKit kit;

  LiveCellsIT(ConsoleKit kit) {
    this.kit = kit;
  }

  @Test
  void tasksThatAreBeingRenderedAreShownUntilNobodyHasThem() throws Exception {
    ObjectNode request = JSON.createObjectNode().put("name", "Under way");
    request.putObject("source").put("projectId", new ConsoleData(kit).sharedProject("Live"));
    request.put("resolution", RESOLUTION_M);
    String id =
        JSON.readTree(kit.send("POST", "/v1/exports", request.toString()).body())
            .get("id")
            .asText();
    try (ConsolePage console = kit.open(Look.DARK)) {
      Page page = console.signIn().go("#/exports/" + id).page();
      Locator progress = page.locator("section[aria-label=State] p.number");
      assertThat(progress).containsText(Pattern.compile("[0-9]+ tasks? being rendered"));
      assertThat(page.locator("[data-cell=working]")).isVisible();
      console.assertAccessible();
      console.screenshot("export-working");
      console.button("Pause").click();
      assertThat(page.locator(".badge").first()).hasText("Paused");
      assertThat(progress).not().containsText("being rendered");
    } finally {
      kit.send("POST", "/v1/exports/" + id + "/cancel", null);
    }
  }
}
