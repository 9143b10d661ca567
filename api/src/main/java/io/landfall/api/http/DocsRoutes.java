package io.landfall.api.http;

import static akka.http.javadsl.server.PathMatchers.segment;
import static java.nio.charset.StandardCharsets.UTF_8;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/** {@code /docs}: Swagger UI on {@code /openapi.json}. The page loads nothing of other hosts. */
public final class DocsRoutes extends AllDirectives {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'"
          + " data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors"
          + " 'none'";

  private static final String WEBJAR = "META-INF/resources/webjars/swagger-ui/";
  private static final String WEBJAR_VERSION =
      "META-INF/maven/org.webjars/swagger-ui/pom.properties";

  private static final Map<String, String> TYPES =
      Map.of(
          "swagger-ui.css", "text/css; charset=UTF-8",
          "swagger-ui-bundle.js", "text/javascript; charset=UTF-8",
          "favicon-32x32.png", "image/png");

  private static final String START =
      """
      window.addEventListener('load', () => {
        SwaggerUIBundle({
          url: document.getElementById('swagger-ui').dataset.url,
          dom_id: '#swagger-ui',
          deepLinking: true,
          validatorUrl: null
        });
      });
      """;

  private final ApiSettings settings;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();

  public DocsRoutes(ApiSettings settings) {
    this.settings = settings;
  }

  /** Returns the routes. */
  public Route routes() {
    return pathPrefix(
        "docs",
        () ->
            encodeResponse(
                () ->
                    concat(
                        pathEnd(
                            () -> get(() -> extractRequest(request -> complete(page(request))))),
                        path(
                            "start.js",
                            () ->
                                get(
                                    () ->
                                        complete(
                                            kept(
                                                "text/javascript; charset=UTF-8",
                                                START.getBytes(UTF_8))))),
                        path(
                            segment(),
                            name ->
                                TYPES.containsKey(name)
                                    ? get(() -> complete(kept(TYPES.get(name), file(name))))
                                    : reject()))));
  }

  private HttpResponse page(HttpRequest request) {
    String prefix = HttpResponses.pathPrefix(settings, request);
    String page =
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>Landfall</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="stylesheet" href="%1$s/docs/swagger-ui.css">
        <link rel="icon" type="image/png" href="%1$s/docs/favicon-32x32.png"></head>
        <body><div id="swagger-ui" data-url="%1$s/openapi.json"></div>
        <noscript>This page needs JavaScript; <a href="%1$s/openapi.json">openapi.json</a> does not.</noscript>
        <script src="%1$s/docs/swagger-ui-bundle.js"></script>
        <script src="%1$s/docs/start.js"></script></body></html>
        """
            .formatted(prefix.replace("&", "&amp;"));
    HttpResponse html =
        HttpResponse.create().withEntity(HttpEntities.create(ContentTypes.TEXT_HTML_UTF8, page));
    return HttpResponses.withHeader(
        HttpResponses.withHeader(html, "Cache-Control", "no-cache"),
        "Content-Security-Policy",
        POLICY);
  }

  private static HttpResponse kept(String mediaType, byte[] bytes) {
    ContentType type = ContentTypes.parse(mediaType);
    return HttpResponses.withHeader(
        HttpResponse.create().withEntity(HttpEntities.create(type, bytes)),
        "Cache-Control",
        "public, max-age=86400");
  }

  private byte[] file(String name) {
    return files.computeIfAbsent(name, key -> read(WEBJAR + webjarVersion() + "/" + key));
  }

  private static String webjarVersion() {
    Properties properties = new Properties();
    try (InputStream in = open(WEBJAR_VERSION)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + WEBJAR_VERSION, e);
    }
    return properties.getProperty("version");
  }

  private static byte[] read(String resource) {
    try (InputStream in = open(resource)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + resource, e);
    }
  }

  private static InputStream open(String resource) {
    InputStream in = DocsRoutes.class.getClassLoader().getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException("Cannot find %s on the class path".formatted(resource));
    }
    return in;
  }
}
