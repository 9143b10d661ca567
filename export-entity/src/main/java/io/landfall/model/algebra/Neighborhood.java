package io.landfall.model.algebra;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;

/** Which pixels around a centre a focal operation reads; lengths in pixels, edges included. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Neighborhood.Square.class, name = "square"),
  @JsonSubTypes.Type(value = Neighborhood.Circle.class, name = "circle"),
  @JsonSubTypes.Type(value = Neighborhood.Nesw.class, name = "nesw"),
  @JsonSubTypes.Type(value = Neighborhood.Wedge.class, name = "wedge"),
  @JsonSubTypes.Type(value = Neighborhood.Annulus.class, name = "annulus")
})
public sealed interface Neighborhood {
  /** The farthest that a neighborhood may reach, in pixels. */
  int MAX_EXTENT = 64;

  /** Returns how many pixels it reaches from the centre on each side. */
  int extent();

  /**
   * Tells whether a pixel belongs to it.
   *
   * @param right pixels from the centre to the east
   * @param down pixels from the centre to the south
   */
  boolean contains(int right, int down);

  /** All pixels up to {@code extent} rows and columns away. */
  record Square(int extent) implements Neighborhood {
    public Square {
      check("extent", extent, 1);
    }

    @Override
    public boolean contains(int right, int down) {
      return Math.max(Math.abs(right), Math.abs(down)) <= extent;
    }
  }

  /** All pixels whose centre is at most {@code radius} away. */
  record Circle(double radius) implements Neighborhood {
    public Circle {
      check("radius", radius, 0);
    }

    @Override
    public int extent() {
      return (int) Math.ceil(radius);
    }

    @Override
    public boolean contains(int right, int down) {
      return distance(right, down) <= radius;
    }
  }

  /** The row and the column of the centre, {@code extent} pixels each way: an upright cross. */
  record Nesw(int extent) implements Neighborhood {
    public Nesw {
      check("extent", extent, 1);
    }

    @Override
    public boolean contains(int right, int down) {
      return (right == 0 || down == 0) && Math.abs(right + down) <= extent;
    }
  }

  /**
   * A slice of a circle, and always its centre.
   *
   * @param startAngle degrees from east, counter-clockwise, 0 to 360
   * @param endAngle likewise; below {@code startAngle} the slice goes through east
   */
  record Wedge(double radius, double startAngle, double endAngle) implements Neighborhood {
    /** Degrees that rounding may be off, so that a diagonal lies on its angle. */
    private static final double TOLERANCE = 1e-9;

    public Wedge {
      check("radius", radius, 0);
      if (!(0 <= startAngle && startAngle <= 360 && 0 <= endAngle && endAngle <= 360)) {
        throw new ExportFailure(
            ErrorCode.TOOL_INVALID,
            "Invalid wedge: its angles %s and %s are not both from 0 to 360 degrees."
                .formatted(startAngle, endAngle));
      }
    }

    @Override
    public int extent() {
      return (int) Math.ceil(radius);
    }

    @Override
    public boolean contains(int right, int down) {
      if (right == 0 && down == 0) {
        return true;
      }
      double angle = Math.toDegrees(StrictMath.atan2(-down, right));
      double azimuth = angle < 0 ? angle + 360 : angle;
      boolean after = startAngle - TOLERANCE <= azimuth;
      boolean before = azimuth <= endAngle + TOLERANCE;
      return distance(right, down) <= radius
          && (startAngle > endAngle ? after || before : after && before);
    }
  }

  /** A ring: all pixels whose centre is from {@code innerRadius} to {@code outerRadius} away. */
  record Annulus(double innerRadius, double outerRadius) implements Neighborhood {
    public Annulus {
      check("outerRadius", outerRadius, 0);
      if (!(innerRadius >= 0 && hasPixel(innerRadius, outerRadius))) {
        throw new ExportFailure(
            ErrorCode.TOOL_INVALID,
            "Invalid annulus: no pixel lies between its innerRadius %s and its outerRadius %s. Let the inner be at least 0 and the outer a pixel larger."
                .formatted(innerRadius, outerRadius));
      }
    }

    @Override
    public int extent() {
      return (int) Math.ceil(outerRadius);
    }

    @Override
    public boolean contains(int right, int down) {
      double distance = distance(right, down);
      return innerRadius <= distance && distance <= outerRadius;
    }

    private static boolean hasPixel(double innerRadius, double outerRadius) {
      for (int right = 0; right <= outerRadius; right++) {
        for (int down = 0; down <= outerRadius; down++) {
          double distance = distance(right, down);
          if (innerRadius <= distance && distance <= outerRadius) {
            return true;
          }
        }
      }
      return false;
    }
  }

  private static double distance(int right, int down) {
    return Math.sqrt((double) right * right + (double) down * down);
  }

  private static void check(String name, double value, double min) {
    if (!(min <= value && value <= MAX_EXTENT)) {
      throw new ExportFailure(
          ErrorCode.TOOL_INVALID,
          "Invalid neighborhood: its %s %s is not from %.0f to %d pixels."
              .formatted(name, value, min, MAX_EXTENT));
    }
  }
}
