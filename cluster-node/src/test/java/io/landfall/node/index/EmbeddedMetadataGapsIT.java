package io.landfall.node.index;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class EmbeddedMetadataGapsIT extends MetadataGapsContract {
  private static TestIndex index;

  @BeforeAll
  static void start() {
    index = TestIndex.embedded();
  }

  @AfterAll
  static void stop() {
    index.close();
  }

  @Override
  TestIndex index() {
    return index;
  }
}
