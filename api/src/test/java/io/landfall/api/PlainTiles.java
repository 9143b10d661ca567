package io.landfall.api;

import io.landfall.export.MapTiles;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.TileFormat;
import io.landfall.model.tile.BandStatistics;
import io.landfall.model.tile.LayerDescription;
import io.landfall.model.tile.LonLatBounds;
import io.landfall.model.tile.PointValues;
import io.landfall.model.tile.TileAddress;
import io.landfall.model.tile.TileImage;
import io.landfall.model.tile.TileLayer;
import io.landfall.model.tile.TileSize;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import javax.imageio.ImageIO;

/** Draws tiles of one colour, and nothing in the south-west of the layer. */
public final class PlainTiles implements MapTiles {
  static final LonLatBounds BOUNDS = new LonLatBounds(-84, 34, -81, 37);

  /** What was drawn, in order. */
  public final Queue<TileLayer> drawn = new ConcurrentLinkedQueue<>();

  /** What asks whether somebody still waits, in order. */
  final Queue<BooleanSupplier> wanted = new ConcurrentLinkedQueue<>();

  /** Which files the layers are of. */
  volatile String files = "f1";

  /** What every call fails with; {@code null}: it does not. */
  volatile ExportFailure broken;

  /** What tiles wait for. */
  volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

  @Override
  public CompletionStage<Optional<TileImage>> tile(
      TileLayer layer,
      TileAddress address,
      TileSize size,
      TileFormat format,
      BooleanSupplier isWanted) {
    wanted.add(isWanted);
    return gate.thenCompose(
        open ->
            answer(
                () -> {
                  drawn.add(layer);
                  boolean empty = address.z() > 8 && address.x() == 137;
                  return empty
                      ? Optional.empty()
                      : Optional.of(new TileImage(format, image(size.pixels(), format)));
                }));
  }

  @Override
  public CompletionStage<LayerDescription> describe(TileLayer layer) {
    return answer(
        () ->
            new LayerDescription(
                BOUNDS,
                4,
                13,
                List.of("red"),
                SampleType.UINT16,
                0.0,
                List.of(new LayerDescription.ShownRange(7_000, 12_000)),
                List.of(),
                files));
  }

  @Override
  public CompletionStage<PointValues> point(
      TileLayer layer, double lon, double lat, BooleanSupplier isWanted) {
    wanted.add(isWanted);
    return gate.thenCompose(
        open ->
            answer(
                () ->
                    new PointValues(
                        lon,
                        lat,
                        List.of(
                            new PointValues.SceneValue("red", 7_500.0, new SceneId("a")),
                            new PointValues.SceneValue("nir", null, null)),
                        List.of(new PointValues.BandValue("red", Double.NaN)),
                        List.of(new PointValues.BandValue("red", 26.0)))));
  }

  @Override
  public CompletionStage<List<BandStatistics>> statistics(
      TileLayer layer, LonLatBounds area, BooleanSupplier isWanted) {
    wanted.add(isWanted);
    return gate.thenCompose(
        open ->
            answer(
                () ->
                    List.of(
                        new BandStatistics(
                            area == null ? "all" : area.toString(),
                            3,
                            1.0,
                            3.0,
                            2.0,
                            0.8,
                            1.0,
                            3.0,
                            List.of(1L, 1L, 1L)))));
  }

  @Override
  public Set<TileFormat> formats() {
    return Set.of(TileFormat.PNG, TileFormat.JPEG);
  }

  private interface Answer<T> {
    T get();
  }

  private <T> CompletionStage<T> answer(Answer<T> answer) {
    return broken == null
        ? CompletableFuture.completedStage(answer.get())
        : CompletableFuture.failedStage(broken);
  }

  private static byte[] image(int pixels, TileFormat format) {
    if (format == TileFormat.WEBP) {
      throw new ExportFailure(ErrorCode.OPTION_UNSUPPORTED, "Cannot write WebP on this node.");
    }
    var bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(
          new BufferedImage(pixels, pixels, BufferedImage.TYPE_INT_RGB),
          format.name().toLowerCase(java.util.Locale.ROOT),
          bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
