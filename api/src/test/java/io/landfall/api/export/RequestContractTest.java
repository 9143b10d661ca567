package io.landfall.api.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.api.export.ExportRequests.NamedThings;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.Json;
import io.landfall.model.Aoi;
import io.landfall.model.Priority;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.TileFormat;
import io.landfall.model.algebra.BuiltInTool;
import io.landfall.model.algebra.BuiltInTools;
import io.landfall.model.algebra.FocalOperator;
import io.landfall.model.algebra.LocalOperator;
import io.landfall.model.color.ColorCorrectionReader;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.MaskMode;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.ValueMode;
import io.landfall.workspace.Access;
import io.landfall.workspace.Caller;
import io.landfall.workspace.DeliveryConfig;
import io.landfall.workspace.DeliveryConfig.DeliverySettings;
import io.landfall.workspace.DeliveryConfig.DeliveryType;
import io.landfall.workspace.ExportSources;
import io.landfall.workspace.Visibility;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the document says of requests, what is read, and what is written back are the same. */
class RequestContractTest {
  private static final Path SAMPLES = Path.of("..", "src", "samples", "requests");
  private static final Pattern KNOWN = Pattern.compile("(?i)known(?: here)?: ([^.]*)\\.");
  private static final JsonNode SCHEMAS = schemas();

  /** What the examples of the document name. */
  private static final ExportSources SOURCES =
      new SampleSources()
          .scene("a", null)
          .scene("b", ColorCorrectionReader.read("{\"equalize\": {}}"))
          .bands("nir", "red", "green")
          .project("bob", 2)
          .tool(
              Json.parse(
                  "{\"apply\":\"+\",\"args\":[{\"type\":\"src\",\"id\":\"nir\"},{\"type\":\"src\",\"id\":\"red\"}]}"
                      .getBytes(StandardCharsets.UTF_8)))
          .sources();

  private static final UUID CONFIG = UUID.fromString("01a22589-6e3e-7ab2-b0f0-fb4a8638c2f5");

  private static final Map<UUID, DeliveryConfig> CONFIGS =
      Map.of(
          CONFIG,
          new DeliveryConfig(
              CONFIG,
              new Access("ann", null, Visibility.PRIVATE),
              new DeliverySettings("b", DeliveryType.S3, Json.object().put("bucket", "b")),
              Instant.EPOCH));

  private static final Aoi AREA = new Aoi(new double[][][][] {{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}});

