package io.landfall.raster.sidecar;

import io.landfall.model.place.RationalMap;
import java.util.List;

/** Rational polynomial coefficients as files {@code RPC_X.XML} of Pleiades and SPOT have them. */
public final class DimapText {
  private DimapText() {}

  /** Returns those of version 2, which counts from 1. */
  public static String version2(RationalMap map) {
    return document("Inverse_Model", "Direct_Model", "", map, 1);
  }

  /** Returns those of version 3, which tells from where it counts. */
  public static String version3(RationalMap map, int first) {
    String domain =
        "<ImagetoGround_Validity_Domain><FIRST_ROW>%d</FIRST_ROW><FIRST_COL>%d</FIRST_COL><LAST_ROW>9</LAST_ROW></ImagetoGround_Validity_Domain>"
            .formatted(first, first);
    return document("GroundtoImage_Values", "ImagetoGround_Values", domain, map, first);
  }

  private static String document(
      String toImage, String toGround, String domain, RationalMap map, int first) {
    StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    text.append("<Dimap_Document><Rational_Function_Model><Global_RFM>\n<").append(toGround);
    text.append("><SAMP_NUM_COEFF_1>7</SAMP_NUM_COEFF_1></").append(toGround).append(">\n");
    text.append('<').append(toImage).append(">\n");
    coefficients(text, "SAMP_NUM", map.sample().numerator());
    coefficients(text, "SAMP_DEN", map.sample().denominator());
    coefficients(text, "LINE_NUM", map.line().numerator());
    coefficients(text, "LINE_DEN", map.line().denominator());
    text.append("<ERR_BIAS_X>0.0</ERR_BIAS_X></").append(toImage).append(">\n<RFM_Validity>");
    text.append(domain);
    put(text, "LONG_SCALE", map.longitude().scale());
    put(text, "LONG_OFF", map.longitude().offset());
    put(text, "LAT_SCALE", map.latitude().scale());
    put(text, "LAT_OFF", map.latitude().offset());
    put(text, "HEIGHT_SCALE", map.height().scale());
    put(text, "HEIGHT_OFF", map.height().offset());
    put(text, "SAMP_SCALE", map.sample().scale());
    put(text, "SAMP_OFF", map.sample().offset() + first);
    put(text, "LINE_SCALE", map.line().scale());
    put(text, "LINE_OFF", map.line().offset() + first);
    return text.append("</RFM_Validity></Global_RFM></Rational_Function_Model></Dimap_Document>\n")
        .toString();
  }

  private static void coefficients(StringBuilder text, String name, List<Double> values) {
    for (int i = 0; i < values.size(); i++) {
      put(text, name + "_COEFF_" + (i + 1), values.get(i));
    }
  }

  private static void put(StringBuilder text, String name, double value) {
    text.append("<%s>%s</%s>\n".formatted(name, value, name));
  }
}
