package io.landfall.node.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.node.cli.option.HelpOption;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes, fills and lists projects. */
@Command(
    name = "project",
    description = "Makes, fills and lists projects: ordered scenes, to be exported as a mosaic.",
    subcommands = {
      ProjectCommand.CreateCommand.class,
      ProjectCommand.AddCommand.class,
      ProjectCommand.ProjectListCommand.class,
    })
public final class ProjectCommand implements Runnable {
  private static final String PATH = "/v1/projects";

  @Spec CommandSpec spec;

  @Mixin HelpOption help;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "Say what to do: project create NAME, project add PROJECT SCENE..., or project list.");
  }

  /** {@code project create}. */
  @Command(name = "create", description = "Makes a project and prints its id.")
  static final class CreateCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "What it is called.")
    String name;

    @Parameters(
        index = "1..*",
        arity = "0..*",
        paramLabel = "SCENE",
        description = "Ids of scenes, the first on top; - reads them from stdin, one a line.")
    List<String> scenes = List.of();

    @Option(
        names = "--bands",
        split = ",",
        paramLabel = "BANDS",
        description = "Names of the bands shown as red, green and blue, as nir,red,green.")
    List<String> bands;

    @Option(
        names = "--color",
        paramLabel = "FILE",
        description = "Colour correction of the mosaic, in JSON.")
    String color;

    @Option(
        names = "--visibility",
        paramLabel = "WHO",
        description = "PRIVATE, ORGANIZATION or PUBLIC. Default: PRIVATE.")
    String visibility;

    @Override
    public Integer call() {
      ObjectNode project = ServiceClient.JSON.createObjectNode().put("name", name);
      ArrayNode list = project.putArray("scenes");
      (scenes.isEmpty() ? scenes : ids(scenes)).forEach(id -> list.addObject().put("sceneId", id));
      if (bands != null) {
        if (bands.size() != 3) {
          throw ClientFailures.usage(
              "Invalid --bands: name three bands, as nir,red,green, not %d."
                  .formatted(bands.size()));
        }
        project
            .putObject("bands")
            .put("red", bands.get(0))
            .put("green", bands.get(1))
            .put("blue", bands.get(2));
      }
      if (color != null) {
        project.set("colorCorrection", color());
      }
      if (visibility != null) {
        project.put("visibility", visibility.toUpperCase(Locale.ROOT));
      }
      Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
      // it is not sent again once it may have been done
      JsonNode made = connect().send("POST", PATH, bytes(project), key, false).body();
      if (client.json) {
        printJson(made);
      } else {
        printLine(ScreenText.line(made.path("id").asText()));
      }
      return OK;
    }

    private JsonNode color() {
      try {
        return ServiceClient.JSON.readTree(body(color));
      } catch (IOException e) {
        throw ClientFailures.usage("Cannot read %s: it is not JSON.".formatted(color));
      }
    }
  }

  /** {@code project add}. */
  @Command(
      name = "add",
      description =
          "Puts scenes into a project, below those that are there; a scene that is in it already"
              + " keeps its place.")
  static final class AddCommand extends ClientCommand {
    private static final int MOST_RACES = 10;

    @Parameters(index = "0", paramLabel = "PROJECT", description = "Id of the project.")
    String project;

    @Parameters(
        index = "1..*",
        arity = "1..*",
        paramLabel = "SCENE",
        description = "Ids of scenes; - reads them from stdin, one a line.")
    List<String> scenes;

    @Override
    public Integer call() {
      String path = PATH + "/" + uuid("project", project);
      List<String> ids = ids(scenes);
      ServiceClient service = connect();
      for (int race = 1; ; race++) {
        ServiceClient.Answer current = service.get(path);
        ObjectNode changed = changed(current.body(), ids);
        String etag = current.headers().firstValue("ETag").orElse("*");
        try {
          JsonNode now =
              service.send("PUT", path, bytes(changed), Map.of("If-Match", etag), false).body();
          if (client.json) {
            printJson(now);
          } else {
            printLine("%d scenes".formatted(now.path("scenes").size()));
          }
          return OK;
        } catch (ExportFailure e) {
          boolean changedMeanwhile = e.code() == ErrorCode.STATE_CONFLICT;
          if (!changedMeanwhile || race == MOST_RACES) {
            throw e;
          }
        }
      }
    }

    /** Returns what a person says of a project, with more scenes. */
    private static ObjectNode changed(JsonNode current, List<String> ids) {
      ObjectNode changed = ServiceClient.JSON.createObjectNode();
      for (String member : List.of("name", "scenes", "bands", "colorCorrection", "visibility")) {
        if (current.hasNonNull(member)) {
          changed.set(member, current.get(member).deepCopy());
        }
      }
      ArrayNode list = changed.withArray("/scenes");
      for (String id : ids) {
        boolean isThere = false;
        for (JsonNode scene : list) {
          isThere |= scene.path("sceneId").asText().equals(id);
        }
        if (!isThere) {
          list.addObject().put("sceneId", id);
        }
      }
      return changed;
    }
  }

  /** {@code project list}. */
  @Command(name = "list", description = "Lists projects that one may see, newest first.")
  static final class ProjectListCommand extends ClientCommand {
    @Option(
        names = "--limit",
        defaultValue = "50",
        paramLabel = "N",
        description = "At most so many. Default: ${DEFAULT-VALUE}.")
    int limit;

    @Override
    public Integer call() {
      var pages = new Pages(connect(), PATH, "projects");
      ArrayNode projects = pages.read(limit);
      if (client.json) {
        printJson(ServiceClient.JSON.createObjectNode().set("projects", projects));
      } else {
        projects.forEach(project -> printLine(line(project)));
      }
      if (pages.hasMore()) {
        say("There are more than these %d projects: raise --limit.", projects.size());
      }
      return OK;
    }

    /** Returns what a person is shown of an entry of the service's list. */
    static String line(JsonNode project) {
      return "%s  %-12s  %4d scenes  %s"
          .formatted(
              ScreenText.line(project.path("id").asText()),
              ScreenText.line(project.path("visibility").asText("")),
              project.path("sceneCount").asInt(),
              ScreenText.line(project.path("name").asText(""), 60));
    }
  }
}
