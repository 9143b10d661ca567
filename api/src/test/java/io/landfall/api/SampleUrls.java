package io.landfall.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.landfall.api.download.LinkTerms;
import io.landfall.api.http.TokenStore;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.workspace.Access;
import io.landfall.workspace.Project.ProjectContent;
import io.landfall.workspace.Visibility;
import io.landfall.workspace.WorkspaceIds;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** URLs for the paths of the OpenAPI document; makes what they name. */
final class SampleUrls {
  private static final Pattern MAP =
      Pattern.compile("/(tiles/\\{z}|tilejson|wmts|point|statistics)");

  private final ApiFixture api;

  SampleUrls(ApiFixture api) {
    this.api = api;
  }

  /** Returns a URL for the path, with values that lead somewhere. */
  String of(String template) {
    if (MAP.matcher(template).find()) {
      return mapUrl(template);
    }
    ExportId id = api.finished();
    api.exports.plan(id);
    String signature =
        api.links.sign(
            ExportAttempt.first(id),
            ApiFixture.NAME,
            new LinkTerms(0, api.settings.linkLifetime()),
            0);
    if (template.startsWith("/v1/styles")) {
      return template.replace("{id}", api.styles.add("ann"));
    }
    if (template.startsWith("/v1/areas")) {
      return template.replace("{id}", api.areas.add("ann").toString());
    }
    if (template.startsWith("/v1/delivery-configs")) {
      return template.replace("{id}", api.deliveryConfigs.add("ann").toString());
    }
    if (template.startsWith("/v1/webhooks")) {
      String webhook = api.webhooks.add("ann").toString();
      return template.replace("{id}", webhook).replace("{deliveryId}", webhook);
    }
    if (template.startsWith("/v1/scenes")) {
      return template.replace("{id}", api.ownScenes.add("ann").toString());
    }
    if (template.startsWith("/api/projects")) {
      return template.replace("{id}", emptyProject().toString());
    }
    if (template.startsWith("/api/tools")) {
      UUID tool = WorkspaceIds.generate();
      api.tools.create(
          tool,
          new Access("ann", "acme", Visibility.PRIVATE),
          "constant",
          JsonNodeFactory.instance.objectNode());
      return template.replace("{id}", tool.toString());
    }
    if (template.startsWith("/v1/projects") || template.startsWith("/v1/tools")) {
      return template.replace("{id}", itemId(template)).replace("{version}", "1");
    }
    if (template.startsWith("/console/")) {
      return template
          .replace("{build}/{file}", "{build}/console.css")
          .replace("{build}", api.consoleBuild())
          .replace("{folder}/{file}", "views/projects.js")
          .replace("js/{file}", "js/main.js")
          .replace("lib/{file}", "lib/ol.js")
          .replace("{file}", "world.json");
    }
    return template
        .replace("{asset}", "swagger-ui.css")
        .replace("{type}", "aoi-invalid")
        .replace("{id}", template.startsWith("/v1/tokens/") ? tokenId() : id.toString())
        .replace("{name}", "scene%20one.tif")
        .replace("{collectionId}", "landsat")
        .replace("{featureId}", SampleScenes.NEWEST.id())
        .replace("{sourceType}", "landsat_pds")
        .replace("{sceneId}", SampleScenes.NEWEST.id())
        .replace("{itemType}", "rapideye")
        .replace("{itemId}", "x")
        .replace("{signature}", signature);
  }

  private String mapUrl(String template) {
    String project = api.filledProject().toString();
    String id =
        template.startsWith("/v1/exports")
            ? planned().toString()
            : template.startsWith("/v1/scenes")
                ? "LC80220342026101LGN00"
                : template.startsWith("/v1/tools") ? "ndvi" : project;
    String inputs =
        template.startsWith("/v1/tools")
            ? "&input=nir:%s:nir&input=red:%s:red".formatted(project, project)
            : "";
    String point = template.endsWith("/point") ? "&lon=-82.5&lat=35.5" : "";
    String path =
        template
            .replace("{id}", id)
            .replace("{z}", "8")
            .replace("{x}", "69")
            .replace("{y}", "101")
            .replace("{format}", "png");
    return path + "?resampling=cubic" + inputs + point;
  }

  private ExportId planned() {
    ExportId id = api.finished();
    api.exports.plan(id);
    return id;
  }

  private String tokenId() {
    return api.tokens.add("of a url", new TokenStore.Principal("ann", null, Set.of()), null).id();
  }

  private UUID emptyProject() {
    return api.projects
        .create(
            WorkspaceIds.generate(),
            new Access("ann", "acme", Visibility.PRIVATE),
            new ProjectContent("Olinda", List.of(), List.of(), null))
        .id();
  }

  /** Makes a project or a tool of ann's. */
  private String itemId(String template) {
    String body =
        template.startsWith("/v1/projects")
            ? "{\"name\": \"a\"}"
            : "{\"name\": \"a\", \"definition\": {\"type\": \"src\", \"id\": \"x\"}}";
    String path = template.startsWith("/v1/projects") ? "/v1/projects" : "/v1/tools";
    return api.json(api.send(api.post("ann-token", path, body))).get("id").asText();
  }
}
