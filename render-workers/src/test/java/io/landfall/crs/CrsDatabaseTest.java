package io.landfall.crs;

import static org.assertj.core.api.Assertions.assertThat;

import org.geotools.referencing.factory.epsg.hsql.ThreadedHsqlEpsgFactory;
import org.junit.jupiter.api.Test;

class CrsDatabaseTest {
  @Test
  void theFolderOfTheDatabaseHasTheVersionOfGeoTools() {
    assertThat(CrsSystems.DATABASE_VERSION).isEqualTo(ThreadedHsqlEpsgFactory.VERSION.toString());
  }
}
