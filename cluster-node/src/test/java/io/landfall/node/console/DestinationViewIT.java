package io.landfall.node.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Destinations of exports, which are kept with their secrets and checked. */
@Tag("system")
@ExtendWith(ConsoleKit.Starter.class)
class DestinationViewIT {
  private final ConsoleKit kit;
  private final ConsoleData data;

  DestinationViewIT(ConsoleKit kit) {
    this.kit = kit;
    this.data = new ConsoleData(kit);
  }

  @ParameterizedTest
  @EnumSource
  void aDestinationThatDoesNotWorkIsToldInWordsAndItsSecretIsGone(Look look) throws Exception {
    String name = "Nowhere in " + look.id();
    String secret = "secretOf" + look.id();
    try (ConsolePage console = open(look).expectStatus(422)) {
      Page page = console.signIn().go("#/destinations").page();
      page.getByLabel("Name").fill(name);
      page.getByLabel("Bucket").fill("no");
      page.getByLabel("Endpoint").fill("https://s3.example.invalid");
      page.getByLabel("Access key id").fill("AKIAEXAMPLE");
      page.getByLabel("Secret access key").fill(secret);
      console.button("Keep it").click();
      assertThat(page.locator(".field", holding(page.getByLabel("Bucket"))))
          .containsText("a bucket's name in S3");
      console.settle().assertAccessible();
      page.getByLabel("Bucket").fill("maps-of-nobody");
      console.button("Keep it").click();

      Locator item = page.locator(".destinations > li", new Page.LocatorOptions().setHasText(name));
      assertThat(item.locator(".checks")).containsText("the host of the store cannot be found");
      assertThat(item.locator(".dot")).hasAttribute("data-health", "bad");
      assertThat(page.getByLabel("Secret access key")).hasValue("");
      assertThat(
              (String)
                  page.evaluate(
                      "() => JSON.stringify({...sessionStorage, ...localStorage})"
                          + " + document.documentElement.outerHTML"))
          .doesNotContain(secret);
      console.settle().assertAccessible();
      console.screenshot("destinations-problem");

      item.getByText("Delete").click();
      page.getByRole(AriaRole.DIALOG).getByText("Delete", exactly()).click();
      assertThat(item).hasCount(0);
    }
  }

  @Test
  void thePoliciesOfABucketAreWritten() throws Exception {
    ObjectNode body =
        new ObjectMapper().createObjectNode().put("name", "Maps of ann").put("type", "S3");
    body.put("bucket", "maps-of-ann").put("prefix", "exports");
    body.put("accessKeyId", "AKIAEXAMPLE").put("secretAccessKey", "x");
    data.post("/v1/delivery-configs", body);
    try (ConsolePage console = open(Look.LIGHT)) {
      Page page = console.signIn().go("#/destinations").page();
      Locator item =
          page.locator(".destinations > li", new Page.LocatorOptions().setHasText("Maps of ann"));
      item.getByText("Policies").click();
      assertThat(item.locator("pre")).containsText("arn:aws:s3:::maps-of-ann/exports/*");
      console.settle().assertAccessible();
      console.screenshot("destinations-policy");
    }
  }

  /** On a machine that others use too, an answer may be late: the page asks again. */
  private ConsolePage open(Look look) {
    return kit.open(look);
  }

  private static Page.LocatorOptions holding(Locator control) {
    return new Page.LocatorOptions().setHas(control);
  }

  private static Locator.GetByTextOptions exactly() {
    return new Locator.GetByTextOptions().setExact(true);
  }
}
