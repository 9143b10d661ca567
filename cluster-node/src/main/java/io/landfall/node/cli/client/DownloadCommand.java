package io.landfall.node.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings the files of exports into a folder. */
@Command(
    name = "download",
    description =
        "Brings the files of exports into a folder and prints where they lie. Goes on where an"
            + " earlier download broke off; a file gets its name only when its SHA-256 is right.")
public final class DownloadCommand extends ClientCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "ID",
      description = "Of an export; - reads ids from stdin, one a line.")
  List<String> given;

  @Option(
      names = {"-o", "--output"},
      defaultValue = ".",
      paramLabel = "DIR",
      description = "The folder, made where it is missing. Default: this one.")
  Path folder;

  @Option(
      names = "--file",
      paramLabel = "NAME",
      description = "This file alone, as export.tif; may be given more than once. Default: all.")
  Set<String> names;

  @Option(
      names = "--overwrite",
      description = "Replaces other files of the same names, once the new ones are right.")
  boolean overwrite;

  @Option(names = "--wait", description = "Waits for the exports' end first.")
  boolean wait;

  @Override
  public Integer call() {
    List<String> ids = ids(given).stream().map(id -> uuid("export", id)).toList();
    ServiceClient service = connect();
    makeFolder();
    List<JsonNode> fetched = new ArrayList<>();
    Map<String, String> sources = new HashMap<>();
    for (String id : ids) {
      JsonNode export =
          wait
              ? new ExportWatch(service, id, null).untilEnd()
              : service.get("/v1/exports/" + id).body();
      for (RemoteFile file : files(id, export)) {
        checkName(folder, file.name(), id, sources);
        var download =
            new FileDownload(service, file, folder, overwrite, () -> link(service, id, file));
        Path path = download.fetch();
        fetched.add(json(id, file, path));
        if (!client.json) {
          printLine(path.toString());
        }
      }
    }
    if (client.json) {
      printJson(ServiceClient.JSON.createArrayNode().addAll(fetched));
    }
    return OK;
  }

  /**
   * A file of one export must not take the place of another's, not even with {@code --overwrite};
   * some disks take names for the same that differ in capitals or in how accents are written.
   *
   * @param sources the export of each name so far
   */
  static void checkName(Path folder, String name, String id, Map<String, String> sources) {
    String other =
        sources.containsKey(name) ? sources.get(name) : sourceOnDisk(folder, name, sources);
    if (other != null && !other.equals(id)) {
      throw ClientFailures.usage(
          "Cannot download %s of export %s: export %s has a file of this name, which is there now. Download each into a folder of its own, with -o."
              .formatted(name, id, other));
    }
    sources.put(name, id);
  }

  /** Returns the export of the file that the disk takes a name for; {@code null}: of none. */
  private static String sourceOnDisk(Path folder, String name, Map<String, String> sources) {
    Path there = folder.resolve(name);
    if (!Files.exists(there)) { // as most are: of many files not each is compared with all
      return null;
    }
    return sources.entrySet().stream()
        .filter(earlier -> isSame(folder.resolve(earlier.getKey()), there))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      return false; // the file before has gone
    }
  }

  private void makeFolder() {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw ClientFailures.local("Cannot make the folder %s: %s.".formatted(folder, e));
    }
  }

  private List<RemoteFile> files(String id, JsonNode export) {
    if (!export.path("result").isObject()) { // of an ERROR too, some destinations may have it
      throw new ExportFailure(
          ErrorCode.STATE_CONFLICT,
          ScreenText.line(
              "Cannot download export %s: %s%s"
                  .formatted(
                      id,
                      FinishedExports.failure(export),
                      export.path("status").asText().equals("ERROR")
                          ? ""
                          : " Give --wait, or run landfall wait first.")));
    }
    List<RemoteFile> files = new ArrayList<>();
    Set<String> missing = new TreeSet<>(names == null ? Set.of() : names);
    for (JsonNode entry : export.path("result").path("files")) {
      RemoteFile file = RemoteFile.of(entry);
      missing.remove(file.name());
      if (names != null && !names.contains(file.name())) {
        continue;
      }
      if (file.isLink()) {
        files.add(file);
      } else if (!file.href().isAbsolute()) {
        throw new ExportFailure(
            ErrorCode.STATE_CONFLICT,
            "Cannot download %s: the files of export %s were kept until %s. Submit it again."
                .formatted(
                    file.name(), id, ScreenText.line(export.path("expiresAt").asText("now"))));
      } else {
        say(
            "%s lies where it was delivered: %s",
            file.name(), ScreenText.line(file.href().toString()));
      }
    }
    if (!missing.isEmpty()) {
      throw ClientFailures.usage(
          "Cannot find %s among the files of export %s."
              .formatted(ScreenText.line(String.join(", ", missing)), id));
    }
    return files;
  }

  /** Asks for a link that is not over. */
  private static java.net.URI link(ServiceClient service, String id, RemoteFile file) {
    JsonNode export = service.get("/v1/exports/" + id).body();
    for (JsonNode entry : export.path("result").path("files")) {
      RemoteFile now = RemoteFile.of(entry);
      boolean same = now.name().equals(file.name()) && now.sha256().equals(file.sha256());
      if (same && now.isLink()) {
        return now.href();
      }
    }
    throw new ExportFailure(
        ErrorCode.STATE_CONFLICT,
        "Cannot download %s: export %s has another file now.".formatted(file.name(), id));
  }

  private static ObjectNode json(String id, RemoteFile file, Path path) {
    return ServiceClient.JSON
        .createObjectNode()
        .put("export", id)
        .put("name", file.name())
        .put("path", path.toString())
        .put("bytes", file.bytes())
        .put("sha256", file.sha256());
  }
}
