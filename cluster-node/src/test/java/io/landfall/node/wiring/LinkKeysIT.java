package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.api.download.LinkSigner;
import io.landfall.api.download.LinkTerms;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.node.embedded.DataFolder;
import io.landfall.node.embedded.EmbeddedPostgres;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.node.schema.Schema;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkKeysIT {
  @TempDir Path path;

  @Test
  void twoApiNodesAcceptEachOthersLinks() {
    ExportAttempt attempt = ExportAttempt.first(ExportId.generate());
    try (var folder = DataFolder.acquire(path);
        var postgres = EmbeddedPostgres.start(folder, path.resolve("cache"));
        var database =
            Database.connect(
                postgres.endpoint(),
                new DatabaseSettings(
                    "",
                    8,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10)))) {
      new Schema(database).migrateUp();
      LinkSigner one = LinkKeys.load(database, Clock.systemUTC()).links();
      LinkSigner other = LinkKeys.load(database, Clock.systemUTC()).links();

      String link = one.sign(attempt, "a.tif", new LinkTerms(7, Duration.ofHours(1)), 3);

      assertThat(other.verify(link, "a.tif")).isEqualTo(new LinkSigner.ValidLink(attempt, 3, 7));
      assertThat(other.verify(link, "b.tif")).isInstanceOf(LinkSigner.OtherFileLink.class);
      String forged = link.startsWith("A") ? "B" + link.substring(1) : "A" + link.substring(1);
      assertThat(other.verify(forged, "a.tif")).isInstanceOf(LinkSigner.ForgedLink.class);
    }
  }
}
