package io.landfall.node.index;

import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class EmbeddedReplacedProductsIT extends ReplacedProductsContract {
  private static TestIndex index;

  @BeforeContainer
  static void start() {
    index = TestIndex.embedded();
  }

  @AfterContainer
  static void stop() {
    index.close();
  }

  @Override
  TestIndex index() {
    return index;
  }
}