  static Stream<JsonNode> examples() {
    return elements(SCHEMAS.at("/ExportRequest/examples"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleOfTheDocumentIsRead(JsonNode example) {
    assertComesBack(example.toString());
  }

  @Test
  void everySampleIsRead() throws IOException {
    try (Stream<Path> files = Files.list(SAMPLES)) {
      List<Path> samples = files.toList();
      assertThat(samples).hasSizeGreaterThan(2);
      for (Path sample : samples) {
        assertComesBack(Files.readString(sample));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'source':{'scenes':['a'],'tool':{'apply':'focalMean','neighborhood':{'type':'circle','radius':2.5},"
            + "'args':[{'apply':'min','args':[{'type':'const','constant':3},{'type':'src','id':'A'},"
            + "{'type':'src','metadata':{'label':'B'}}]}]}}}",
        "{'source':{'scenes':['a'],'tool':{'apply':'classify','classMap':{'classifications':{'0.1':1,"
            + "'0.5':'#ff8000'}},'args':[{'type':'sceneSrc','sceneId':'x/y','band':2}]},"
            + "'inputs':{'x/y':{'scenes':['b','c']}}}}",
        "{'source':{'scenes':['a'],'tool':{'apply':'slope','unit':'percent','zFactor':0.3048,"
            + "'args':[{'type':'src','id':'1'}]}}}",
        "{'source':{'scenes':['a'],'tool':{'apply':'hillshade','azimuth':110,'altitude':20,'zFactor':2,"
            + "'args':[{'apply':'aspect','args':[{'type':'src','id':'1'}]}]}}}",
        "{'source':{'scenes':['a'],'tool':{'apply':'mask','mask':{'type':'Polygon','coordinates':"
            + "[[[0,0],[1,0],[1,1],[0,0]]]},'args':[{'type':'src','id':'red'}]}},'stretch':'auto'}",
        "{'source':{'scenes':['a']},'priority':'HIGH'}",
        "{'source':{'scenes':['a'],'bands':['red','green']},'pansharpening':{'band':'B8','weights':[1,0.5]}}",
        "{'source':{'scenes':['a']},'rpcHeight':-12.5,'controlPoints':'tps'}",
        "{'source':{'scenes':['a']},'rpcDem':{'sceneId':'dem','interpolation':'cubic',"
            + "'missingValue':0.5,'offset':-31}}",
        "{'source':{'scenes':['a']},'rpcDem':{'sceneId':'dem'}}",
        "{'source':{'scenes':['a']},'pansharpening':{},'samples':{'type':'UINT16'}}",
        "{'source':{'scenes':['a'],'toolId':'ndvi'},'colorRamp':'RdYlGn_r','stretch':[[0,1]]}",
        "{'source':{'scenes':['a']},'colorRamp':[[-1,'#A50026'],[0.5,'#ffffff']]}",
        "{'source':{'scenes':['a']},'look':'true-color'}",
        "{'source':{'scenes':['a']},'values':'raw','format':{'mask':'internal'}}",
        "{'source':{'scenes':['a']},'format':{'compression':'JPEG','quality':90}}",
        "{'source':{'scenes':['a']},'format':{'type':'JPEG','quality':60}}",
        "{'source':{'scenes':['a']},'format':{'compression':'LERC_ZSTD','level':20,'maxZError':0.5}}",
        "{'source':{'scenes':['a']},'format':{'compression':'ZSTD','bitsPerSample':12}}",
        "{'source':{'scenes':['a'],'toolId':'evi'},'samples':{'type':'FLOAT32'}}",
        "{'source':{'scenes':['a']},'colorCorrection':{'redBand':3,'greenBand':2,'blueBand':1,"
            + "'equalize':{},'gamma':{'enabled':false,'redGamma':2},'tileClipping':{'max':200}}}",
      })
  void whatIsDoneToBandsComesBack(String body) {
    assertComesBack(body.replace('\'', '"'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'?':1,'source':{'scenes':['a']}} ExportRequest",
        "{'source':{'?':1,'scenes':['a']}} ExportSource",
        "{'source':{'scenes':['a'],'toolId':'ndvi','inputs':{'x':{'?':1,'scenes':['a']}}}}"
            + " ExportInput",
        "{'source':{'scenes':['a']},'format':{'?':1}} ExportFormat",
        "{'source':{'scenes':['a']},'samples':{'?':1,'type':'UINT8'}} ExportSamples",
        "{'source':{'scenes':['a']},'rpcDem':{'?':1,'sceneId':'dem'}} RpcDem",
      })
  void theDocumentNamesEveryMember(String bodyAndSchema) {
    int space = bodyAndSchema.lastIndexOf(' ');
    String schema = bodyAndSchema.substring(space + 1);
    assertThat(names(SCHEMAS.at("/%s/properties".formatted(schema))))
        .isEqualTo(known(bodyAndSchema.substring(0, space)));
  }

  @Test
  void theDocumentNamesEveryMemberOfAColourCorrection() {
    JsonNode fields = SCHEMAS.at("/ColorCorrection/properties");
    String body = "{'source':{'scenes':['a']},'colorCorrection':{%s}}";
    assertThat(names(fields)).isEqualTo(known(body.formatted("'?':1")));
    for (String block : names(fields)) {
      if (!block.endsWith("Band")) {
        assertThat(names(fields.at("/" + block + "/properties")))
            .as(block)
            .isEqualTo(known(body.formatted("'" + block + "':{'?':1}")));
      }
    }
  }

  @Test
  void theDocumentNamesEveryChoice() {
    JsonNode request = SCHEMAS.at("/ExportRequest/properties");
    JsonNode format = SCHEMAS.at("/ExportFormat/properties");
    Set<String> kernels = constants(Resampling.values(), true);
    assertThat(choices(request.at("/resampling/enum"))).isEqualTo(kernels);
    assertThat(choices(format.at("/overviewResampling/enum"))).isEqualTo(kernels);
    assertThat(choices(format.at("/type/enum")))
        .isEqualTo(constants(OutputFormat.FileFormat.values(), false));
    assertThat(choices(format.at("/tileFormat/enum")))
        .isEqualTo(constants(TileFormat.values(), false));
    assertThat(choices(format.at("/compression/enum")))
        .isEqualTo(constants(OutputFormat.BlockCompression.values(), false));
    assertThat(choices(format.at("/mask/enum"))).isEqualTo(constants(MaskMode.values(), true));
    assertThat(choices(request.at("/values/enum"))).isEqualTo(constants(ValueMode.values(), true));
    assertThat(choices(request.at("/priority/enum")))
        .isEqualTo(constants(Priority.values(), false));
    assertThat(choices(SCHEMAS.at("/ExportSamples/properties/type/enum")))
        .isEqualTo(constants(SampleType.values(), false));
    assertThat(SCHEMAS.at("/ExportSource/properties/toolId/description").asText())
        .contains(
            BuiltInTools.all().stream().map(BuiltInTool::name).collect(Collectors.joining(", ")));
    Set<String> operations =
        new TreeSet<>(Set.of("mask", "classify", "slope", "aspect", "hillshade"));
    Arrays.stream(LocalOperator.values()).forEach(one -> operations.addAll(one.symbols()));
    Arrays.stream(FocalOperator.values()).forEach(one -> operations.add(one.symbol()));
    assertThat(choices(SCHEMAS.at("/ToolNode/properties/apply/enum"))).isEqualTo(operations);
  }

  private static void assertComesBack(String body) {
    ExportRequest request = read(body);
    assertThat(read(RequestJson.write(request).toString()))
        .usingRecursiveComparison()
        .ignoringFields("origin.bodySha256") // members that were left out are null in the answer
        .isEqualTo(request);
  }

  /** Returns what a reader says that it knows instead of a member called {@code ?}. */
  private static Set<String> known(String body) {
    ApiProblem problem =
        catchThrowableOfType(ApiProblem.class, () -> read(body.replace('\'', '"')));
    Matcher list =
        problem.errors().stream()
            .map(at -> KNOWN.matcher(at.detail()))
            .filter(Matcher::find)
            .findFirst()
            .orElseThrow();
    Set<String> known = new TreeSet<>(List.of(list.group(1).split(", ")));
    return known;
  }

  private static Set<String> names(JsonNode node) {
    Set<String> names = new TreeSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Set<String> choices(JsonNode node) {
    Set<String> choices = new TreeSet<>();
    elements(node).filter(JsonNode::isTextual).forEach(one -> choices.add(one.textValue()));
    return choices;
  }

  private static Set<String> constants(Enum<?>[] constants, boolean lower) {
    Set<String> names = new TreeSet<>();
    for (Enum<?> one : constants) {
      names.add(lower ? one.name().toLowerCase(Locale.ROOT) : one.name());
    }
    return names;
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    Stream.Builder<JsonNode> all = Stream.builder();
    for (Iterator<JsonNode> i = array.elements(); i.hasNext(); ) {
      all.add(i.next());
    }
    return all.build();
  }

  private static ExportRequest read(String body) {
    return ExportRequestReader.read(
        Json.parse(body.getBytes(StandardCharsets.UTF_8)),
        new Caller("ann", null, false),
        new NamedThings(SOURCES, CONFIGS, AREA, null));
  }

  private static JsonNode schemas() {
    try (var in = RequestContractTest.class.getResourceAsStream("/io/landfall/api/openapi.json")) {
      return new ObjectMapper().readTree(in).at("/components/schemas");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
