package io.landfall.api.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.BodyCursor;
import io.landfall.model.cloud.CloudClass;
import io.landfall.model.cloud.CloudConfidence;
import io.landfall.model.cloud.CloudMask;
import io.landfall.model.cloud.MissingQuality;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A cloud mask: {@code {"classes": ["cloud"], "confidence", "buffer", "missing"}}. */
final class CloudMaskJson {
  private static final Set<String> MEMBERS = Set.of("classes", "confidence", "buffer", "missing");

  private CloudMaskJson() {}

  /** Returns what was asked for; {@code null}: nothing, or what is wrong was noted. */
  static CloudMask read(BodyCursor mask) {
    if (mask.isAbsent() || !mask.expectObject(MEMBERS)) {
      return null;
    }
    List<CloudClass> classes = new ArrayList<>();
    for (BodyCursor element : mask.member("classes").elements(CloudClass.values().length)) {
      CloudClass one = element.enumConstant(CloudClass.class, CloudClass::label);
      if (one != null) {
        classes.add(one);
      }
    }
    CloudConfidence confidence =
        mask.member("confidence").enumConstant(CloudConfidence.class, CloudMaskJson::lower);
    Integer buffer = mask.member("buffer").wholeNumber(0, CloudMask.MAX_BUFFER);
    MissingQuality missing =
        mask.member("missing").enumConstant(MissingQuality.class, CloudMaskJson::lower);
    return mask.construct(
        () -> new CloudMask(classes, confidence, buffer == null ? 0 : buffer, missing));
  }

  /** Writes it as it is read. */
  static void write(ObjectNode json, CloudMask mask) {
    if (mask == null) {
      return;
    }
    ObjectNode object = json.putObject("cloudMask");
    ArrayNode classes = object.putArray("classes");
    mask.classes().forEach(one -> classes.add(one.label()));
    if (mask.confidence() != null) {
      object.put("confidence", lower(mask.confidence()));
    }
    object.put("buffer", mask.buffer());
    if (mask.missing() != null) {
      object.put("missing", lower(mask.missing()));
    }
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
