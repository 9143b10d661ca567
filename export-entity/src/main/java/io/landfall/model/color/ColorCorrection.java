package io.landfall.model.color;

/**
 * How three bands of any type become red, green and blue bytes. The names of the seven blocks and
 * of their fields are those of the JSON; each block counts only where it is {@code enabled}, a
 * block left out is off, and a value left out of a block leaves its part of the image unchanged.
 *
 * <p>The order per pixel: equalise, normalise to 0..255 (always, unless the values look like bytes
 * already), grey-world balance, gamma, saturation, sigmoidal contrast, clipping.
 *
 * @param redBand index of the scene's band that becomes red, from 0; {@code null}: the first band
 *     of the export
 * @param greenBand likewise; {@code null}: the second
 * @param blueBand likewise; {@code null}: the third
 */
public record ColorCorrection(
    Integer redBand,
    Integer greenBand,
    Integer blueBand,
    GammaCorrection gamma,
    BandClipping bandClipping,
    TileClipping tileClipping,
    SigmoidalContrast sigmoidalContrast,
    SaturationCorrection saturation,
    Equalize equalize,
    AutoBalance autoBalance) {

  public ColorCorrection {
    RangeChecks.checkBand("/redBand", redBand);
    RangeChecks.checkBand("/greenBand", greenBand);
    RangeChecks.checkBand("/blueBand", blueBand);
    gamma = gamma == null ? GammaCorrection.OFF : gamma;
    bandClipping = bandClipping == null ? BandClipping.OFF : bandClipping;
    tileClipping = tileClipping == null ? TileClipping.OFF : tileClipping;
    sigmoidalContrast = sigmoidalContrast == null ? SigmoidalContrast.OFF : sigmoidalContrast;
    saturation = saturation == null ? SaturationCorrection.OFF : saturation;
    equalize = equalize == null ? new Equalize(false) : equalize;
    autoBalance = autoBalance == null ? new AutoBalance(false) : autoBalance;
    for (Channel channel : Channel.values()) {
      ClipRange clip = clip(bandClipping, tileClipping, channel);
      RangeChecks.checkOrder("/bandClipping/" + channel.field("Min"), clip.min(), clip.max());
    }
  }

  /** Returns the same correction of whichever bands there are. */
  public ColorCorrection withoutBands() {
    return new ColorCorrection(
        null,
        null,
        null,
        gamma,
        bandClipping,
        tileClipping,
        sigmoidalContrast,
        saturation,
        equalize,
        autoBalance);
  }

  /** Returns the exponent's gamma of {@code channel}; 1 changes nothing. */
  public double gammaOf(Channel channel) {
    return gamma.enabled() ? orElse(gamma.of(channel), 1) : 1;
  }

  /** Returns where {@code channel} is clipped: its own value, else that of all, else 0 to 255. */
  public ClipRange clipOf(Channel channel) {
    return clip(bandClipping, tileClipping, channel);
  }

  /** The colours that bands become, in the order of the output. */
  public enum Channel {
    RED,
    GREEN,
    BLUE;

    private String field(String end) {
      return name().toLowerCase(java.util.Locale.ROOT) + end;
    }
  }

  /** Below {@code min} is 0, above {@code max} is 255; what lies between stays as it is. */
  public record ClipRange(double min, double max) {}

  /** {@code 255 * (v / 255) ^ (1 / gamma)}: above 1 is brighter. From 0.01 to 10. */
  public record GammaCorrection(
      boolean enabled, Double redGamma, Double greenGamma, Double blueGamma) {
    static final GammaCorrection OFF = new GammaCorrection(false, null, null, null);

    public GammaCorrection {
      check("/gamma/redGamma", redGamma);
      check("/gamma/greenGamma", greenGamma);
      check("/gamma/blueGamma", blueGamma);
    }

    private static void check(String pointer, Double gamma) {
      RangeChecks.check(pointer, gamma, 0.01, 10, "1 changes nothing, above 1 is brighter");
    }

    Double of(Channel channel) {
      return valueOf(channel, redGamma, greenGamma, blueGamma);
    }
  }

  /** Clips each band by values of its own, from 0 to 255. */
  public record BandClipping(
      boolean enabled,
      Double redMin,
      Double redMax,
      Double greenMin,
      Double greenMax,
      Double blueMin,
      Double blueMax) {
    static final BandClipping OFF = new BandClipping(false, null, null, null, null, null, null);

    public BandClipping {
      checkClip("/bandClipping/redMin", redMin);
      checkClip("/bandClipping/redMax", redMax);
      checkClip("/bandClipping/greenMin", greenMin);
      checkClip("/bandClipping/greenMax", greenMax);
      checkClip("/bandClipping/blueMin", blueMin);
      checkClip("/bandClipping/blueMax", blueMax);
    }

    Double min(Channel channel) {
      return valueOf(channel, redMin, greenMin, blueMin);
    }

    Double max(Channel channel) {
      return valueOf(channel, redMax, greenMax, blueMax);
    }
  }

  /** Clips all bands by the same values, from 0 to 255, where a band has none of its own. */
  public record TileClipping(boolean enabled, Double min, Double max) {
    static final TileClipping OFF = new TileClipping(false, null, null);

    public TileClipping {
      checkClip("/tileClipping/min", min);
      checkClip("/tileClipping/max", max);
      RangeChecks.checkOrder("/tileClipping/min", min, max);
    }
  }

  /**
   * Contrast along an S-shaped curve.
   *
   * @param alpha its centre as a share of the range, 0 to 1; {@code null}: 0.5
   * @param beta its strength, 0 to 100, 3 to 15 being usual; {@code null} or 0 changes nothing
   */
  public record SigmoidalContrast(boolean enabled, Double alpha, Double beta) {
    static final SigmoidalContrast OFF = new SigmoidalContrast(false, null, null);

    public SigmoidalContrast {
      RangeChecks.check("/sigmoidalContrast/alpha", alpha, 0, 1, "0.5 is the middle of the range");
      RangeChecks.check(
          "/sigmoidalContrast/beta", beta, 0, 100, "0 changes nothing, 3 to 15 is usual");
    }

    /** Returns the centre. */
    public double center() {
      return orElse(alpha, 0.5);
    }

    /** Returns the strength; 0 where it is off. */
    public double strength() {
      return enabled ? orElse(beta, 0) : 0;
    }
  }

  /** Chroma to the power of 1 / saturation: 0 is grey, 1 changes nothing. From 0 to 10. */
  public record SaturationCorrection(boolean enabled, Double saturation) {
    static final SaturationCorrection OFF = new SaturationCorrection(false, null);

    public SaturationCorrection {
      RangeChecks.check(
          "/saturation/saturation", saturation, 0, 10, "0 is grey, 1 changes nothing");
    }

    /** Returns the saturation; 1 where it is off. */
    public double strength() {
      return enabled ? orElse(saturation, 1) : 1;
    }
  }

  /** Spreads each band so that all its values are about equally frequent. */
  public record Equalize(boolean enabled) {}

  /** Scales each band so that the scene's mean is grey. */
  public record AutoBalance(boolean enabled) {}

  private static void checkClip(String pointer, Double value) {
    RangeChecks.check(pointer, value, 0, 255, "clipping counts in output bytes");
  }

  private static ClipRange clip(BandClipping bands, TileClipping all, Channel channel) {
    double min = all.enabled() ? orElse(all.min(), 0) : 0;
    double max = all.enabled() ? orElse(all.max(), 255) : 255;
    return bands.enabled()
        ? new ClipRange(orElse(bands.min(channel), min), orElse(bands.max(channel), max))
        : new ClipRange(min, max);
  }

  private static double orElse(Double value, double otherwise) {
    return value == null ? otherwise : value;
  }

  private static <T> T valueOf(Channel channel, T red, T green, T blue) {
    return switch (channel) {
      case RED -> red;
      case GREEN -> green;
      case BLUE -> blue;
    };
  }
}
