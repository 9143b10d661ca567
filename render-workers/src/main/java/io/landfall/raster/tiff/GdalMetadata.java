package io.landfall.raster.tiff;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Band descriptions in the XML of {@link io.landfall.raster.tiff.format.Tag#GDAL_METADATA}. Reads
 * the items by pattern: a full XML parser is nothing to hand the text of a stranger to.
 */
final class GdalMetadata {
  private static final Pattern ITEM =
      Pattern.compile("<Item ([^<>]{1,1000})>([^<]{0,1000})</Item>");
  private static final Pattern SAMPLE = Pattern.compile("\\bsample=\"(\\d{1,5})\"");
  private static final Pattern ROLE = Pattern.compile("\\brole=\"description\"");

  private GdalMetadata() {}

  /** Returns the descriptions by band, from 0. */
  static Map<Integer, String> descriptions(String xml) {
    var names = new HashMap<Integer, String>();
    var item = ITEM.matcher(xml);
    while (item.find()) {
      var sample = SAMPLE.matcher(item.group(1));
      if (ROLE.matcher(item.group(1)).find() && sample.find()) {
        String name = unescape(item.group(2)).strip();
        if (!name.isEmpty()) {
          names.put(Integer.valueOf(sample.group(1)), name);
        }
      }
    }
    return names;
  }

  private static String unescape(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&");
  }
}
