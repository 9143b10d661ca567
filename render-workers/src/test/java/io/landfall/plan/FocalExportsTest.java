package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.crs.GeoToolsTransforms;
import io.landfall.model.Aoi;
import io.landfall.model.PixelGrid;
import io.landfall.model.SampleType;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.algebra.Expression;
import io.landfall.model.algebra.FocalOperator;
import io.landfall.model.algebra.LocalOperator;
import io.landfall.model.algebra.Neighborhood;
import io.landfall.model.request.Processing;
import io.landfall.source.SceneFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports with tools that look around: what lies beyond their grid, and between their scenes. */
class FocalExportsTest {
  private static final Expression BAND = new Expression.Input("1");
  private static final Neighborhood SQUARE = new Neighborhood.Square(5);

  private static final int METATILE = 8 * 512;

  /** A few columns behind a metatile without any scene. */
  private static final int FAR = 2 * METATILE + 4;

  @TempDir private Path folder;
  private final SceneFiles files = new SceneFiles();

  @AfterEach
  void closeFiles() {
    files.close();
  }

  @Test
  void aCropHasThePixelsOfTheWholeThoughAnAreaOfTheToolGoesOnBeyondIt() {
    Expression masked = new Expression.Mask(BAND, box(5, 5, 35, 25));
    Expression tree = new Expression.Focal(FocalOperator.SUM, masked, SQUARE);
    RenderedExport whole = export(scene("a.tif", 0).with(tool(tree)));
    RenderedExport crop = export(scene("a.tif", 0).with(tool(tree)).within(box(12, 10, 28, 20)));
    assertThat(crop.grid().width()).isLessThan(whole.grid().width() / 2);
    assertThat(assertSameWhereBothHaveData(crop, whole)).isGreaterThan(120);
  }

  @Test
  void sumsGoOnBesideAScene() {
    Expression tree = new Expression.Focal(FocalOperator.SUM, BAND, SQUARE);
    RenderedExport alone = export(twoScenes().with(tool(tree)));
    PixelGrid grid = alone.grid();
    assertThat(grid.width()).isEqualTo(FAR + PlacedTiff.WIDTH);
    double y = grid.north() - 15.5 * grid.pixelHeight();
    int[] withData = {PlacedTiff.WIDTH + 4, FAR - 5, FAR - 1};
    int[] without = {PlacedTiff.WIDTH + 5, METATILE, FAR - 6};
    for (int column : withData) {
      assertThat(alone.at(0, grid.west() + (column + 0.5) * grid.pixelWidth(), y))
          .isNotNaN()
          .isPositive();
    }
    for (int column : without) {
      assertThat(alone.at(0, grid.west() + (column + 0.5) * grid.pixelWidth(), y)).isNaN();
    }
  }

  @Test
  void whatHasNoDataIsToldWhereNoSceneIs() {
    Expression tree = new Expression.Apply(LocalOperator.IS_UNDEFINED, List.of(BAND));
    double[] all = export(twoScenes().with(tool(tree))).bands()[0];
    int scenes = 2 * PlacedTiff.WIDTH * PlacedTiff.HEIGHT;
    assertThat(DoubleStream.of(all).sum()).isEqualTo(all.length - scenes);
  }

  private RenderedExport export(PlannerFixture request) {
    return RenderedExport.of(request.plan(files), files);
  }

  private static int assertSameWhereBothHaveData(RenderedExport crop, RenderedExport whole) {
    PixelGrid grid = crop.grid();
    int compared = 0;
    for (int i = 0; i < crop.bands()[0].length; i++) {
      double found = crop.bands()[0][i];
      double x = grid.west() + (i % grid.width() + 0.5) * grid.pixelWidth();
      double y = grid.north() - (i / grid.width() + 0.5) * grid.pixelHeight();
      if (!Double.isNaN(found)) {
        assertThat(found).as("%s, %s", x, y).isEqualTo(whole.at(0, x, y));
        compared++;
      }
    }
    return compared;
  }

  private PlannerFixture twoScenes() {
    return PlannerFixture.files(file("a.tif", 0), file("b.tif", FAR));
  }

  private PlannerFixture scene(String name, int column) {
    return PlannerFixture.files(file(name, column));
  }

  private Path file(String name, int column) {
    return PlacedTiff.of(SampleType.UINT8, 1)
        .at(column)
        .filled(i -> 1 + i * 7 % 100)
        .in(folder, name);
  }

  private static Processing tool(Expression tree) {
    return new Processing(AlgebraTool.of(tree), null, null, null, null, null);
  }

  /** A box around pixels of the first scene, in longitude and latitude. */
  private static Aoi box(int column0, int row0, int column1, int row1) {
    double[] x = {500_000 + 10 * column0, 500_000 + 10 * column1};
    double[] y = {5_000_000 - 10 * row1, 5_000_000 - 10 * row0};
    new GeoToolsTransforms().between(32_633, 4326).transform(x, y, 2);
    return PlannerFixture.box(x[0], y[0], x[1], y[1]);
  }
}
