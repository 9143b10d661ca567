package io.landfall.catalogue;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;

/** Where the real files are that tests read. */
final class TestData {
  private TestData() {}

  /** Returns a file or folder of the test data; skips the test where there are none. */
  static Path path(String name) {
    String data = System.getenv("LANDFALL_TEST_DATA");
    assumeTrue(data != null, "LANDFALL_TEST_DATA is not set: no real scenes to read");
    return Path.of(data).resolve(name);
  }
}
