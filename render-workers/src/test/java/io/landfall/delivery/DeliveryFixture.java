package io.landfall.delivery;

import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.ExportPlanBuilder;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedScene;
import io.landfall.model.plan.PlannedTask;
import io.landfall.model.plan.TileLayout;
import io.landfall.model.request.OutputFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** A finished raster of three bands of bytes and its plan. */
public final class DeliveryFixture {
  static final int WIDTH = 600;
  static final int HEIGHT = 400;
  public static final String LANDSAT = "LC08_L1TP_139045_20170304_20170316_01_T1";
  public static final String OLD_LANDSAT = "LC81390452014295LGN00";

  private DeliveryFixture() {}

  public static ExportPlan plan(OutputFormat.FileFormat type) {
    return new ExportPlanBuilder("landfall 0.1.0", "my map.tif")
        .grid(new PixelGrid(32633, 500_010, 5_000_010, 30, WIDTH, HEIGHT))
        .scenes(
            List.of(
                scene(LANDSAT, "https://example.org/B4.TIF?secret=1"),
                scene("unused", "s3://bucket/unused.tif"),
                scene(OLD_LANDSAT, "file:///home/me/B4.TIF")))
        .bands(new OutputBands(List.of("red", "green", "blue"), SampleType.UINT8, 0.0))
        .format(
            new OutputFormat(
                type, OutputFormat.BlockCompression.DEFLATE, null, 1, 2, 512, Resampling.AVERAGE))
        .layout(new TileLayout(0, List.of(new PlannedTask(0, List.of(0))), 1, true, false, 1000))
        .build();
  }

  private static PlannedScene scene(String name, String href) {
    var geometry = new RasterGeometry(32633, GeoTransform.northUp(0, 0, 30, 30), 10, 10);
    var band = new PlannedBand("red", href, "e", 1, 0, SampleType.UINT8, 0.0, geometry, null);
    return new PlannedScene(new SceneId(name), name, Arrays.asList(null, band), null);
  }

  public static int sample(int x, int y, int band) {
    return x < 50 ? 0 : 1 + (x + y * (band + 1)) / 4 % 255;
  }

  /** Returns a plain TIFF in one strip, no-data 0. */
  public static byte[] tiff() {
    int[][] tags = {
      {256, 4, 1, WIDTH},
      {257, 4, 1, HEIGHT},
      {258, 3, 3, 160},
      {259, 3, 1, 1},
      {262, 3, 1, 2},
      {273, 4, 1, 200},
      {277, 3, 1, 3},
      {278, 4, 1, HEIGHT},
      {279, 4, 1, WIDTH * HEIGHT * 3},
      {42113, 2, 2, '0'}
    };
    var file = ByteBuffer.allocate(200 + WIDTH * HEIGHT * 3).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8);
    file.putShort((short) tags.length);
    for (int[] tag : tags) {
      file.putShort((short) tag[0]).putShort((short) tag[1]).putInt(tag[2]).putInt(tag[3]);
    }
    file.putInt(0).position(160);
    file.putShort((short) 8).putShort((short) 8).putShort((short) 8).position(200);
    for (int i = 0; i < WIDTH * HEIGHT * 3; i++) {
      file.put((byte) sample(i / 3 % WIDTH, i / 3 / WIDTH, i % 3));
    }
    return file.array();
  }
}
