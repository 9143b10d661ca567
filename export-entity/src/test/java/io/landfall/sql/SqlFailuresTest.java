package io.landfall.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class SqlFailuresTest {
  @Test
  void aFullDiskIsToldFromADatabaseThatIsNotThere() {
    var full =
        new SQLException(
            "ERROR: could not extend file: No space left on device\n  Hint: Check free disk space.",
            "53100");
    assertThat(SqlFailures.answer(full))
        .isEqualTo(
            "the database answers ERROR: could not extend file: No space left on device."
                + " Make room on its disk, then try again.");
    assertThat(SqlFailures.answer(new SQLException("Connection refused.", "08001")))
        .isEqualTo(
            "the database answers Connection refused."
                + " Check that it runs and is migrated, then try again.");
  }
}
