package io.landfall.raster.jp2.tile;

import io.landfall.raster.PixelRect;

/** Decodes a tile, with the numbers of OpenJPEG. For one thread. */
public final class TileReader {
  private static final int COLORS = 3;

  private final TileInput input;
  private final TileCoding coding;
  private final TileResolution[][] resolutions;
  private final CodeBlockDecoder blocks = new CodeBlockDecoder();

  /** The samples of a component: of one of the two kinds. */
  private record Plane(int[] whole, float[] fraction) {}

  /**
   * Decodes what is wanted of a tile.
   *
   * <p>No code-blocks are decoded but those that the area comes of, and packets are read until the
   * last one that is wanted.
   *
   * @throws IllegalArgumentException if the tile is not valid, in words for a person
   */
  public static void read(TileInput input, TileInput.RowSink sink) {
    try {
      var reader = new TileReader(input);
      reader.readPackets();
      reader.writeComponents(sink);
    } catch (PacketBits.EndException | ArithmeticException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private TileReader(TileInput input) {
    this.input = input;
    this.coding = TileCoding.read(input);
    this.resolutions = new TileResolution[input.components()][];
    for (int i = 0; i < resolutions.length; i++) {
      ComponentCoding component = coding.component(i);
      int top = component.levels() - input.reduce();
      PixelRect[] windows = windows(component, top);
      resolutions[i] = new TileResolution[component.levels() + 1];
      for (int index = 0; index < resolutions[i].length; index++) {
        PixelRect window = index <= top ? windows[index] : null;
        resolutions[i][index] = new TileResolution(i, index, component, input.tile(), window);
      }
    }
  }

  /** Returns what of each resolution is put together, from the smallest one on. */
  private PixelRect[] windows(ComponentCoding component, int top) {
    if (top < 0) {
      throw new IllegalArgumentException("a component of fewer resolutions than the others");
    }
    int radius = component.isReversible() ? ReversibleWavelet.RADIUS : IrreversibleWavelet.RADIUS;
    PixelRect[] windows = new PixelRect[top + 1];
    PixelRect wanted = input.expected();
    for (int index = top; index > 0; index--) {
      PixelRect whole = TileResolution.reduced(input.tile(), component.levels() - index);
      windows[index] = wanted.grow(radius).intersection(whole);
      wanted = TileResolution.ofBand(windows[index], 0);
    }
    windows[0] = wanted;
    return windows;
  }

  /** Reads all packets that are wanted. */
  private void readPackets() throws PacketBits.EndException {
    long wanted = 0;
    for (TileResolution[] component : resolutions) {
      for (TileResolution resolution : component) {
        wanted += isWanted(resolution) ? (long) resolution.precincts() * coding.layers() : 0;
      }
    }
    var body = new TileBody(input.bytes(), coding.bodies());
    var reader = new PacketReader(coding, body, wanted);
    var order = new PacketOrder(resolutions);
    for (TileCoding.Order part : coding.orders()) {
      if (!order.visit(
          part,
          (resolution, precinct, layer) ->
              reader.read(resolution, precinct, layer, isWanted(resolution)))) {
        return;
      }
    }
  }

  private boolean isWanted(TileResolution resolution) {
    return resolution.index <= resolution.coding.levels() - input.reduce();
  }

  /** Decodes all components. */
  private void writeComponents(TileInput.RowSink sink) {
    int first = 0;
    if (coding.transform() == 1 && input.components() >= COLORS) {
      Plane[] colors = new Plane[COLORS];
      for (int i = 0; i < COLORS; i++) {
        colors[i] = plane(i);
      }
      untransformColors(colors);
      for (int i = 0; i < COLORS; i++) {
        write(i, colors[i], sink);
      }
      first = COLORS;
    } else if (coding.transform() > 1) {
      throw new IllegalArgumentException("components that are transformed in a way of their own");
    }
    for (int i = first; i < input.components(); i++) {
      write(i, plane(i), sink);
    }
  }

  private Plane plane(int component) {
    ComponentCoding style = coding.component(component);
    int top = style.levels() - input.reduce();
    PixelRect[] windows = windows(style, top);
    return style.isReversible()
        ? new Plane(whole(component, top, windows), null)
        : new Plane(null, fraction(component, top, windows));
  }

  private int[] whole(int component, int top, PixelRect[] windows) {
    int[] below = null;
    for (int index = 0; index <= top; index++) {
      PixelRect window = windows[index];
      int[] plane = new int[Math.toIntExact(window.pixels())];
      if (index > 0) {
        interleave(below, windows[index - 1], lowOf(window), plane, window);
      }
      decodeBlocks(resolutions[component][index], window, plane, null);
      if (index > 0) {
        ReversibleWavelet.apply(plane, window);
      }
      below = plane;
    }
    return crop(below, windows[top]);
  }

  private float[] fraction(int component, int top, PixelRect[] windows) {
    float[] below = null;
    for (int index = 0; index <= top; index++) {
      PixelRect window = windows[index];
      float[] plane = new float[Math.toIntExact(window.pixels())];
      if (index > 0) {
        interleave(below, windows[index - 1], lowOf(window), plane, window);
      }
      decodeBlocks(resolutions[component][index], window, null, plane);
      if (index > 0) {
        IrreversibleWavelet.apply(plane, window);
      }
      below = plane;
    }
    return crop(below, windows[top]);
  }

  private static PixelRect lowOf(PixelRect window) {
    return TileResolution.ofBand(window, 0);
  }

  /** Puts the samples of the resolution below where columns and rows are even. */
  private static void interleave(
      Object below, PixelRect from, PixelRect low, Object plane, PixelRect window) {
    for (int y = low.y0(); y < low.y1(); y++) {
      int source = from.index(low.x0(), y);
      int target = window.index(2 * low.x0(), 2 * y);
      if (below instanceof int[] samples) {
        for (int x = 0; x < low.width(); x++) {
          ((int[]) plane)[target + 2 * x] = samples[source + x];
        }
      } else {
        for (int x = 0; x < low.width(); x++) {
          ((float[]) plane)[target + 2 * x] = ((float[]) below)[source + x];
        }
      }
    }
  }

  private void decodeBlocks(
      TileResolution resolution, PixelRect window, int[] whole, float[] fraction) {
    int component = resolution.component;
    for (int i = 0; i < resolution.precincts(); i++) {
      TileResolution.Precinct precinct = resolution.find(i);
      if (precinct == null) {
        continue; // nothing of it was in the file: zeros
      }
      for (TileResolution.BlockGroup group : precinct.groups) {
        TileResolution.Band band = group.band;
        float step = 0.5f * resolution.coding.step(band.number(), input.bits()[component]);
        for (CodeBlock block : group.blocks) {
          if (block.isWanted && block.segments > 0) {
            int[] samples = blocks.decode(block, band.orientation(), resolution.coding);
            place(block, band, resolution.index, samples, step, window, whole, fraction);
          }
        }
      }
    }
  }

  private static void place(
      CodeBlock block,
      TileResolution.Band band,
      int index,
      int[] samples,
      float step,
      PixelRect window,
      int[] whole,
      float[] fraction) {
    int spacing = index == 0 ? 1 : 2;
    int shiftX = index == 0 ? 0 : band.orientation() & 1;
    int shiftY = index == 0 ? 0 : band.orientation() >> 1;
    PixelRect wanted = band.wanted();
    int x0 = Math.max(block.x0, wanted.x0());
    int x1 = Math.min(block.x0 + block.width, wanted.x1());
    int y0 = Math.max(block.y0, wanted.y0());
    int y1 = Math.min(block.y0 + block.height, wanted.y1());
    for (int y = y0; y < y1; y++) {
      int from = (y - block.y0) * block.width + x0 - block.x0;
      int to = window.index(spacing * x0 + shiftX, spacing * y + shiftY);
      if (whole != null) {
        for (int x = x0; x < x1; x++, to += spacing) {
          whole[to] = samples[from++] / 2;
        }
      } else {
        for (int x = x0; x < x1; x++, to += spacing) {
          fraction[to] = samples[from++] * step;
        }
      }
    }
  }

  private int[] crop(int[] plane, PixelRect window) {
    PixelRect wanted = input.expected();
    int[] cropped = new int[Math.toIntExact(wanted.pixels())];
    for (int y = wanted.y0(); y < wanted.y1(); y++) {
      System.arraycopy(
          plane,
          window.index(wanted.x0(), y),
          cropped,
          wanted.index(wanted.x0(), y),
          wanted.width());
    }
    return cropped;
  }

  private float[] crop(float[] plane, PixelRect window) {
    PixelRect wanted = input.expected();
    float[] cropped = new float[Math.toIntExact(wanted.pixels())];
    for (int y = wanted.y0(); y < wanted.y1(); y++) {
      System.arraycopy(
          plane,
          window.index(wanted.x0(), y),
          cropped,
          wanted.index(wanted.x0(), y),
          wanted.width());
    }
    return cropped;
  }

  private static void untransformColors(Plane[] colors) {
    boolean isWhole = colors[0].whole() != null;
    if (isWhole != (colors[1].whole() != null) || isWhole != (colors[2].whole() != null)) {
      throw new IllegalArgumentException("colours by different wavelets");
    }
    if (isWhole) {
      int[] first = colors[0].whole();
      int[] second = colors[1].whole();
      int[] third = colors[2].whole();
      for (int i = 0; i < first.length; i++) {
        int green = first[i] - (second[i] + third[i] >> 2);
        int red = third[i] + green;
        int blue = second[i] + green;
        first[i] = red;
        second[i] = green;
        third[i] = blue;
      }
      return;
    }
    float[] first = colors[0].fraction();
    float[] second = colors[1].fraction();
    float[] third = colors[2].fraction();
    for (int i = 0; i < first.length; i++) {
      float y = first[i];
      float u = second[i];
      float v = third[i];
      first[i] = y + v * 1.402f;
      second[i] = y - u * 0.34413f - v * 0.71414f;
      third[i] = y + u * 1.772f;
    }
  }

  /** Shifts the levels to where they were, and keeps them in the range of the component. */
  private void write(int component, Plane plane, TileInput.RowSink sink) {
    int bits = input.bits()[component];
    boolean signed = input.signed()[component];
    long shift = signed ? 0 : 1L << bits - 1;
    long least = signed ? -(1L << bits - 1) : 0;
    long most = signed ? (1L << bits - 1) - 1 : (1L << bits) - 1;
    PixelRect wanted = input.expected();
    int[] row = new int[wanted.width()];
    for (int y = 0; y < wanted.height(); y++) {
      int from = y * wanted.width();
      for (int x = 0; x < row.length; x++) {
        long value =
            plane.whole() != null
                ? plane.whole()[from + x]
                : (long) Math.rint((double) plane.fraction()[from + x]);
        row[x] = (int) (Math.max(least - shift, Math.min(most - shift, value)) + shift);
      }
      sink.row(component, y, row, 0);
    }
  }
}
