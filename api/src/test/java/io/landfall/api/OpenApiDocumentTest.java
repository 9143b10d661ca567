package io.landfall.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The OpenAPI document in itself; whether nodes do as it says, every test of the API checks. */
class OpenApiDocumentTest {
  private static final JsonNode DOCUMENT = ApiContract.SERVED.document();
  private static final Set<String> METHODS =
      Set.of("get", "head", "post", "put", "delete", "options", "patch");
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

  private record Operation(String at, JsonNode item, JsonNode node, String path) {}

  @Test
  void everyOperationSaysWhatItIsAndWhoMay() {
    Set<String> ids = new HashSet<>();
    for (Operation operation : operations()) {
      JsonNode node = operation.node();
      assertThat(ids.add(node.path("operationId").asText())).as(operation.at()).isTrue();
      assertThat(node.path("operationId").asText()).as(operation.at()).matches("[a-z][A-Za-z0-9]+");
      assertThat(node.path("summary").asText()).as(operation.at()).isNotBlank();
      assertThat(node.path("security").isArray()).as(operation.at()).isTrue();
      assertThat(node.path("responses").size()).as(operation.at()).isPositive();
      for (Map.Entry<String, JsonNode> response : node.path("responses").properties()) {
        String at = operation.at() + " " + response.getKey();
        assertThat(response.getKey()).as(at).matches("[1-5]\\d\\d");
        assertThat(resolved(response.getValue()).path("description").asText()).as(at).isNotBlank();
      }
    }
    assertThat(ids).hasSizeGreaterThan(30);
  }

  @Test
  void whatNeedsATokenOrABodySaysHowItIsRefused() {
    for (Operation operation : operations()) {
      Set<String> statuses = new TreeSet<>();
      operation.node().path("responses").fieldNames().forEachRemaining(statuses::add);
      if (operation.node().path("security").size() > 0) {
        assertThat(statuses).as(operation.at()).contains("401", "403");
      }
      if (operation.node().has("requestBody") && operation.path().startsWith("/v1/")) {
        assertThat(statuses).as(operation.at()).contains("400", "408", "413", "415");
      }
    }
  }

  @Test
  void theParametersOfAPathAreThoseOfItsOperations() {
    for (Operation operation : operations()) {
      List<JsonNode> parameters = new ArrayList<>();
      operation.item().path("parameters").forEach(each -> parameters.add(resolved(each)));
      operation.node().path("parameters").forEach(each -> parameters.add(resolved(each)));
      Set<String> inPath = new TreeSet<>();
      Set<String> all = new HashSet<>();
      for (JsonNode parameter : parameters) {
        String name = parameter.path("name").asText();
        String at = operation.at() + " " + name;
        assertThat(all.add(parameter.path("in").asText() + name)).as(at).isTrue();
        assertThat(parameter.has("schema") || parameter.has("content")).as(at).isTrue();
        assertThat(parameter.path("description").asText()).as(at).isNotBlank();
        if (parameter.path("in").asText().equals("path")) {
          assertThat(parameter.path("required").asBoolean()).as(at).isTrue();
          inPath.add(name);
        }
      }
      assertThat(inPath)
          .as(operation.at())
          .isEqualTo(
              PARAMETER
                  .matcher(operation.path())
                  .results()
                  .map(found -> found.group(1))
                  .collect(Collectors.toCollection(TreeSet::new)));
    }
  }

  @Test
  void everySchemaIsOneAndNamesWhatItRequires() {
    JsonSchema meta =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(SchemaLocation.of(SchemaId.V202012));
    List<JsonNode> schemas = new ArrayList<>(DOCUMENT.findValues("schema"));
    DOCUMENT.at("/components/schemas").forEach(schemas::add);
    for (JsonNode schema : schemas) {
      assertThat(meta.validate(schema)).as(schema.toString()).isEmpty();
    }
    for (JsonNode parent : DOCUMENT.findParents("required")) {
      if (parent.get("required").isArray() && parent.has("properties")) {
        parent
            .get("required")
            .forEach(
                name ->
                    assertThat(parent.get("properties").has(name.asText()))
                        .as("%s of %s", name, parent)
                        .isTrue());
      }
    }
  }

