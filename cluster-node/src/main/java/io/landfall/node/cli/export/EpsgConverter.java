package io.landfall.node.cli.export;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an EPSG code, with or without {@code EPSG:} before it. */
final class EpsgConverter implements ITypeConverter<Integer> {
  @Override
  public Integer convert(String text) {
    String code = text.strip().toUpperCase(Locale.ROOT).replaceFirst("^EPSG:", "");
    if (!code.matches("[1-9][0-9]{0,5}")) {
      throw new TypeConversionException(
          "Unknown CRS %s: give an EPSG code, as 3857 or EPSG:3857.".formatted(text));
    }
    return Integer.valueOf(code);
  }
}
