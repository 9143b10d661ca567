package io.landfall.raster;

/**
 * A rectangle of one band of a source, decoded: {@code samples} holds {@code width * height}
 * values, row-major, no-data NaN; its first pixel is {@code (x0, y0)} of an image of {@code
 * imageWidth} by {@code imageHeight}.
 *
 * @param clean whether no sample is NaN
 */
record SourceWindow(
    int x0,
    int y0,
    int width,
    int height,
    int imageWidth,
    int imageHeight,
    boolean clean,
    double[] samples) {}
