package io.landfall.node.demo;

import io.landfall.model.PixelGrid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A scene of 300 pixels, for tests: bands 2, 3 and 4, each a slope with a collar of 0. */
public final class TinyScene {
  /** Columns and rows. */
  public static final int SIZE = 300;

  private TinyScene() {}

  private static final double WEST = 500_010;

  /** Values of QA_PIXEL. */
  private static final int CLEAR = 21_824;

  private static final int CLOUD = 22_280;

  /** Writes the scene's folder below {@code folder} and returns it. */
  public static Path write(Path folder, String name) throws IOException {
    return write(folder, name, 0);
  }

  /** Writes the scene as many metres further east. */
  public static Path write(Path folder, String name, double eastwards) throws IOException {
    Path scene = Files.createDirectories(folder.resolve(name));
    for (int band = 2; band <= 4; band++) {
      short[] samples = new short[SIZE * SIZE];
      for (int row = 10; row < SIZE - 10; row++) {
        for (int column = 10; column < SIZE - 10; column++) {
          samples[row * SIZE + column] = (short) (1000 * band + 7 * row + 3 * column);
        }
      }
      var grid = new PixelGrid(32_616, WEST + eastwards, 4_100_010, 30, SIZE, SIZE);
      DemoGeoTiffWriter.write(scene.resolve("%s_B%d.TIF".formatted(name, band)), samples, grid);
    }
    return scene;
  }

  /** Writes the quality band of a scene that is there, with a cloud in its middle. */
  public static void writeClouds(Path folder, String name, double eastwards) throws IOException {
    short[] samples = new short[SIZE * SIZE];
    for (int i = 0; i < samples.length; i++) {
      boolean isCloud = Math.abs(i / SIZE - 150) < 40 && Math.abs(i % SIZE - 150) < 40;
      samples[i] = (short) (isCloud ? CLOUD : CLEAR);
    }
    var grid = new PixelGrid(32_616, WEST + eastwards, 4_100_010, 30, SIZE, SIZE);
    Path file = folder.resolve(name).resolve(name + "_QA_PIXEL.TIF");
    DemoGeoTiffWriter.write(file, samples, grid);
  }

  /** Writes the panchromatic band of a scene that is there, with pixels of half their side. */
  public static void writePanchromatic(Path folder, String name) throws IOException {
    int size = 2 * SIZE;
    short[] samples = new short[size * size];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) (9_000 + 11 * (i / size % 97) + 5 * (i % size % 89));
    }
    var grid = new PixelGrid(32_616, WEST, 4_100_010, 15, size, size);
    DemoGeoTiffWriter.write(folder.resolve(name).resolve(name + "_B8.TIF"), samples, grid);
  }
}
