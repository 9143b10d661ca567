package io.landfall.node.cli.export;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SceneId;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.algebra.BuiltInTools;
import io.landfall.model.algebra.ToolReader;
import io.landfall.model.color.ColorCorrection;
import io.landfall.model.color.ColorCorrectionReader;
import io.landfall.model.color.ColorRamp;
import io.landfall.model.color.ColorRampReader;
import io.landfall.model.geojson.AoiReader;
import io.landfall.model.request.ToolSource;
import io.landfall.source.RemoteSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Tools, their inputs and colour corrections as the command line names them. */
final class ToolOptions {
  private static final long MAX_FILE_BYTES = 4L << 20;

  private ToolOptions() {}

  /** Returns a built-in tool, or reads the file of one. */
  static AlgebraTool tool(Path working, String tool) {
    return isFile(tool)
        ? ToolReader.read(readFile(working.resolve(tool)), AoiReader::read)
        : BuiltInTools.get(tool).tool();
  }

  /** Returns what the band of a tool is called. */
  static String name(String tool) {
    return isFile(tool)
        ? Path.of(tool).getFileName().toString().replaceFirst("(?i)\\.json$", "")
        : tool.strip().toLowerCase(Locale.ROOT);
  }

  private static boolean isFile(String tool) {
    return tool.toLowerCase(Locale.ROOT).endsWith(".json") || tool.contains("/");
  }

  /** Reads the file of a colour correction. */
  static ColorCorrection color(Path file) {
    return ColorCorrectionReader.read(readFile(file));
  }

  /** Reads a file of values and their colours. */
  static ColorRamp ramp(Path file) {
    try {
      return ColorRampReader.read(readFile(file));
    } catch (ExportFailure e) {
      throw new ExportFailure(e.code(), "%s (in %s)".formatted(e.getMessage(), file), e);
    }
  }

  /**
   * Reads {@code NAME=PATH} and {@code NAME=PATH:BAND} pairs, keeping the order of scenes of one
   * name.
   *
   * @throws ExportFailure REQUEST_INVALID
   */
  static Map<String, ToolSource> inputs(Path working, List<String> pairs) {
    Map<String, ToolSource> sources = new LinkedHashMap<>();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals < 1 || equals == pair.length() - 1) {
        throw new ExportFailure(
            ErrorCode.REQUEST_INVALID,
            "Invalid --input %s: write NAME=PATH, as before=FOLDER, or NAME=FILE:BAND, as NIR=FILE:4."
                .formatted(pair));
      }
      BandOfFile given = BandOfFile.of(working, pair.substring(equals + 1));
      ToolSource source = new ToolSource(List.of(sceneId(working, given.path())), given.band());
      sources.merge(
          pair.substring(0, equals), source, (above, below) -> joined(above, below, pair));
    }
    return sources;
  }

  private static ToolSource joined(ToolSource above, ToolSource below, String pair) {
    if (!Objects.equals(above.band(), below.band())) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid --input %s: the scenes of one input are read by the same band, and others of it by %s. Name the same."
              .formatted(pair, above.band() == null ? "that of the tool" : above.band()));
    }
    List<SceneId> scenes = new ArrayList<>(above.scenes());
    scenes.addAll(below.scenes());
    return new ToolSource(scenes, above.band());
  }

  /** Returns the id of a scene given by path or URL. */
  static SceneId sceneId(Path working, String scene) {
    return RemoteSources.handles(scene)
        ? new SceneId(scene)
        : new SceneId(working.resolve(scene).toAbsolutePath().normalize().toString());
  }

  private static String readFile(Path file) {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new IOException("it has over 4 MiB");
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID, "Cannot read %s: %s. Check the path.".formatted(file, e), e);
    }
  }
}
