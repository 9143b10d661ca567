package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.landfall.model.Resampling;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.source.FileServer;
import io.landfall.source.RemoteSources;
import io.landfall.source.SceneFiles;
import io.landfall.source.SourceFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An export of a scene of many files on another machine, whose answers take a while. */
class RemoteExportIT {
  private static final int BANDS = 12;
  private static final int WAIT_MS = 150;
  private final FileServer server = new FileServer();
  private final RemoteSources remote = SourceFixture.anywhere();
  private final SceneFiles files = new SceneFiles(remote);
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private long bytes;

  @AfterEach
  void close() {
    files.close();
    server.close();
  }

  @Test
  void allFilesAreReadSideBySideAndOnce() throws IOException {
    PlannerFixture export = PlannerFixture.scenes(scene(true)).by(Resampling.BILINEAR);
    server.scriptAll(this::answerLate);
    ExportPlan plan = export.to(3857, 36.0).plan(files);
    assertThat(most.getAndSet(0)).as("files opened at a time").isGreaterThan(2);
    assertThat(server.requests).hasSize(BANDS);

    RenderedExport far = RenderedExport.of(plan, files);
    assertThat(most.get()).as("requests at a time").isGreaterThan(2);
    assertThat(remote.counters().requestsAhead())
        .as("of %d requests", server.requests.size() - BANDS)
        .isEqualTo(server.requests.size() - BANDS);
    assertThat(server.requests).hasSizeLessThan(3 * BANDS);
    assertThat(server.sent.get()).isLessThanOrEqualTo((long) (bytes * 1.02));
    assertThat(remote.counters().unreadBytes()).isZero();

    try (SceneFiles here = new SceneFiles()) {
      ExportPlan local =
          PlannerFixture.scenes(scene(false)).by(Resampling.BILINEAR).to(3857, 36.0).plan(here);
      double[][] near = RenderedExport.of(local, here).bands();
      assertThat(Arrays.deepEquals(far.bands(), near)).as("the same pixels").isTrue();
    }
  }

  private void answerLate(HttpExchange exchange, byte[] file) throws IOException {
    most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    try {
      Thread.sleep(WAIT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    atOnce.decrementAndGet();
    server.part(exchange, file);
  }

  private Scene scene(boolean isRemote) throws IOException {
    List<SceneBand> bands = new ArrayList<>();
    for (int i = 1; i <= BANDS; i++) {
      var file =
          PlannerFixture.data("landsat/LC80200392015216LGN00_crop/l8_B%d.tif".formatted(2 + i % 4));
      SceneBand local = PlannerFixture.band(file, 0, 0.0, "B" + i);
      byte[] content = Files.readAllBytes(file);
      bytes += content.length;
      String href = isRemote ? server.put("/B%d.tif".formatted(i), content) : local.href();
      bands.add(new SceneBand(local.aliases(), href, 0, 0.0, null, null, null));
    }
    List<String> all = bands.stream().map(SceneBand::name).toList();
    return new Scene(new SceneId("LC8"), "LC8", bands, all, null);
  }
}
