package io.landfall.raster;

import io.landfall.model.Rescaling;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** What metadata in or beside a file tells of one band, as it is written there. */
public final class BandMetadata {
  private static final String STATISTICS = "STATISTICS_";
  private static final int MAX_ITEMS_LENGTH = 1 << 16;
  private static final int MAX_FILE_ITEMS = 100;
  private static final int MAX_NAME = 40;

  private static final Set<String> OF_WRITERS =
      Set.of(
          "AREA_OR_POINT",
          "OVR_RESAMPLING_ALG",
          "OVERVIEW_RESAMPLING",
          "OVERVIEWS_RESAMPLING",
          "TIFFTAG_SOFTWARE",
          "TIFFTAG_DATETIME",
          "TIFFTAG_DOCUMENTNAME",
          "TIFFTAG_RESOLUTIONUNIT",
          "TIFFTAG_XRESOLUTION",
          "TIFFTAG_YRESOLUTION",
          "TIFFTAG_MINSAMPLEVALUE",
          "TIFFTAG_MAXSAMPLEVALUE");

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

  /**
   * Adds the name of an item of a whole file; not of one that tells how the file was made or how
   * its pixels lie.
   */
  public static void addFileItem(String name, List<String> names) {
    if (name != null
        && names.size() < MAX_FILE_ITEMS
        && !name.startsWith(STATISTICS)
        && !OF_WRITERS.contains(name)
        && !names.contains(name)) {
      names.add(name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME) + "...");
    }
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