  @Test
  void everyReferenceLeadsSomewhereAndEveryComponentIsUsed() {
    Set<String> used = new HashSet<>();
    for (JsonNode reference : DOCUMENT.findValues("$ref")) {
      used.add(reference.asText());
      assertThat(DOCUMENT.at(reference.asText().substring(1)).isMissingNode())
          .as(reference.asText())
          .isFalse();
    }
    for (String kind : List.of("schemas", "responses", "parameters")) {
      for (Map.Entry<String, JsonNode> each : DOCUMENT.at("/components/" + kind).properties()) {
        assertThat(used).contains("#/components/%s/%s".formatted(kind, each.getKey()));
      }
    }
  }

  @Test
  void everyOperationHasOneTagThatSaysWhatItIsAbout() {
    List<String> tags = DOCUMENT.get("tags").findValuesAsText("name");
    for (Operation operation : operations()) {
      assertThat(operation.node().path("tags")).as(operation.at()).hasSize(1);
      assertThat(tags).as(operation.at()).contains(operation.node().at("/tags/0").asText());
    }
  }

  /** What generators of clients write wrong code for, without a word. */
  @Test
  void generatorsUnderstandEverySchema() {
    List<JsonNode> schemas = new ArrayList<>(DOCUMENT.findValues("schema"));
    DOCUMENT.at("/components/schemas").forEach(schemas::add);
    schemas.forEach(OpenApiDocumentTest::assertGeneratorsUnderstand);
  }

  private static void assertGeneratorsUnderstand(JsonNode schema) {
    String at = schema.toString();
    assertThat(schema.has("anyOf")).as("alternatives in if, then, else: " + at).isFalse();
    if (schema.has("oneOf")) {
      assertThat(schema.get("oneOf")).as(at).hasSize(2);
      assertThat(schema.at("/oneOf/0").has("$ref")).as("a reference, or null: " + at).isTrue();
      assertThat(schema.at("/oneOf/1/type").asText()).as(at).isEqualTo("null");
    }
    if (schema.has("enum") || schema.path("const").isTextual()) {
      assertThat(schema.has("type")).as("type of the values: " + at).isTrue();
    }
    if (schema.path("type").isArray()) {
      assertThat(schema.get("type")).as("one type, or null: " + at).hasSize(2);
      assertThat(schema.at("/type/1").asText()).as(at).isEqualTo("null");
    }
    for (String part : List.of("properties", "oneOf")) {
      schema.path(part).forEach(OpenApiDocumentTest::assertGeneratorsUnderstand);
    }
    for (String part : List.of("items", "additionalProperties")) {
      if (schema.has(part)) {
        assertGeneratorsUnderstand(schema.get(part));
      }
    }
  }

  /** Java's {@code int} ends at 2 GiB. */
  @Test
  void sizesOfFilesAre64BitsWide() {
    for (JsonNode properties : DOCUMENT.at("/components/schemas").findValues("properties")) {
      for (String size : List.of("bytes", "bytesRendered", "bytesDelivered", "bytesPerSecond")) {
        if (properties.has(size)) {
          assertThat(properties.at("/" + size + "/format").asText()).isEqualTo("int64");
        }
      }
    }
  }

  @Test
  void noTwoPathsAreTheSame() {
    Set<String> paths = new HashSet<>();
    for (Map.Entry<String, JsonNode> path : DOCUMENT.get("paths").properties()) {
      String plain = PARAMETER.matcher(path.getKey()).replaceAll("{}");
      assertThat(paths.add(plain)).as(path.getKey()).isTrue();
    }
  }

  private static List<Operation> operations() {
    return DOCUMENT.get("paths").properties().stream()
        .flatMap(
            path ->
                path.getValue().properties().stream()
                    .filter(member -> METHODS.contains(member.getKey()))
                    .map(
                        member ->
                            new Operation(
                                member.getKey() + " " + path.getKey(),
                                path.getValue(),
                                member.getValue(),
                                path.getKey())))
        .toList();
  }

  private static JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? DOCUMENT.at(node.get("$ref").asText().substring(1)) : node;
  }
}
