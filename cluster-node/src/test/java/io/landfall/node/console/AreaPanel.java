package io.landfall.node.console;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;

/** The tab of a project where its area is given. */
record AreaPanel(Page page) {
  /** Signs in and opens it, of a project without scenes. */
  static AreaPanel open(ConsoleKit kit, ConsolePage console) throws Exception {
    String id = new ConsoleData(kit).project("Areas", List.of());
    Page page = console.signIn().go("#/projects/" + id).page();
    page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Area")).click();
    console.settle();
    return new AreaPanel(page);
  }

  Locator element() {
    return page.getByLabel("Area of interest", new Page.GetByLabelOptions().setExact(true));
  }

  /** What is said of the size of the area. */
  Locator size() {
    return element().locator("p.number");
  }
}
