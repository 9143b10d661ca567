package io.landfall.raster;

import io.landfall.model.Rescaling;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What metadata in or beside a file tells of one band, as it is written there. */
public final class BandMetadata {
  private static final String STATISTICS = "STATISTICS_";
  private static final int MAX_ITEMS_LENGTH = 1 << 16;
  private static final int MAX_FIELD_LENGTH = 10_000;

  private final Map<Field, String> fields = new EnumMap<>(Field.class);
  private final Map<String, String> items = new LinkedHashMap<>();

  /** What is told in a place of its own. */
  public enum Field {
    DESCRIPTION,
    NODATA,
    SCALE,
    OFFSET,
    UNIT,
    COLOR
  }

  /** Takes what is told in a place of its own; a blank text tells nothing. */
  public void put(Field field, String text) {
    if (!text.isBlank()) {
      fields.put(field, text);
    }
  }

  /** Takes a further item; those of statistics are left out, as they are of the values there. */
  public void putItem(String name, String text) {
    if (!name.startsWith(STATISTICS)) {
      items.put(name, text);
    }
  }

  /** Returns what is told of a field, exactly; {@code null}: nothing. */
  public String get(Field field) {
    return fields.get(field);
  }

  /** Returns the further items, by name. */
  public Map<String, String> items() {
    return items;
  }

  /**
   * Returns what the numbers stand for; {@code null}: themselves.
   *
   * @param dropped takes what is told, but no usable number
   */
  public Rescaling calibration(Consumer<String> dropped) {
    double scale = number(Field.SCALE, 1, dropped);
    double offset = number(Field.OFFSET, 0, dropped);
    return scale == 1 && offset == 0 ? null : new Rescaling(scale, offset);
  }

  /**
   * Forgets what is more than a plan should carry: the items of all bands if they are many, and
   * names and the like that are longer than any.
   *
   * @return whether there was such
   */
  public static boolean dropExcess(Collection<BandMetadata> bands) {
    long length = 0;
    boolean isLong = false;
    for (var band : bands) {
      isLong |= band.fields.values().removeIf(text -> text.length() > MAX_FIELD_LENGTH);
      for (var item : band.items.entrySet()) {
        length += item.getKey().length() + item.getValue().length();
      }
    }
    boolean many = length > MAX_ITEMS_LENGTH;
    if (many) {
      bands.forEach(band -> band.items.clear());
    }
    return many || isLong;
  }

  private double number(Field field, double otherwise, Consumer<String> dropped) {
    String text = fields.get(field);
    if (text == null) {
      return otherwise;
    }
    Double number = DecimalText.parse(text);
    boolean usable =
        number != null && Double.isFinite(number) && (number != 0 || field == Field.OFFSET);
    if (!usable) {
      dropped.accept("%s \"%s\"".formatted(field == Field.SCALE ? "scale" : "offset", text));
    }
    return usable ? number : otherwise;
  }
}
