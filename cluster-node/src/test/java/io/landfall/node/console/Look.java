package io.landfall.node.console;

import com.microsoft.playwright.options.ColorScheme;
import java.util.Locale;

/** How somebody looks at the console. */
enum Look {
  LIGHT(1280, 800, ColorScheme.LIGHT),
  DARK(1280, 800, ColorScheme.DARK),
  /** A telephone, upright. */
  NARROW(390, 844, ColorScheme.LIGHT);

  final int width;
  final int height;
  final ColorScheme colors;

  Look(int width, int height, ColorScheme colors) {
    this.width = width;
    this.height = height;
    this.colors = colors;
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
