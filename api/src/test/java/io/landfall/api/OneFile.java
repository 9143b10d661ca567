package io.landfall.api;

import akka.util.ByteString;
import io.landfall.api.download.Downloads;
import io.landfall.metering.ByteRates.ByteRate;
import io.landfall.model.ExportAttempt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** {@link ApiFixture#FILE}, in pieces as a store would give them. */
final class OneFile implements Downloads {
  @Override
  public CompletionStage<Optional<DownloadFile>> find(ExportAttempt attempt, String name) {
    var stored =
        new DownloadFile(
            ApiFixture.FILE.length,
            "abc-3",
            "image/tiff; application=geotiff; profile=cloud-optimized");
    return CompletableFuture.completedFuture(
        ApiFixture.NAME.equals(name) ? Optional.of(stored) : Optional.empty());
  }

  @Override
  public CompletionStage<List<ByteString>> read(
      ExportAttempt attempt,
      String name,
      DownloadFile stored,
      long offset,
      int length,
      BooleanSupplier isWanted) {
    List<ByteString> pieces = new ArrayList<>();
    for (int at = 0; at < length; at += 7_000) {
      pieces.add(
          ByteString.fromArray(ApiFixture.FILE, (int) offset + at, Math.min(7_000, length - at)));
    }
    return CompletableFuture.completedStage(pieces);
  }

  /** Returns a rate that nobody gets on with. */
  static ByteRate crowded() {
    return new CrowdedRate();
  }

  private static final class CrowdedRate implements ByteRate {
    @Override
    public int mostBytes() {
      return 512;
    }

    @Override
    public CompletionStage<Void> take(int bytes) {
      return new CompletableFuture<>();
    }

    @Override
    public boolean isCrowded() {
      return true;
    }
  }
}
