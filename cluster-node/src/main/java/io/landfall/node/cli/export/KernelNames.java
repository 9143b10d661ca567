package io.landfall.node.cli.export;

import io.landfall.model.Resampling;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;

/** The names of the kernels, for {@code --help} and completion. */
final class KernelNames implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return Arrays.stream(Resampling.values())
        .map(kernel -> kernel.name().toLowerCase(Locale.ROOT))
        .iterator();
  }
}
