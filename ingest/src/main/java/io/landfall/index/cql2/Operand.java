package io.landfall.index.cql2;

import org.locationtech.jts.geom.Geometry;

/** What stands beside an operator or in a function. */
sealed interface Operand {
  /** Tells what it is, for a message. */
  String shown();

  /** A property of scenes. */
  record Property(String name, Cql2Names.Named named) implements Operand {
    @Override
    public String shown() {
      return "%s, a property of type %s"
          .formatted(name, named.property().type().name().toLowerCase(java.util.Locale.ROOT));
    }
  }

  /** The footprint. */
  record Footprint(String name) implements Operand {
    @Override
    public String shown() {
      return "%s, a geometry".formatted(name);
    }
  }

  /** A text. */
  record Text(String value) implements Operand {
    @Override
    public String shown() {
      return "the text '%s'".formatted(cut(value));
    }
  }

  /** A number. */
  record Number(double value) implements Operand {
    @Override
    public String shown() {
      return "the number %s".formatted(TextWriter.number(value));
    }
  }

  /** True or false. */
  record Truth(boolean value) implements Operand {
    @Override
    public String shown() {
      return value ? "TRUE" : "FALSE";
    }
  }

  /** A time or a stretch of it. */
  record Time(Period period) implements Operand {
    @Override
    public String shown() {
      return period.isInterval() ? "an interval" : "a time";
    }
  }

  /** A geometry. */
  record Area(Geometry geometry) implements Operand {
    @Override
    public String shown() {
      return "a geometry";
    }
  }

  static String cut(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
