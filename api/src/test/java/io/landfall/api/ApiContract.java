package io.landfall.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/**
 * The OpenAPI document, held against answers: what it does not tell of, no test may meet. A member
 * of an object that it does not name is an error, too, except where STAC or others define it.
 */
public final class ApiContract {
  /** What any path may answer, whatever it is: the document's description says so. */
  private static final Set<Integer> ANYWHERE =
      Set.of(400, 404, 405, 408, 413, 414, 431, 500, 501, 503, 505);

  /** Objects whose members others define. */
  private static final Pattern OPEN = Pattern.compile("(Stac|Broker|JsonSchema).*");

  /** What a schema says in these of an object's members adds to what it says of it elsewhere. */
  private static final Set<String> CONDITIONS = Set.of("if", "then", "else");

  private static final String LOCATION = "https://landfall.example/openapi.json";

  /** The one document that is served. */
  public static final ApiContract SERVED = new ApiContract();

  private final JsonNode document;
  private final List<DocumentedPath> paths = new ArrayList<>();
  private final JsonSchemaFactory schemas;
  private final Map<String, JsonSchema> compiled = new ConcurrentHashMap<>();

  private record DocumentedPath(String template, Pattern pattern, JsonNode item) {}

  private ApiContract() {
    document = read();
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      String pattern =
          Pattern.compile("\\{\\w+}")
              .splitAsStream(path.getKey().replaceFirst("(.)/$", "$1"))
              .map(Pattern::quote)
              .collect(Collectors.joining("[^/]+"));
      boolean ends = path.getKey().endsWith("}");
      paths.add(
          new DocumentedPath(
              path.getKey(), Pattern.compile(pattern + (ends ? "[^/]+" : "")), path.getValue()));
    }
    paths.sort(Comparator.comparing(path -> path.template().replace('{', '\uffff')));
    String text = closed().toString();
    schemas =
        JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V202012,
            builder -> builder.schemaLoaders(them -> them.schemas(Map.of(LOCATION, text))));
  }

  /** Returns the document as it is served. */
  public JsonNode document() {
    return document;
  }

  /**
   * Checks an answer of a node.
   *
   * @param path that was asked for, without its query, with or without a slash at its end
   * @param body what came
   * @throws AssertionError if the document does not tell of it
   */
  public void check(String method, String path, HttpResponse<?> answer, byte[] body) {
    int status = answer.statusCode();
    String type = answer.headers().firstValue("Content-Type").orElse("");
    String at = "%s %s: %d %s".formatted(method, path, status, type);
    if (method.equals("OPTIONS")) {
      require(find(path) != null || status >= 400, at, "is a path");
      return;
    }
    DocumentedPath found = find(path);
    JsonNode operation = found == null ? null : operation(found.item(), method);
    if (operation == null) {
      require(status >= 400, at, found == null ? "is a path" : "is a method");
      checkProblem(at, type, body);
      return;
    }
    JsonNode response = resolved(operation.get("responses").path("" + status));
    if (response.isMissingNode()) {
      require(ANYWHERE.contains(status), at, "is a status of " + found.template());
      checkProblem(at, type, body);
      return;
    }
    if (!method.equals("HEAD") && body.length > 0) {
      checkBody(at, response.path("content"), answer, body);
    }
  }

  private void checkBody(String at, JsonNode content, HttpResponse<?> answer, byte[] body) {
    String type = answer.headers().firstValue("Content-Type").orElse("");
    String plain = plainType(type);
    String named =
        content.has(type.replace(" ", ""))
            ? type.replace(" ", "")
            : content.has(plain) ? plain : content.has("*/*") ? "*/*" : null;
    require(named != null, at, "is a type of this answer");
    JsonNode schema = content.get(named).path("schema");
    boolean isFile = schema.path("format").asText().equals("binary");
    if (named.endsWith("json") && schema.isObject() && !isFile) {
      String pointer = pointerOf(schema);
      boolean zipped = answer.headers().firstValue("Content-Encoding").isPresent();
      validate(at, pointer, zipped ? unzipped(body) : body);
    }
  }

  private static byte[] unzipped(byte[] body) {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void checkProblem(String at, String type, byte[] body) {
    if (plainType(type).equals("application/problem+json") && body.length > 0) {
      validate(at, "#/components/schemas/Problem", body);
    }
  }

  private void validate(String at, String pointer, byte[] body) {
    JsonSchema schema = compiled.computeIfAbsent(pointer, this::compile);
    try {
      Set<ValidationMessage> errors = schema.validate(new ObjectMapper().readTree(body));
      if (!errors.isEmpty()) {
        throw new AssertionError("%s is not %s: %s".formatted(at, pointer, errors));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(at, e);
    }
  }

  private JsonSchema compile(String pointer) {
    var config = SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    return schemas.getSchema(SchemaLocation.of(LOCATION + pointer), config);
  }

  /** Where a schema stands in the document. */
  private String pointerOf(JsonNode schema) {
    if (schema.has("$ref")) {
      return schema.get("$ref").asText();
    }
    return find("#", document, schema);
  }

  private static String find(String at, JsonNode in, JsonNode what) {
    if (in == what) {
      return at;
    }
    for (Map.Entry<String, JsonNode> child : in.properties()) {
      String name = child.getKey().replace("~", "~0").replace("/", "~1");
      String found = find(at + "/" + name, child.getValue(), what);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }

  private DocumentedPath find(String path) {
    String plain = path.length() > 1 ? path.replaceFirst("/$", "") : path;
    return paths.stream()
        .filter(each -> each.pattern().matcher(plain).matches())
        .findFirst()
        .orElse(null);
  }

  private static JsonNode operation(JsonNode item, String method) {
    String name = method.toLowerCase(Locale.ROOT);
    if (item.has(name)) {
      return item.get(name);
    }
    return name.equals("head") || item.has("x-any-method") ? item.get("get") : null;
  }

  private static String plainType(String type) {
    return type.replaceFirst(";.*", "").trim();
  }

  private static void require(boolean told, String at, String what) {
    if (!told) {
      throw new AssertionError("openapi.json does not tell that this %s: %s".formatted(what, at));
    }
  }

  /** The document with every object closed whose members it names. */
  private JsonNode closed() {
    ObjectNode copy = document.deepCopy();
    for (Map.Entry<String, JsonNode> schema : copy.at("/components/schemas").properties()) {
      if (!OPEN.matcher(schema.getKey()).matches()) {
        close(schema.getValue());
      }
    }
    return copy;
  }

  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.has("additionalProperties")
        && !object.has("allOf")
        && !object.has("oneOf")
        && !object.has("anyOf")) {
      object.put("additionalProperties", false);
    }
    for (Map.Entry<String, JsonNode> child : schema.properties()) {
      if (!CONDITIONS.contains(child.getKey())) {
        close(child.getValue());
      }
    }
  }

  private static JsonNode read() {
    try (InputStream in = ApiContract.class.getResourceAsStream("openapi.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
