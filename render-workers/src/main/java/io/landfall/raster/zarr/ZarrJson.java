package io.landfall.raster.zarr;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes maps, lists, texts, numbers and truth values as JSON, in the order they have. */
final class ZarrJson {
  private ZarrJson() {}

  /** Makes a map of names and values in turn; what is {@code null} is left out. */
  static Map<String, Object> object(Object... namesAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (namesAndValues[i + 1] != null) {
        object.put((String) namesAndValues[i], namesAndValues[i + 1]);
      }
    }
    return object;
  }

  static byte[] encoded(Map<String, Object> object) {
    var json = new StringBuilder();
    write(object, json);
    return json.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(Object value, StringBuilder json) {
    if (value instanceof Map<?, ?> map) {
      json.append('{');
      for (var members = map.entrySet().iterator(); members.hasNext(); ) {
        Map.Entry<?, ?> member = members.next();
        writeText(member.getKey().toString(), json);
        json.append(':');
        write(member.getValue(), json);
        json.append(members.hasNext() ? "," : "");
      }
      json.append('}');
    } else if (value instanceof List<?> list) {
      json.append('[');
      for (Iterator<?> elements = list.iterator(); elements.hasNext(); ) {
        write(elements.next(), json);
        json.append(elements.hasNext() ? "," : "");
      }
      json.append(']');
    } else if (value instanceof String text) {
      writeText(text, json);
    } else if (value instanceof Double number && !Double.isFinite(number)) {
      writeText(number.toString(), json); // as Zarr writes NaN and infinity
    } else {
      json.append(value);
    }
  }

  private static void writeText(String text, StringBuilder json) {
    json.append('"');
    for (char one : text.toCharArray()) {
      if (one < ' ' || one == '"' || one == '\\') {
        json.append(String.format(Locale.ROOT, "\\u%04x", (int) one));
      } else {
        json.append(one);
      }
    }
    json.append('"');
  }
}
