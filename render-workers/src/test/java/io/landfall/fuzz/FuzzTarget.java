package io.landfall.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** What is fuzzed. The kept corpus of each is a folder of its name beside the resources here. */
enum FuzzTarget {
  TIFF(TiffTarget.class, TiffTarget::fuzzerTestOneInput, 50, 16 << 10),
  CODEC(CodecTarget.class, CodecTarget::fuzzerTestOneInput, 20, 2 << 10),
  INFLATE(InflateTarget.class, InflateTarget::fuzzerTestOneInput, 10, 2 << 10),
  TOOL(ToolTarget.class, ToolTarget::fuzzerTestOneInput, 10, 2 << 10),
  COLOR(ColorTarget.class, ColorTarget::fuzzerTestOneInput, 10, 2 << 10);

  private final Class<?> target;
  private final Consumer<byte[]> test;
  private final int percent;
  private final int maxBytes;

  FuzzTarget(Class<?> target, Consumer<byte[]> test, int percent, int maxBytes) {
    this.target = target;
    this.test = test;
    this.percent = percent;
    this.maxBytes = maxBytes;
  }

  Class<?> target() {
    return target;
  }

  /** Runs one input; whatever it throws is a finding. */
  void run(byte[] input) {
    test.accept(input);
  }

  /** Returns the share of the time that this gets. */
  int percent() {
    return percent;
  }

  /** Returns the size of the largest input, in bytes. */
  int maxBytes() {
    return maxBytes;
  }

  /** Returns its name in paths. */
  String folder() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the inputs that are kept: the seeds written by hand, and all that was ever found. */
  List<Path> corpus() {
    try (var files = Files.list(resource(folder()).orElseThrow())) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the words that its inputs are made of, if it has any, as libFuzzer reads them. */
  Optional<Path> dictionary() {
    return resource(folder() + ".dict");
  }

  private static Optional<Path> resource(String name) {
    var url = FuzzTarget.class.getResource(name);
    try {
      return url == null ? Optional.empty() : Optional.of(Path.of(url.toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
