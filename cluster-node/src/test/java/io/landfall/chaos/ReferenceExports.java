package io.landfall.chaos;

import io.landfall.node.demo.DemoScenes;
import io.landfall.system.ClassArchive;
import io.landfall.system.ProcessLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What is asked for, and the files that one process alone makes of it. */
final class ReferenceExports {
  private static final String UPPER = "LC80220342026101LGN00";
  private static final String LOWER = "LC80210342026094LGN00";

  /** Small tasks, so that a small export has several. */
  static final Map<String, String> PLANNER_PROPERTIES =
      Map.of(
          "landfall.render.task-size", "1MiB",
          "landfall.render.single-object-size", "1MiB");

  /** The exports that schedules are made of. */
  enum ExportKind {
    MOSAIC(
        """
        {"source": {"scenes": ["%s", "%s"], "bands": ["4", "3", "2"]},
         "outputProjection": 3857, "resolution": 75, "format": {"blockSize": 64}}
        """
            .formatted(UPPER, LOWER),
        List.of(UPPER, LOWER),
        "--bands 4,3,2 --srid 3857 --resolution 75 --blocksize 64"),
    NDVI(
        """
        {"source": {"scenes": ["%s"], "toolId": "ndvi"}, "resolution": 40,
         "format": {"blockSize": 64}}
        """
            .formatted(UPPER),
        List.of(UPPER),
        "--tool ndvi --resolution 40 --blocksize 64"),
    SINGLE(
        """
        {"source": {"scenes": ["%s"], "bands": ["5"]}, "outputProjection": 3857, "resolution": 300}
        """
            .formatted(LOWER),
        List.of(LOWER),
        "--bands 5 --srid 3857 --resolution 300"),
    /**
     * The pixels of MOSAIC, with the name of the file in it. Not among what is drawn: what known
     * seeds mean would change.
     */
    ZARR(
        MOSAIC.body.replace(
            "\"format\": {", "\"name\": \"ZARR\", \"format\": {\"type\": \"ZARR\", "),
        MOSAIC.scenes,
        MOSAIC.options + " --format zarr");

    /** What random schedules draw from. */
    static final List<ExportKind> DRAWN = List.of(MOSAIC, NDVI, SINGLE);

    final String body;
    private final List<String> scenes;
    private final String options;

    ExportKind(String body, List<String> scenes, String options) {
      this.body = body;
      this.scenes = scenes;
      this.options = options;
    }

    /** Returns how names of its file end. */
    String ending() {
      return this == ZARR ? ".zarr.zip" : ".tif";
    }
  }

  final Path scenes;

  private final Map<ExportKind, Path> references = new EnumMap<>(ExportKind.class);

  private ReferenceExports(Path scenes) {
    this.scenes = scenes;
  }

  /**
   * Makes the scenes, and renders each kind in a process of its own, unless this jar has done so.
   */
  static ReferenceExports prepare(Path parent, Path jar) {
    try (var lock = ProcessLock.take(parent.resolveSibling(parent.getFileName() + ".lock"))) {
      Path folder = parent.resolve("jar-" + Files.getLastModifiedTime(jar).toMillis());
      var requests = new ReferenceExports(folder.resolve("scenes"));
      if (!Files.exists(folder)) {
        Shell.run("rm", "-rf", parent.toString());
      }
      Files.createDirectories(folder);
      DemoScenes.make(requests.scenes);
      for (ExportKind kind : ExportKind.values()) {
        Path file = folder.resolve(kind + kind.ending());
        if (!Files.exists(file)) {
          Path partial =
              Files.createDirectories(folder.resolve("partial")).resolve(file.getFileName());
          Files.deleteIfExists(partial);
          Shell.run(requests.command(kind, folder, jar, partial));
          Files.move(partial, file);
        }
        requests.references.put(kind, file);
      }
      return requests;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command(ExportKind kind, Path folder, Path jar, Path file) {
    var command = new ArrayList<>(List.of(java(), "-Xmx512m", "-XX:+UseSerialGC"));
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(ClassArchive.options(jar));
    PLANNER_PROPERTIES.forEach((key, value) -> command.add("-D%s=%s".formatted(key, value)));
    command.addAll(List.of("-jar", jar.toString(), "export"));
    for (String scene : kind.scenes) {
      command.addAll(List.of("--scene", scenes.resolve(scene).toString()));
    }
    command.addAll(List.of(kind.options.split(" ")));
    command.addAll(List.of("--data-dir", folder.resolve("alone").toString()));
    command.addAll(List.of("-o", file.toString()));
    return command;
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  Path reference(ExportKind kind) {
    return references.get(kind);
  }
}
