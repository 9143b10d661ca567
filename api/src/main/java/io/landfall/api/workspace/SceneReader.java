package io.landfall.api.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.json.BodyCursor;
import io.landfall.model.PlainText;
import io.landfall.workspace.SceneInspector.SceneRefusedException;
import io.landfall.workspace.SceneInspector.SceneRefusedException.BandRefusal;
import io.landfall.workspace.SceneRegistration;
import io.landfall.workspace.SceneRegistration.BandRegistration;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the body that registers a scene: all its errors at once. */
final class SceneReader {
  private static final Set<String> MEMBERS = Set.of("name", "acquired", "cloudCover", "bands");
  private static final Set<String> BAND = Set.of("name", "href", "index", "nodata");
  private static final int MAX_NAME = 200;
  private static final int MAX_BAND_NAME = 80;
  private static final int MAX_HREF = 2_048;
  private static final int MAX_INDEX = 65_535;

  private SceneReader() {}

  static SceneRegistration read(JsonNode json) {
    BodyCursor body = BodyCursor.ofRoot(json);
    body.expectObject(MEMBERS);
    String name = body.member("name").text(MAX_NAME);
    String acquired = acquired(body.member("acquired"));
    Double cloudCover = percent(body.member("cloudCover"));
    List<BandRegistration> bands = bands(body.member("bands"));
    body.throwIfInvalid();
    return new SceneRegistration(
        name == null ? nameOf(bands.get(0).href()) : name, acquired, cloudCover, bands);
  }

  /** Throws the problem of files that cannot be used, at the places that name them. */
  static void throwRefused(JsonNode json, SceneRefusedException refused) {
    BodyCursor body = BodyCursor.ofRoot(json);
    for (BandRefusal refusal : refused.refusals()) {
      String pointer = "/bands/%d/%s".formatted(refusal.band(), refusal.member());
      body.addError(refusal.code(), pointer, refusal.detail());
    }
    body.throwIfInvalid(422, refused.refusals().get(0).code().slug());
  }

  private static List<BandRegistration> bands(BodyCursor at) {
    List<BodyCursor> elements = at.elements(SceneRegistration.MAX_BANDS);
    if (at.isAbsent() || at.node().isArray() && at.node().isEmpty()) {
      at.addError(
          "Missing bands: name at least one, as {\"name\": \"red\", \"href\": \"s3://…\"}.");
    }
    List<BandRegistration> bands = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Set<String> files = new HashSet<>();
    for (BodyCursor element : elements) {
      element.expectObject(BAND);
      String name = element.member("name").requiredText(MAX_BAND_NAME);
      String href = element.member("href").requiredText(MAX_HREF);
      if (name != null && !names.add(name.toLowerCase(Locale.ROOT))) {
        element
            .member("name")
            .addError("Invalid name %s: another band has it.".formatted(quoted(element)));
      }
      if (href != null && files.add(href) && files.size() == SceneRegistration.MAX_FILES + 1) {
        element
            .member("href")
            .addError(
                "Too many files: a scene has at most %d.".formatted(SceneRegistration.MAX_FILES));
      }
      Integer index = element.member("index").wholeNumber(1, MAX_INDEX);
      Double nodata = element.member("nodata").number();
      bands.add(new BandRegistration(name, href, index, nodata));
    }
    return bands;
  }

  private static String quoted(BodyCursor band) {
    return band.member("name").displayValue();
  }

  private static Double percent(BodyCursor at) {
    Double percent = at.number();
    if (percent != null && (percent < 0 || percent > 100)) {
      at.addError("Invalid cloudCover %s: it is a percentage, 0 to 100.".formatted(percent));
    }
    return percent;
  }

  /** Reads a time, or a day, whose beginning counts then. */
  private static String acquired(BodyCursor at) {
    String text = at.text(MAX_BAND_NAME);
    if (text == null) {
      return null;
    }
    try {
      OffsetDateTime time =
          text.length() == 10
              ? LocalDate.parse(text).atStartOfDay().atOffset(ZoneOffset.UTC)
              : OffsetDateTime.parse(text);
      if (time.getYear() >= 0 && time.getYear() <= 9999) {
        return time.toInstant().truncatedTo(ChronoUnit.SECONDS).toString();
      }
    } catch (DateTimeException e) {
      // falls through to the one error below
    }
    at.addError(
        "Invalid acquired %s: give a time as 2024-06-01T10:20:30Z.".formatted(at.displayValue()));
    return null;
  }

  /** Returns the name of a file without folder, query and ending. */
  private static String nameOf(String href) {
    String path = href.replaceFirst("[?#].*", "");
    String file = path.substring(path.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    String name = dot > 0 ? file.substring(0, dot) : file;
    return name.isBlank() ? "scene" : PlainText.beginning(name, MAX_NAME);
  }
}
