package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.api.download.LinkSigner;
import io.landfall.api.download.LinkTerms;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.node.schema.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LinkKeysIT {
  @Test
  void twoApiNodesAcceptEachOthersLinks() {
    ExportAttempt attempt = ExportAttempt.first(ExportId.generate());
    try (var target = TestDatabase.migrated();
        var database = target.connect(8)) {
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
