package io.landfall.api.tiles;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.export.ExportRequests;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.tiles.LayerTarget.LayerKind;
import io.landfall.api.tiles.TemplateSigner.TemplateTerms;
import io.landfall.api.workspace.WorkspacePorts;
import io.landfall.model.algebra.BuiltInTools;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.RequestOrigin;
import io.landfall.model.tile.TileLayer;
import io.landfall.workspace.ExportSourceFinder;
import io.landfall.workspace.Project;
import io.landfall.workspace.SavedTool;
import io.landfall.workspace.style.LayerStyle;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Finds what a path and its parameters show, for whoever asks, as it is now. */
final class LayerFinder {
  /** Raised when the same parameters give other pixels than before: browsers keep tiles long. */
  private static final String RENDERING = "1";

  private static final int VERSION_BYTES = 15;

  private final ExportRequests requests;
  private final WorkspacePorts workspace;
  private final TilePorts ports;
  private final LayerExports exports;

  LayerFinder(
      ExportRequests requests, WorkspacePorts workspace, TilePorts ports, LayerExports exports) {
    this.requests = requests;
    this.workspace = workspace;
    this.ports = ports;
    this.exports = exports;
  }

  /** What is known of a target before its parameters are read. */
  private record FoundTarget(String name, Map<String, LayerStyle> styles) {}

  /**
   * Finds a layer.
   *
   * @param terms of the signature that lets {@code reader} in; {@code null}: a token does
   * @return fails with 404 where there is no such thing for him, 409 for an export that has no file
   *     yet, 410 for one whose file is gone, 400 and 422 for parameters that cannot be
   */
  CompletionStage<ShownLayer> find(
      LayerTarget target, LayerQuery query, Principal reader, TemplateTerms terms) {
    return target.kind() == LayerKind.EXPORT
        ? ofExport(target, query, reader, terms)
        : ofWorkspace(target, query, reader, terms);
  }

  private CompletionStage<ShownLayer> ofWorkspace(
      LayerTarget target, LayerQuery query, Principal reader, TemplateTerms terms) {
    return workspace
        .pool()
        .supply(() -> lookUp(target, query, reader))
        .thenCompose(
            found -> {
              JsonNode body = new LayerBody(target, query, found.styles()).write();
              return read(target, body, reader)
                  .thenApply(
                      request ->
                          new ShownLayer(
                              target,
                              query,
                              found.name(),
                              reader,
                              terms,
                              new TileLayer.RequestLayer(
                                  reader.user(),
                                  version(body, pinned(request.origin())),
                                  request)));
            });
  }

  private CompletionStage<ShownLayer> ofExport(
      LayerTarget target, LayerQuery query, Principal reader, TemplateTerms terms) {
    return exports
        .find(target.id(), reader)
        .thenCompose(
            file ->
                workspace
                    .pool()
                    .supply(() -> styles(query, reader))
                    .thenCompose(
                        styles -> {
                          JsonNode body = new LayerBody(target, query, styles).write();
                          return read(target, body, reader)
                              .thenApply(
                                  request ->
                                      new ShownLayer(
                                          target,
                                          query,
                                          file.name(),
                                          reader,
                                          terms,
                                          new TileLayer.FileLayer(
                                              reader.user(),
                                              version(
                                                  body, file.object().key() + file.object().etag()),
                                              file.object(),
                                              request)));
                        }));
  }

  private CompletionStage<ExportRequest> read(LayerTarget target, JsonNode body, Principal reader) {
    return requests
        .read(body, reader)
        .exceptionally(
            thrown -> {
              throw new CompletionException(LayerProblems.ofParameters(target, thrown));
            });
  }

  private FoundTarget lookUp(LayerTarget target, LayerQuery query, Principal reader) {
    String name =
        switch (target.kind()) {
          case PROJECT ->
              ExportSourceFinder.uuid(target.id())
                  .flatMap(id -> workspace.projects().find(id, reader.caller()))
                  .map(Project::content)
                  .map(Project.ProjectContent::name)
                  .orElseThrow(() -> LayerProblems.unknown("project", target.id()));
          case TOOL -> toolName(target.id(), reader);
          case SCENE, EXPORT -> target.id();
        };
    return new FoundTarget(name, styles(query, reader));
  }

  private String toolName(String id, Principal reader) {
    Optional<UUID> saved = ExportSourceFinder.uuid(id);
    if (saved.isPresent()) {
      return workspace
          .tools()
          .find(saved.get(), reader.caller())
          .map(SavedTool::name)
          .orElseThrow(() -> LayerProblems.unknown("tool", id));
    }
    return BuiltInTools.all().stream()
        .filter(tool -> tool.name().equals(id))
        .findFirst()
        .orElseThrow(() -> LayerProblems.unknown("tool", id))
        .title();
  }

  private Map<String, LayerStyle> styles(LayerQuery query, Principal reader) {
    Map<String, LayerStyle> found = new HashMap<>();
    for (String id : LayerBody.stylesOf(query)) {
      ports.styles().find(reader.user(), id).ifPresent(style -> found.put(id, style));
    }
    return found;
  }

  private static String pinned(RequestOrigin origin) {
    return origin == null ? "" : origin.projects() + "\n" + origin.tool();
  }

  private static String version(JsonNode body, String pinned) {
    byte[] text =
        String.join("\n", RENDERING, body.toString(), pinned).getBytes(StandardCharsets.UTF_8);
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(hash, VERSION_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: every Java has SHA-256", e);
    }
  }
}
