package io.landfall.node.schema;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.node.config.BuildVersion;
import io.landfall.node.schema.SchemaHistory.AppliedChangeSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The versions of a database that a newer build has made, and this one does not know. Its nodes
 * work with them, as they do in a rolling update and on the way back, unless a change set has the
 * label {@code breaks-older-nodes}. Each build that changes a schema notes its name beside the last
 * change set.
 */
final class NewerVersions {
  private static final String BREAKS_OLDER_NODES = "breaks-older-nodes";

  private final List<AppliedChangeSet> changeSets;
  private final int newestKnown;

  NewerVersions(List<AppliedChangeSet> history, int newestKnown) {
    changeSets = history.stream().filter(one -> one.version() > newestKnown).toList();
    this.newestKnown = newestKnown;
  }

  /** Returns the files of their change sets; none: the database has no newer version. */
  List<String> files() {
    return changeSets.stream().map(AppliedChangeSet::file).distinct().toList();
  }

  /**
   * Checks that nodes of this build work with them.
   *
   * @throws ExportFailure STATE_CONFLICT if they do not
   */
  void check() {
    for (AppliedChangeSet changeSet : changeSets) {
      if (changeSet.hasLabel(BREAKS_OLDER_NODES)) {
        throw failure(
            "Cannot use a database of schema version %1$d, made by %2$s: this build, %3$s, knows"
                + " versions up to %4$d and cannot work with %5$s. Use that build or a later one."
                + " To go back, end all nodes and run \"landfall migrate down %4$d\" with that"
                + " build first.",
            changeSet.id());
      }
    }
  }

  /**
   * Checks that there are none: the way back from a version is known to builds that have it.
   *
   * @throws ExportFailure STATE_CONFLICT if there are some
   */
  void checkNone(int wanted) {
    if (!changeSets.isEmpty()) {
      throw failure(
          "Cannot go back from schema version %1$d, made by %2$s: this build, %3$s, knows versions"
              + " up to %4$d alone. Run \"landfall migrate down %5$s\" with that build.",
          wanted);
    }
  }

  /** Returns what to tell of them where nodes of this build work with them. */
  Optional<String> note() {
    return changeSets.isEmpty()
        ? Optional.empty()
        : Optional.of(
            text(
                "The schema is at version %1$d, made by %2$s; this build, %3$s, knows versions up"
                    + " to %4$d, and works with it"));
  }

  private ExportFailure failure(String format, Object last) {
    return new ExportFailure(ErrorCode.STATE_CONFLICT, text(format, last));
  }

  private String text(String format, Object... last) {
    Object[] values = {newest().version(), maker(), build(), newestKnown, null};
    System.arraycopy(last, 0, values, 4, last.length);
    return String.format(Locale.ROOT, format, values);
  }

  private AppliedChangeSet newest() {
    return changeSets.get(changeSets.size() - 1);
  }

  private String maker() {
    return changeSets.stream()
        .map(AppliedChangeSet::build)
        .filter(Objects::nonNull)
        .reduce((older, newer) -> newer)
        .orElse("a newer build");
  }

  /** Returns the name of this build, as it is noted beside what it changes. */
  static String build() {
    BuildVersion build = BuildVersion.read();
    return "%s %s (%s)".formatted(build.name(), build.version(), build.commit());
  }
}
