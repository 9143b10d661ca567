package io.landfall.node.index;

import io.landfall.index.query.SceneCatalogue;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class EmbeddedSearchIT extends SearchContract {
  private static TestIndex index;
  private static SceneCatalogue catalogue;

  @BeforeContainer
  static void start() {
    index = TestIndex.embedded();
    catalogue = index.catalogue();
  }

  @AfterContainer
  static void stop() {
    index.close();
  }

  @Override
  TestIndex index() {
    return index;
  }

  @Override
  SceneCatalogue catalogue() {
    return catalogue;
  }
}
