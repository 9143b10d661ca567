package io.landfall.node.index;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("postgis")
class PostgisMetadataGapsIT extends MetadataGapsContract {
  private static TestIndex index;

  @BeforeAll
  static void start() {
    index = TestIndex.postgis();
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
