package io.landfall.raster.provenance;

import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.PlannedScene;
import java.util.ArrayList;
import java.util.List;

/**
 * What the numbers of a raster of scenes stand for: as CSV for people and programs, and as the file
 * that GDAL looks for beside a raster, with category names and an attribute table.
 */
public final class SceneTable {
  private static final List<String> COLUMNS =
      List.of("number", "scene", "id", "acquired", "cloudCover");
  private static final String NONE = "none";

  // as GDAL numbers types and usages of columns
  private static final int INTEGER = 0;
  private static final int STRING = 2;
  private static final int GENERIC = 0;
  private static final int NAME = 2;
  private static final int MIN_MAX = 5;

  private SceneTable() {}

  /** Writes a line for each scene of a plan after that of the columns; what is unknown is empty. */
  public static String csv(ExportPlan plan) {
    StringBuilder text = new StringBuilder(String.join(",", COLUMNS)).append('\n');
    for (List<String> row : rows(plan)) {
      text.append(String.join(",", row.stream().map(SceneTable::quoted).toList())).append('\n');
    }
    return text.toString();
  }

  /** Writes {@code .aux.xml}, with number 0 as "none". */
  public static String xml(ExportPlan plan) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("0", NONE, "", "", ""));
    rows.addAll(rows(plan));
    StringBuilder text = new StringBuilder("<PAMDataset>\n  <PAMRasterBand band=\"1\">\n");
    text.append("    <CategoryNames>\n");
    rows.forEach(row -> text.append("      ").append(element("Category", row.get(1))));
    text.append("    </CategoryNames>\n");
    text.append("    <GDALRasterAttributeTable tableType=\"thematic\">\n");
    int[] types = {INTEGER, STRING, STRING, STRING, STRING}; // no number is empty, but 0
    int[] usages = {MIN_MAX, NAME, GENERIC, GENERIC, GENERIC};
    for (int i = 0; i < types.length; i++) {
      text.append("      <FieldDefn index=\"%d\">\n".formatted(i));
      text.append("        ").append(element("Name", COLUMNS.get(i)));
      text.append("        ").append(element("Type", String.valueOf(types[i])));
      text.append("        ").append(element("Usage", String.valueOf(usages[i])));
      text.append("      </FieldDefn>\n");
    }
    for (int i = 0; i < rows.size(); i++) {
      text.append("      <Row index=\"%d\">\n".formatted(i));
      rows.get(i).forEach(value -> text.append("        ").append(element("F", value)));
      text.append("      </Row>\n");
    }
    return text.append("    </GDALRasterAttributeTable>\n  </PAMRasterBand>\n</PAMDataset>\n")
        .toString();
  }

  private static List<List<String>> rows(ExportPlan plan) {
    List<List<String>> rows = new ArrayList<>();
    for (PlannedScene scene : plan.scenes()) {
      rows.add(
          List.of(
              String.valueOf(rows.size() + 1),
              scene.name(),
              id(scene),
              scene.acquired() == null ? "" : scene.acquired(),
              scene.cloudCover() == null ? "" : scene.cloudCover().toString()));
    }
    return rows;
  }

  /** Files have their place for an id, which is nobody's matter: their names tell them. */
  private static String id(PlannedScene scene) {
    String id = scene.id().value();
    return id.contains("/") || id.contains("\\") ? "" : id;
  }

  private static String quoted(String value) {
    boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }

  private static String element(String name, String value) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '&' -> text.append("&amp;");
        case '<' -> text.append("&lt;");
        case '>' -> text.append("&gt;");
        default -> text.append(c < ' ' ? ' ' : c); // XML has no others
      }
    }
    return "<%s>%s</%s>\n".formatted(name, text, name);
  }
}
