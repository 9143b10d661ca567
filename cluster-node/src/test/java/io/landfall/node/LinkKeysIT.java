package io.landfall.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.api.LinkSigner;
import io.landfall.model.Attempt;
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
    Attempt attempt = Attempt.first(ExportId.next());
    try (var folder = DataFolder.take(path);
        var postgres = EmbeddedPostgres.start(folder, path.resolve("cache"));
        var database =
            Database.connect(
                postgres.address(),
                new DatabaseSettings(
                    "",
                    8,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10)))) {
      new Schema(database).up();
      LinkSigner one = LinkKeys.signer(database, Clock.systemUTC());
      LinkSigner other = LinkKeys.signer(database, Clock.systemUTC());

      String link = one.sign(attempt, "a.tif", Duration.ofHours(1));

      assertThat(other.check(link, "a.tif")).isEqualTo(new LinkSigner.Good(attempt));
      assertThat(other.check(link, "b.tif")).isInstanceOf(LinkSigner.Forged.class);
    }
  }
}
