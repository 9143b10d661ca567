package io.landfall.node.cli.export;

import io.landfall.model.CrsNames;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a CRS that has an EPSG code. */
final class EpsgConverter implements ITypeConverter<Integer> {
  @Override
  public Integer convert(String text) {
    return CrsNames.epsg(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "Unknown CRS %s: give an EPSG code, as 3857 or EPSG:3857.".formatted(text)));
  }
}
