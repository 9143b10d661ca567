package io.landfall.node.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Requests whose scenes cannot be used, each for a reason of its own, in four ways of asking. */
final class FailingRequests {
  private static final List<String> OPTIONS =
      List.of(
          "\"resolution\": 30",
          "\"bands\": [\"red\"]",
          "\"name\": \"x\", \"labels\": [\"canary\"]",
          "\"format\": {\"type\": \"PNG\"}, \"stretch\": [[0, 1]]");

  private FailingRequests() {}

  /** Makes the scenes below {@code folder} and returns the bodies; {@code sound} is one that is. */
  static List<String> make(Path folder, Path sound) throws IOException {
    byte[] whole = Files.readAllBytes(sound);
    Files.write(folder.resolve("short.tif"), Arrays.copyOf(whole, whole.length / 3));
    Files.write(folder.resolve("header.tif"), Arrays.copyOf(whole, 40));
    Files.writeString(folder.resolve("text.tif"), "not a raster at all");
    Files.write(folder.resolve("empty.tif"), new byte[0]);
    Files.writeString(folder.resolve("item.json"), "{\"type\": \"Feature\", \"assets\": 7}");
    Files.writeString(
        folder.resolve("gone.json"),
        """
        {"type": "Feature", "stac_version": "1.0.0", "id": "gone", "properties": {}, "links": [],
         "assets": {"red": {"href": "./gone.tif", "type": "image/tiff", "roles": ["data"]}}}
        """);
    Files.write(folder.resolve("broken.tar"), Arrays.copyOf(whole, 2_000));
    Files.write(folder.resolve("broken.tar.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0, 1, 2, 3});
    Files.createDirectories(folder.resolve("no-bands"));
    Files.createSymbolicLink(folder.resolve("leads-out.tif"), Path.of("/etc/hostname"));
    Files.createSymbolicLink(folder.resolve("leads-nowhere.tif"), folder.resolve("nothing.tif"));
    List<String> scenes =
        List.of(
            "short.tif",
            "header.tif",
            "text.tif",
            "empty.tif",
            "item.json",
            "gone.json",
            "broken.tar",
            "broken.tar.gz",
            "no-bands",
            "leads-out.tif",
            "leads-nowhere.tif",
            "missing.tif",
            "../outside.tif",
            "a\\u0001b.tif");
    List<String> bodies = new ArrayList<>();
    for (String scene : scenes) {
      for (String option : OPTIONS) {
        bodies.add(
            option.startsWith("\"bands\"")
                ? "{\"source\": {\"scenes\": [\"%s\"], %s}}".formatted(scene, option)
                : "{\"source\": {\"scenes\": [\"%s\"]}, %s}".formatted(scene, option));
      }
    }
    return bodies;
  }
}
