package io.landfall.raster.algebra;

import io.landfall.model.Aoi;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.algebra.Expression;
import io.landfall.model.algebra.FocalOperator;
import io.landfall.model.algebra.LocalOperator;
import io.landfall.model.algebra.Neighborhood;
import io.landfall.model.algebra.TerrainOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Trees of every kind of node, some of them in several places. */
final class RandomExpressions {
  static final Aoi AREA =
      new Aoi(
          new double[][][][] {{{{2.1, -1.3}, {19.2, -4.1}, {15.7, -13}, {4.3, -11}, {2.1, -1.3}}}});
  private static final List<Neighborhood> NEIGHBORHOODS =
      List.of(
          new Neighborhood.Square(1),
          new Neighborhood.Circle(2),
          new Neighborhood.Nesw(2),
          new Neighborhood.Wedge(2.5, 315, 90),
          new Neighborhood.Annulus(1, 2));

  private static final List<TerrainOperator> TERRAIN =
      List.of(
          new TerrainOperator.Slope(TerrainOperator.SlopeUnit.PERCENT, 2),
          new TerrainOperator.Aspect(),
          new TerrainOperator.Hillshade(200, 30, 5));

  private final SplittableRandom random;
  private final List<Expression> made = new ArrayList<>();

  RandomExpressions(SplittableRandom random) {
    this.random = random;
  }

  AlgebraTool tool(int depth) {
    return AlgebraTool.of(tree(depth, 2));
  }

  private Expression tree(int depth, int focals) {
    Expression tree = fresh(depth, focals);
    made.add(tree);
    return tree;
  }

  private Expression fresh(int depth, int focals) {
    if (depth == 0) {
      return random.nextInt(4) == 0
          ? new Expression.Constant(random.nextInt(9) - 3)
          : new Expression.Input(List.of("NIR", "R", "G").get(random.nextInt(3)));
    }
    switch (random.nextInt(14)) {
      case 0:
        return new Expression.Mask(tree(depth - 1, focals), AREA);
      case 1:
        return new Expression.Classify(
            tree(depth - 1, focals),
            List.of(
                new Expression.ClassBreak(-1, 7),
                new Expression.ClassBreak(0, 8),
                new Expression.ClassBreak(2, 9)));
      case 2, 3:
        if (focals > 0) {
          FocalOperator kind =
              FocalOperator.values()[random.nextInt(FocalOperator.values().length)];
          Neighborhood neighborhood = NEIGHBORHOODS.get(random.nextInt(NEIGHBORHOODS.size()));
          return new Expression.Focal(kind, tree(depth - 1, focals - 1), neighborhood);
        }
        return tree(depth - 1, 0);
      case 5:
        return focals > 0
            ? new Expression.Terrain(
                TERRAIN.get(random.nextInt(TERRAIN.size())), tree(depth - 1, focals - 1))
            : tree(depth - 1, 0);
      case 4:
        Expression known = made.isEmpty() ? null : made.get(random.nextInt(made.size()));
        if (known != null && focals == 2 && AlgebraTool.of(known).halo() <= 4) {
          return known;
        }
        return tree(depth - 1, focals);
      default:
        LocalOperator operator =
            LocalOperator.values()[random.nextInt(LocalOperator.values().length)];
        int count = 1 + random.nextInt(3);
        while (!operator.takesArguments(count)) {
          count = 1 + count % 3;
        }
        List<Expression> args = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          args.add(tree(depth - 1, focals));
        }
        return new Expression.Apply(operator, args);
    }
  }
}
