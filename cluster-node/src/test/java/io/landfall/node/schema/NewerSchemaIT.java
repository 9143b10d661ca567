package io.landfall.node.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ExportFailure;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** This build on a schema that a build to come has made, which knows two more versions. */
class NewerSchemaIT {
  private static final int KNOWN = Schema.newestVersion();
  private static final String BUILD = NewerVersions.build();

  private TestDatabase target;
  private Database database;
  private Schema ours;

  @BeforeEach
  void connect() {
    target = TestDatabase.empty();
    database = target.connect(8);
    ours = new Schema(database);
  }

  @AfterEach
  void close() {
    database.close();
    target.close();
  }

  private Schema newer(String... files) {
    List<String> all = new ArrayList<>(Schema.changelogFiles());
    all.addAll(List.of(files));
    return new Schema(database, all);
  }

  /** On the way back, where the old image's own migration is run before its nodes, too. */
  @Test
  void oneThatOlderNodesWorkWithIsTakenAndNamesWhoMadeIt() {
    newer("9998-newer.sql").migrateUp();

    ours.check();
    assertThat(ours.newerNote())
        .hasValue(
            "The schema is at version 9998, made by %s; this build, %s, knows versions up to %d, and works with it"
                .formatted(BUILD, BUILD, KNOWN));
    assertThat(ours.migrateUp()).isEqualTo(9998);
    assertThat(ours.versions())
        .last()
        .satisfies(version -> assertThat(version.name()).isEqualTo("newer"))
        .satisfies(version -> assertThat(version.applied()).isNotNull());
  }

  @Test
  void oneThatOlderNodesCannotWorkWithIsRefusedUntilItsBuildHasGoneBack() {
    Schema newest = newer("9998-newer.sql", "9999-breaking.sql");
    newest.migrateUp();

    for (ThrowingCallable use : List.<ThrowingCallable>of(ours::check, ours::migrateUp)) {
      assertThatThrownBy(use)
          .isInstanceOf(ExportFailure.class)
          .hasMessage(
              "Cannot use a database of schema version 9999, made by %s: this build, %s, knows"
                      .formatted(BUILD, BUILD)
                  + " versions up to %d and cannot work with 9999-breaking. Use that build or a"
                      .formatted(KNOWN)
                  + " later one. To go back, end all nodes and run \"landfall migrate down %d\""
                      .formatted(KNOWN)
                  + " with that build first.");
    }
    newest.check();

    newest.migrateDown(KNOWN);
    ours.check();
    assertThat(ours.newerNote()).isEmpty();
  }

  /** Liquibase would take the number of those that it does not know from those that it does. */
  @Test
  void noWayBackIsGoneByABuildThatDoesNotKnowIt() {
    newer("9998-newer.sql").migrateUp();
    var before = ours.versions();

    assertThatThrownBy(() -> ours.migrateDown(KNOWN))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining("Cannot go back from schema version 9998, made by " + BUILD)
        .hasMessageContaining("Run \"landfall migrate down %d\" with that build".formatted(KNOWN));

    assertThat(ours.versions()).isEqualTo(before);
  }

  @Test
  void whoMadeAVersionIsNotedAnewAfterAWayBack() {
    ours.migrateUp();
    Schema newest = newer("9998-newer.sql");
    newest.migrateUp();
    newest.migrateDown(KNOWN);
    newest.migrateUp();
    assertThat(ours.newerNote()).hasValueSatisfying(note -> assertThat(note).contains(BUILD));
  }
}
