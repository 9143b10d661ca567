package io.landfall.model.algebra;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.Arrays;
import java.util.Optional;

/**
 * What is told of the surface that heights make, from a pixel and the eight around it, by the
 * gradients of Horn (1981), Hill shading and the reflectance map, Proceedings of the IEEE 69(1). A
 * pixel that has no data, or one of the eight without, has no result. Heights are metres unless a
 * factor says otherwise. The names stand in the journal.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TerrainOperator.Slope.class, name = TerrainOperator.SLOPE),
  @JsonSubTypes.Type(value = TerrainOperator.Aspect.class, name = TerrainOperator.ASPECT),
  @JsonSubTypes.Type(value = TerrainOperator.Hillshade.class, name = TerrainOperator.HILLSHADE)
})
public sealed interface TerrainOperator {
  String SLOPE = "slope";
  String ASPECT = "aspect";
  String HILLSHADE = "hillshade";

  /** How many pixels are looked at on each side. */
  int EXTENT = 1;

  /** Returns how trees write it. */
  String symbol();

  /** In what a slope is told. */
  enum SlopeUnit {
    /** From level, 0, to upright, 90. */
    @JsonProperty("degrees")
    DEGREES("degrees"),
    /** Metres up for 100 metres along. */
    @JsonProperty("percent")
    PERCENT("percent");

    private final String word;

    SlopeUnit(String word) {
      this.word = word;
    }

    /** Returns the unit that is written {@code word}. */
    public static Optional<SlopeUnit> of(String word) {
      return Arrays.stream(values()).filter(unit -> unit.word.equals(word)).findFirst();
    }
  }

  /**
   * How steep the surface is.
   *
   * @param zFactor metres that a unit of the heights is: 0.3048 for feet
   */
  record Slope(SlopeUnit unit, double zFactor) implements TerrainOperator {
    public Slope {
      checkFactor(zFactor);
    }

    @Override
    public String symbol() {
      return SLOPE;
    }
  }

  /**
   * Which way the surface faces, in degrees from north, clockwise, below 360; without data where it
   * is level.
   */
  record Aspect() implements TerrainOperator {
    @Override
    public String symbol() {
      return ASPECT;
    }
  }

  /**
   * How light the surface is under a lamp: 1, in the shade, to 255, straight under it.
   *
   * @param azimuth where the lamp is, in degrees from north, clockwise
   * @param altitude how high it is, in degrees above the horizon
   * @param zFactor metres that a unit of the heights is
   */
  record Hillshade(double azimuth, double altitude, double zFactor) implements TerrainOperator {
    public Hillshade {
      checkFactor(zFactor);
      if (!(0 <= azimuth && azimuth <= 360 && 0 <= altitude && altitude <= 90)) {
        throw new ExportFailure(
            ErrorCode.TOOL_INVALID,
            "Invalid light: its azimuth %s is not from 0 to 360 degrees, or its altitude %s not from 0 to 90."
                .formatted(azimuth, altitude));
      }
    }

    @Override
    public String symbol() {
      return HILLSHADE;
    }
  }

  private static void checkFactor(double zFactor) {
    if (!(0 < zFactor && zFactor <= 1e6)) {
      throw new ExportFailure(
          ErrorCode.TOOL_INVALID,
          "Invalid zFactor: %s is not above 0 and at most 1,000,000.".formatted(zFactor));
    }
  }
}
