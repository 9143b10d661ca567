package io.landfall.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.ExportId;
import io.landfall.render.Leftovers.Need;
import io.landfall.render.Leftovers.Standing;
import io.landfall.render.Leftovers.Thing;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeftoversTest {
  private static final ExportId ID = ExportId.next();
  private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");
  private static final Leftovers RULE = new Leftovers(Duration.ofHours(1), Duration.ofHours(24));

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
  void whatAnExportNeedsStays(String what, int attempt, Need need, int hours, String verdict) {
    Thing thing = thing(what, attempt, 48);
    var standing = new Standing(2, need, NOW.minus(Duration.ofHours(hours)));
    assertThat(RULE.isLeft(thing, Optional.of(standing), NOW)).isEqualTo(verdict.equals("go"));
  }

  @Test
  void whatBelongsToNoExportGoesOnceItIsOldEnough() {
    assertThat(RULE.isLeft(thing("file", 1, 1), Optional.empty(), NOW)).isTrue();
    assertThat(RULE.isLeft(thing("upload", 1, 1), Optional.empty(), NOW)).isTrue();
    assertThat(RULE.isLeft(thing("file", 1, 0), Optional.empty(), NOW)).isFalse();
    var future = new Thing(key("exports", 1), null, 1, NOW.plusSeconds(9999));
    assertThat(RULE.isLeft(future, Optional.empty(), NOW)).isFalse();
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
    var thing = new Thing(key, null, 1, Instant.EPOCH);
    assertThat(RULE.isSuspect(thing, NOW)).isFalse();
    assertThat(RULE.isLeft(thing, Optional.empty(), NOW)).isFalse();
  }

  @Test
  void keysWithoutAttemptAreOfTheFirst() {
    var file = new Thing("exports/" + ID + "/file.tif", null, 1, Instant.EPOCH);
    var first = new Standing(1, Need.FILE, Instant.EPOCH);
    var second = new Standing(2, Need.FILE, Instant.EPOCH);
    assertThat(Leftovers.owner(file.key())).contains(ID);
    assertThat(RULE.isLeft(file, Optional.of(first), NOW)).isFalse();
    assertThat(RULE.isLeft(file, Optional.of(second), NOW)).isTrue();
  }

  private static Thing thing(String what, int attempt, int hours) {
    Instant written = NOW.minus(Duration.ofHours(hours));
    return switch (what) {
      case "upload" -> new Thing(key("exports", attempt), "upload", 0, written);
      case "file" -> new Thing(key("exports", attempt), null, 1, written);
      default -> new Thing(key("scratch", attempt), null, 1, written);
    };
  }

  private static String key(String folder, int attempt) {
    return "%s/%s/%d/file.tif".formatted(folder, ID, attempt);
  }
}
