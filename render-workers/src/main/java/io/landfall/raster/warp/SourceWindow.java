package io.landfall.raster.warp;

/**
 * A rectangle of some bands of a source that share one geometry, decoded: {@code samples[band]}
 * holds {@code width * height} values, row-major, no-data NaN; the first pixel is {@code (x0, y0)}
 * of an image of {@code imageWidth} by {@code imageHeight}.
 *
 * @param clean whether no sample is NaN
 */
public record SourceWindow(
    int x0,
    int y0,
    int width,
    int height,
    int imageWidth,
    int imageHeight,
    boolean clean,
    double[][] samples) {}
