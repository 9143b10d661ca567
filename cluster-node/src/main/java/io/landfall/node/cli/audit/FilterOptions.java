package io.landfall.node.cli.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What lists are narrowed by. */
final class FilterOptions {
  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "Those that the user owns, or has done something to.")
  String user;

  @Option(names = "--scene", paramLabel = "ID", description = "Those of a scene.")
  String scene;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = TimeReader.class,
      description = "Not before a time, as 2026-11-29 or 2026-11-29T10:00:00Z.")
  Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = TimeReader.class,
      description = "Before a time.")
  Instant to;

  /** Reads a day as its first moment in UTC, or a time. */
  static final class TimeReader implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      try {
        return text.contains("T")
            ? OffsetDateTime.parse(text).toInstant()
            : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
      } catch (DateTimeException e) {
        throw new TypeConversionException(
            "\"%s\" is no time: write 2026-11-29 or 2026-11-29T10:00:00Z".formatted(text));
      }
    }
  }
}
