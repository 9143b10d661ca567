package io.landfall.api.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.console.ConsoleSettings.OidcSignIn;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.json.Json;
import java.util.Optional;
import java.util.Set;

/** The page for browsers at {@code /}, and {@code /console/...}: what the page loads. */
public final class ConsoleRoutes extends AllDirectives {
  private final ApiSettings settings;
  private final ConsoleSettings console;
  private final ConsoleFiles files = new ConsoleFiles();
  private final String page = new String(ConsoleFiles.get("index.html"), UTF_8);
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
                    name -> {
                      Optional<ConsoleFile> file =
                          name.equals("index.html") ? Optional.empty() : files.find(name);
                      return file.isEmpty()
                          ? reject()
                          : get(
                              () ->
                                  extractRequest(
                                      request -> complete(file.orElseThrow().answer(request))));
                    })));
  }

  /** Answers with the page, whose links begin where this API does on its host. */
  public HttpResponse page(HttpRequest request) {
    String prefix = HttpResponses.pathPrefix(settings, request);
    byte[] html = page.replace("{{prefix}}", escape(prefix)).getBytes(UTF_8);
    HttpResponse answer = ConsoleFile.of(ConsoleFiles.type("index.html"), html).answer(request);
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
