package io.landfall.api.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.Location;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.console.ConsoleSettings.OidcSignIn;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.Json;
import java.util.Optional;
import java.util.Set;

/** The page for browsers at {@code /}, and {@code /console/...}: what the page loads. */
public final class ConsoleRoutes extends AllDirectives {
  private static final String BOOT = "boot.js";

  private final ApiSettings settings;
  private final ConsoleSettings console;
  private final ConsoleFiles files = new ConsoleFiles();
  private final String page = new String(ConsoleFiles.get(ConsoleFiles.PAGE), UTF_8);
  private final String policy;

  public ConsoleRoutes(ApiSettings settings, ConsoleSettings console) {
    this.settings = settings;
    this.console = console;
    this.policy = policy(console.signIn().map(OidcSignIn::origins).orElse(Set.of()));
  }

  /** Returns the routes below {@code /console}. */
  public Route routes() {
    return pathPrefix(
        "console",
        () ->
            concat(
                path("config.json", () -> get(() -> complete(config()))),
                path(
                    PathMatchers.remaining(),
                    name -> get(() -> extractRequest(request -> file(name, request))))));
  }

  /** Files have the build in their path; the one that says what is wrong with a page has none. */
  private Route file(String path, HttpRequest request) {
    int slash = path.indexOf('/');
    if (slash > 0 && ConsoleFiles.isBuild(path.substring(0, slash))) {
      return fileOfBuild(path.substring(0, slash), path.substring(slash + 1), request);
    }
    Optional<ConsoleFile> file = find(path);
    if (file.isEmpty()) {
      return reject();
    }
    return complete(
        path.equals(BOOT)
            ? file.orElseThrow().answer(request)
            : HttpResponses.withHeader(
                HttpResponse.create()
                    .withStatus(StatusCodes.TEMPORARY_REDIRECT)
                    .addHeader(Location.create(prefix(request) + url(path))),
                "Cache-Control",
                "no-cache"));
  }

  /** While nodes of two versions serve, a page must not get modules of both. */
  private Route fileOfBuild(String build, String name, HttpRequest request) {
    if (!build.equals(files.build())) {
      throw new ApiProblem(
          404,
          "console-outdated",
          "Cannot serve %s of the console: this node has version %s of it and not %s. Reload the page."
              .formatted(name, files.build(), build));
    }
    Optional<ConsoleFile> file = find(name);
    return file.isEmpty() ? reject() : complete(file.orElseThrow().answerForEver(request));
  }

  private Optional<ConsoleFile> find(String name) {
    return name.equals(ConsoleFiles.PAGE) ? Optional.empty() : files.find(name);
  }

  private String url(String name) {
    return "/console/" + files.build() + "/" + name;
  }

  private String prefix(HttpRequest request) {
    return HttpResponses.pathPrefix(settings, request);
  }

  /** Answers with the page, whose links begin where this API does on its host. */
  public HttpResponse page(HttpRequest request) {
    byte[] html =
        page.replace("{{prefix}}", escape(prefix(request)))
            .replace("{{build}}", files.build())
            .getBytes(UTF_8);
    HttpResponse answer =
        ConsoleFile.of(ConsoleFiles.type(ConsoleFiles.PAGE), html).answer(request);
    answer = HttpResponses.withHeader(answer, "Content-Security-Policy", policy);
    answer = HttpResponses.withHeader(answer, "Referrer-Policy", "no-referrer");
    return HttpResponses.withHeader(
        answer, "Cross-Origin-Opener-Policy", "same-origin-allow-popups");
  }

  /** Nothing of other sites, nothing inline; what is fetched comes from here or the issuer. */
  private static String policy(Set<String> issuer) {
    String sites = issuer.isEmpty() ? "" : " " + String.join(" ", issuer);
    return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
        + " connect-src 'self'"
        + sites
        + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  }

  private HttpResponse config() {
    ObjectNode config = Json.object();
    config.set("oidc", console.signIn().map(ConsoleRoutes::oidc).orElse(null));
    return HttpResponses.withHeader(HttpResponses.json(200, config), "Cache-Control", "no-cache");
  }

  private static ObjectNode oidc(OidcSignIn signIn) {
    return Json.object()
        .put("issuer", signIn.issuer())
        .put("clientId", signIn.clientId())
        .put("authorizationUrl", signIn.authorizationUrl())
        .put("tokenUrl", signIn.tokenUrl())
        .put("scope", signIn.scope())
        .put("resource", signIn.resource());
  }

  private static String escape(String prefix) {
    return prefix.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
  }
}
