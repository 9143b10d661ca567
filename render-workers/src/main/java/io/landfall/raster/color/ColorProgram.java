package io.landfall.raster.color;

import io.landfall.model.color.ChannelStatistics;
import io.landfall.model.color.ColorCorrection;
import io.landfall.model.color.ColorCorrection.Channel;
import io.landfall.model.color.ColorStatistics;
import java.util.List;

/**
 * A colour correction, compiled. Immutable, and safe for use by several threads at once.
 *
 * <p>Per pixel, without rounding between the steps:
 *
 * <ol>
 *   <li>equalise, if on: {@code 255 * (cdf(v) - cdf(min)) / (1 - cdf(min))} of the band;
 *   <li>else normalise: {@code 255 * (v - min) / (max - min)}, unless all bands look like bytes. A
 *       band of a single value is kept as it is, from 0 to 255;
 *   <li>balance, if on: times grey / mean, where mean is that of the band after normalising and
 *       grey the mean of the three (the grey world of Buchsbaum, 1980), from 1/4 to 4. It stands
 *       here, before every step that bends the scale, because here the pinned means are true and a
 *       gain is what a light's colour is. After equalising all means are alike: the gain is 1;
 *   <li>gamma: {@code 255 * (v / 255) ^ (1 / gamma)};
 *   <li>saturation: hue and luma ({@code 0.21 r + 0.72 g + 0.07 b}) stay, chroma (the largest less
 *       the smallest, of 1) becomes {@code chroma ^ (1 / saturation)}. Both hold when each colour's
 *       distance to luma grows by one factor, since the weights' sum is 1;
 *   <li>sigmoidal contrast, clipping and rounding: see {@link ToneCurve}.
 * </ol>
 */
public final class ColorProgram {
  private static final double MAX_GAIN = 4;

  private final BandCurve red;
  private final BandCurve green;
  private final BandCurve blue;

  /** From band values where there is no saturation, else from what it gives. */
  private final ByteThresholds[] thresholds;

  /** {@code null}: the colours do not meet. */
  private final ChromaScale saturation;

  private ColorProgram(BandCurve[] curves, ByteThresholds[] thresholds, ChromaScale saturation) {
    this.red = curves[0];
    this.green = curves[1];
    this.blue = curves[2];
    this.thresholds = thresholds;
    this.saturation = saturation;
  }

  /**
   * Compiles a correction. Takes some milliseconds: do it once a scene, not once a tile.
   *
   * @throws IllegalArgumentException if it equalises and the statistics hold no quantiles
   */
  public static ColorProgram compile(ColorCorrection correction, ColorStatistics statistics) {
    double saturation = correction.saturation().strength();
    double[] gains = gains(correction, statistics);
    var curves = new BandCurve[3];
    var thresholds = new ByteThresholds[3];
    for (Channel channel : Channel.values()) {
      int i = channel.ordinal();
      var tone = new ToneCurve(correction.sigmoidalContrast(), correction.clipOf(channel));
      var curve = curve(correction, statistics, i, gains[i], correction.gammaOf(channel));
      boolean apart = saturation == 1;
      curves[i] = apart ? curve : curve.buildTable();
      thresholds[i] =
          apart
              ? new ByteThresholds(v -> tone.of(curve.formula(v)), curve.min(), curve.max())
                  .buildTable()
              : new ByteThresholds(v -> tone.of(Math.max(0, Math.min(255, v))), 0, 255);
    }
    return new ColorProgram(
        curves, thresholds, saturation == 1 ? null : new ChromaScale(saturation));
  }

  private static BandCurve curve(
      ColorCorrection correction, ColorStatistics statistics, int band, double gain, double gamma) {
    return BandCurve.of(
        statistics.channels().get(band),
        statistics.looksLikeBytes(),
        correction.equalize().enabled(),
        gain,
        gamma);
  }

  private static double[] gains(ColorCorrection correction, ColorStatistics statistics) {
    double[] gains = {1, 1, 1};
    if (!correction.autoBalance().enabled() || correction.equalize().enabled()) {
      return gains;
    }
    double[] means = new double[3];
    List<ChannelStatistics> bands = statistics.channels();
    for (int i = 0; i < 3; i++) {
      means[i] = curve(correction, statistics, i, 1, 1).formula(bands.get(i).mean());
    }
    double grey = (means[0] + means[1] + means[2]) / 3;
    for (int i = 0; i < 3 && grey > 0; i++) {
      gains[i] = Math.max(1 / MAX_GAIN, Math.min(MAX_GAIN, grey / means[i]));
    }
    return gains;
  }

  /**
   * Corrects {@code count} pixels from {@code from} on. Allocates nothing.
   *
   * @param in red, green and blue, of any range; further bands are not looked at. NaN in any of the
   *     three is no-data
   * @param out red, green and blue: whole numbers from 1 to 255, or NaN in all three for no-data;
   *     may be the arrays of {@code in}
   */
  public void run(double[][] in, double[][] out, int from, int count) {
    for (int i = from; i < from + count; i++) {
      double r = in[0][i];
      double g = in[1][i];
      double b = in[2][i];
      if (r != r || g != g || b != b) {
        out[0][i] = Double.NaN;
        out[1][i] = Double.NaN;
        out[2][i] = Double.NaN;
        continue;
      }
      if (saturation != null) {
        saturate(red.of(r), green.of(g), blue.of(b), out, i);
        continue;
      }
      out[0][i] = thresholds[0].of(r);
      out[1][i] = thresholds[1].of(g);
      out[2][i] = thresholds[2].of(b);
    }
  }

  private void saturate(double r, double g, double b, double[][] out, int i) {
    double luma = 0.21 * r + 0.72 * g + 0.07 * b;
    double chroma = Math.max(r, Math.max(g, b)) - Math.min(r, Math.min(g, b));
    double factor = saturation.estimate(chroma);
    double tolerance = saturation.maxError();
    int redByte = thresholds[0].of(luma + (r - luma) * factor, tolerance);
    int greenByte = thresholds[1].of(luma + (g - luma) * factor, tolerance);
    int blueByte = thresholds[2].of(luma + (b - luma) * factor, tolerance);
    if (redByte == 0 || greenByte == 0 || blueByte == 0) { // too near to a step to trust
      factor = saturation.factor(chroma);
      redByte = thresholds[0].of(luma + (r - luma) * factor);
      greenByte = thresholds[1].of(luma + (g - luma) * factor);
      blueByte = thresholds[2].of(luma + (b - luma) * factor);
    }
    out[0][i] = redByte;
    out[1][i] = greenByte;
    out[2][i] = blueByte;
  }
}
