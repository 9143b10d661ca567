package io.landfall.store.orphan;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.ExportId;
import io.landfall.store.orphan.Orphans.AttemptNeed;
import io.landfall.store.orphan.Orphans.ExportNeed;
import io.landfall.store.orphan.Orphans.StoredItem;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrphansTest {
  private static final ExportId ID = ExportId.generate();
  private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");
  private static final Orphans RULE = new Orphans(Duration.ofHours(1), Duration.ofHours(24));

  /** Each line: what is there, what its export (at attempt 2) needs since when, and the verdict. */
  @ParameterizedTest
  @CsvSource({
    // running: its own attempt stays, whatever its age; an earlier one goes
    "file,    2, ALL,            99, keep",
    "scratch, 2, ALL,            99, keep",
    "upload,  2, ALL,            99, keep",
    "file,    1, ALL,            99, go",
    "scratch, 1, ALL,             0, go",
    "upload,  1, ALL,             0, go",
    // a later attempt than we were told of is somebody's work
    "file,    3, ALL,            99, keep",
    "upload,  3, NOTHING,        99, keep",
    "scratch, 3, FILE,           99, keep",
    // succeeded: the file stays for ever
    "file,    2, FILE,           99, keep",
    "scratch, 2, FILE,           99, go",
    "upload,  2, FILE,           99, go",
    "scratch, 2, FILE,            0, keep",
    "file,    1, FILE,           99, go",
    // delivery failed: the file stays for a day
    "file,    2, FILE_FOR_RETRY, 23, keep",
    "file,    2, FILE_FOR_RETRY, 24, go",
    "scratch, 2, FILE_FOR_RETRY, 23, go",
    "upload,  2, FILE_FOR_RETRY, 23, go",
    // ended otherwise: nothing stays, but its own clean-up comes first
    "file,    2, NOTHING,         0, keep",
    "file,    2, NOTHING,         1, go",
    "upload,  2, NOTHING,         1, go",
    "scratch, 2, NOTHING,         1, go",
  })
  void whatAnExportNeedsStays(
      String what, int attempt, ExportNeed need, int hours, String verdict) {
    StoredItem item = thing(what, attempt, 48);
    var attemptNeed = new AttemptNeed(2, need, NOW.minus(Duration.ofHours(hours)));
    assertThat(RULE.isOrphan(item, Optional.of(attemptNeed), NOW)).isEqualTo(verdict.equals("go"));
  }

  @Test
  void whatBelongsToNoExportGoesOnceItIsOldEnough() {
    assertThat(RULE.isOrphan(thing("file", 1, 1), Optional.empty(), NOW)).isTrue();
    assertThat(RULE.isOrphan(thing("upload", 1, 1), Optional.empty(), NOW)).isTrue();
    assertThat(RULE.isOrphan(thing("file", 1, 0), Optional.empty(), NOW)).isFalse();
    var future = new StoredItem(key("exports", 1), null, 1, NOW.plusSeconds(9999));
    assertThat(RULE.isOrphan(future, Optional.empty(), NOW)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exports/",
        "exports/readme.txt",
        "exports/no-id/1/file.tif",
        "backup/0190a6d0-0000-7000-8000-000000000000/1/file.tif",
        "exports/0190a6d0-0000-7000-8000-000000000000/latest/file.tif",
        "old/exports/0190a6d0-0000-7000-8000-000000000000/1/file.tif"
      })
  void whatIsNotUnderstoodStays(String key) {
    var item = new StoredItem(key, null, 1, Instant.EPOCH);
    assertThat(RULE.isCandidate(item, NOW)).isFalse();
    assertThat(RULE.isOrphan(item, Optional.empty(), NOW)).isFalse();
  }

  @Test
  void keysWithoutAttemptAreOfTheFirst() {
    var file = new StoredItem("exports/" + ID + "/file.tif", null, 1, Instant.EPOCH);
    var first = new AttemptNeed(1, ExportNeed.FILE, Instant.EPOCH);
    var second = new AttemptNeed(2, ExportNeed.FILE, Instant.EPOCH);
    assertThat(Orphans.owner(file.key())).contains(ID);
    assertThat(RULE.isOrphan(file, Optional.of(first), NOW)).isFalse();
    assertThat(RULE.isOrphan(file, Optional.of(second), NOW)).isTrue();
  }

  private static StoredItem thing(String what, int attempt, int hours) {
    Instant written = NOW.minus(Duration.ofHours(hours));
    return switch (what) {
      case "upload" -> new StoredItem(key("exports", attempt), "upload", 0, written);
      case "file" -> new StoredItem(key("exports", attempt), null, 1, written);
      default -> new StoredItem(key("scratch", attempt), null, 1, written);
    };
  }

  private static String key(String folder, int attempt) {
    return "%s/%s/%d/file.tif".formatted(folder, ID, attempt);
  }
}
