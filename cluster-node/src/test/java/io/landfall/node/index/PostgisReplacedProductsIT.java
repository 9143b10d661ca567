package io.landfall.node.index;

import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

@Tag("postgis")
class PostgisReplacedProductsIT extends ReplacedProductsContract {
  private static TestIndex index;

  @BeforeContainer
  static void start() {
    index = TestIndex.postgis();
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
