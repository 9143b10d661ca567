package io.landfall.api.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.landfall.api.export.ExportRequests.NamedThings;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.Json;
import io.landfall.model.cloud.CloudClass;
import io.landfall.model.cloud.CloudConfidence;
import io.landfall.model.cloud.CloudMask;
import io.landfall.model.cloud.MissingQuality;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.MaskMode;
import io.landfall.model.request.ValueMode;
import io.landfall.workspace.Caller;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportRequestReaderTest {
  private static final String SOURCE = "'source': {'scenes': ['a']}";

  @Test
  void theBodyOfTheContractComesBackAsItWasSent() {
    String body =
        json(
            "{'name':'Olinda, spring','labels':['demo'],'source':{'scenes':['a','b'],"
                + "'bands':['red','4']},'outputProjection':3857,'resolution':30.0,"
                + "'resampling':'cubic','mask':{'type':'MultiPolygon','coordinates':"
                + "[[[[0.0,0.0],[1.0,0.0],[1.0,1.0],[0.0,0.0]]]]},'colorCorrection':null,"
                + "'stretch':[[0.0,10.0]],'format':{'type':'COG','compression':'DEFLATE',"
                + "'level':6,'predictor':2,'blockSize':512,'overviewResampling':'average'},"
                + "'delivery':[{'type':'HTTP'}],'priority':'LOW'}");

    assertThat(RequestJson.write(read(body))).hasToString(body);
  }

  @Test
  void aFeatureIsTheMaskThatItsGeometryIs() {
    String square = "{'type':'Polygon','coordinates':[[[0,0],[2,0],[2,2],[0,2],[0,0]]]}";
    String feature =
        "{'type':'Feature','id':7,'bbox':[0,0,2,2],'properties':{'name':'field'},'geometry':%s}"
            .formatted(square);
    String collection =
        "{'type':'FeatureCollection','name':'fields','crs':{'type':'name','properties':"
            + "{'name':'urn:ogc:def:crs:OGC:1.3:CRS84'}},'features':[%s]}".formatted(feature);
    ExportRequest expected = readMasked(square);
    assertThat(readMasked(feature)).isEqualTo(expected);
    assertThat(readMasked(collection)).isEqualTo(expected);
    for (String refused :
        List.of(
            collection.replace("OGC:1.3:CRS84", "EPSG::3857"),
            "{'type':'FeatureCollection','features':[]}",
            "{'type':'Feature','properties':null,'geometry':null}",
            "{'type':'Feature','geometry':{'type':'Point','coordinates':[1,1]}}",
            "{'type':'Topology'}")) {
      assertThatThrownBy(() -> readMasked(refused))
          .as(refused)
          .isInstanceOfSatisfying(
              ApiProblem.class,
              problem -> assertThat(problem.slug()).isIn("aoi-invalid", "request-invalid"));
    }
  }

  private static ExportRequest readMasked(String mask) {
    return read(json("{" + SOURCE + ",'mask':" + mask + "}"));
  }

  /** RFC 8259 has one kind of number: what is whole is whole however it is written. */
  @Test
  void wholeNumbersMayHaveAPointOrAnExponent() {
    String body = "{" + SOURCE + ",'outputProjection':%s,'format':{'blockSize':%s,'level':%s}}";
    assertThat(read(json(body.formatted("3857.0", "5.12e2", "6.0"))))
        .isEqualTo(read(json(body.formatted("3857", "512", "6"))));
  }

  @Test
  void whatIsLeftOutIsLeftToThePlanner() {
    ExportRequest request = read(json("{" + SOURCE + "}"));
    assertThat(request.outputProjection()).isNull();
    assertThat(request.delivery()).extracting("type").containsExactly("HTTP");
    assertThat(read(RequestJson.write(request).toString())).isEqualTo(request);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "epsg:32620",
        "urn:ogc:def:crs:EPSG::32620",
        "http://www.opengis.net/def/crs/EPSG/0/32620"
      })
  void aProjectionMayBeACode(String name) {
    String body = "{" + SOURCE + ",'outputProjection':'" + name + "'}";
    assertThat(read(json(body)).outputProjection()).isEqualTo(32620);
  }

  @Test
  void allPixelsThatAMaskTouchesAreAskedForAndWrittenBack() {
    String square = "{'type':'Polygon','coordinates':[[[0,0],[2,0],[2,2],[0,0]]]}";
    ExportRequest request = read(json("{" + SOURCE + ",'maskTouch':'All','mask':" + square + "}"));
    assertThat(request.mask().allTouched()).isTrue();
    assertThat(RequestJson.write(request).path("maskTouch").textValue()).isEqualTo("all");
    assertThat(RequestJson.write(request).path("mask").has("allTouched")).isFalse();
    assertThat(readMasked(square).mask().allTouched()).isFalse();
    assertThat(RequestJson.write(readMasked(square)).has("maskTouch")).isFalse();
  }

  @Test
  void masksAndValuesAreThoseAskedFor() {
    ExportRequest request =
        read(json("{" + SOURCE + ",'values':'CALIBRATED','format':{'mask':'alpha'}}"));
    assertThat(request.values()).isEqualTo(ValueMode.CALIBRATED);
    assertThat(request.maskMode()).isEqualTo(MaskMode.ALPHA);
    assertThat(RequestJson.write(request).at("/format/mask").textValue()).isEqualTo("alpha");
    assertThat(RequestJson.write(request).at("/values").textValue()).isEqualTo("calibrated");
  }

  @Test
  void cloudsAreMaskedAsAskedFor() {
    String asked = "{'classes':['shadow','cloud'],'buffer':3,'confidence':'high','missing':'warn'}";
    ExportRequest request = read(json("{" + SOURCE + ",'cloudMask':" + asked + "}"));
    assertThat(request.cloudMask())
        .isEqualTo(
            new CloudMask(
                List.of(CloudClass.CLOUD, CloudClass.SHADOW),
                CloudConfidence.HIGH,
                3,
                MissingQuality.WARN));
    assertThat(read(RequestJson.write(request).toString())).isEqualTo(request);
    ExportRequest usual = read(json("{" + SOURCE + ",'cloudMask':{}}"));
    assertThat(usual.cloudMask()).isEqualTo(CloudMask.usual());
    assertThat(read(RequestJson.write(usual).toString())).isEqualTo(usual);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'first'",
        "'median'",
        "'percentile:12.5'",
        "'best:ndvi'",
        "'best:date:2024-06-01T12:00:00Z'",
        "{'best':{'apply':'-','args':[{'type':'src','id':'nir'},{'type':'src','id':'red'}]}}"
      })
  void aCompositeIsWrittenAsItIsRead(String composite) {
    ExportRequest request = read(json("{" + SOURCE + ",'composite':" + composite + "}"));
    assertThat(request.composite()).isNotNull();
    assertThat(read(RequestJson.write(request).toString())).isEqualTo(request);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'middle'",
        "'percentile'",
        "'percentile:101'",
        "'percentile:x'",
        "'best'",
        "'best:nothing'",
        "'best:ndvi-change'",
        "'best:date:June'",
        "'nearest_date'",
        "{'best':{'apply':'focalMean','args':[{'type':'src','id':'nir'}],'neighborhood':{'type':'square','extent':1}}}",
        "{'worst':1}",
        "7"
      })
  void aCompositeThatCannotBeIsRefusedWhereItStands(String composite) {
    assertThatThrownBy(() -> read(json("{" + SOURCE + ",'composite':" + composite + "}")))
        .isInstanceOfSatisfying(
            ApiProblem.class,
            problem -> assertThat(problem.errors().get(0).pointer()).startsWith("/composite"));
  }

  @Test
  void aPolygonIsAMaskToo() {
    String polygon =
        "'mask':{'type':'Polygon','coordinates':[[[0,0],[2,0],[2,2],[0,2],[0,0]],"
            + "[[0.5,0.5],[1,0.5],[1,1],[0.5,0.5]]]}";
    var mask = read(json("{" + SOURCE + "," + polygon + "}")).mask();
    assertThat(mask.coordinates()).hasDimensions(1, 2);
  }

  @ParameterizedTest(name = "{0} is wrong at {2}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "'nam': 'x'; 422; /nam; Unknown property 'nam'",
        "'a/b~c': 1; 422; /a~1b~0c; Unknown property",
        "'name': 5; 422; /name; must be a string, not number",
        "'name': ''; 422; /name; 1 to 200 characters",
        "'name': 'a\\tb'; 422; /name; control characters",
        "'name': 'a\\u0000b'; 400; /name; it holds U+0000",
        "'labels': ['a', 'b\\u0007']; 400; /labels/1; it holds U+0007",
        "'labels': ['\\ud800x']; 400; /labels/0; it holds U+D800",
        "'bandNames': ['\\uffff']; 400; /bandNames/0; it holds U+FFFF",
        "'tool': {'args': [{'label': 'a\\u0000'}]}; 400; /tool/args/0/label; it holds U+0000",
        "'x': {'a\\u0000': 1}; 400; /x; name of a property",
        "'labels': 'x'; 422; /labels; must be an array",
        "'labels': ['a', null]; 422; /labels/1; Missing",
        "'outputProjection': 3857.5; 422; /outputProjection; whole number",
        "'outputProjection': 'WGS84'; 422; /outputProjection; Unknown CRS 'WGS84'",
        "'outputProjection': 'ESRI:54009'; 422; /outputProjection; EPSG:3857",
        "'colorRamp': 'jet'; 422; /colorRamp; There are rdylgn",
        "'colorRamp': 5; 422; /colorRamp; string",
        "'colorRamp': [[1, 'red']]; 422; /colorRamp/0; #rrggbb",
        "'colorRamp': [[1, '#000000'], [0, '#ffffff']]; 422; /colorRamp; ascending",
        "'colorRamp': []; 422; /colorRamp; no colour",
        "'look': 'nicer'; 422; ; There are true-color",
        "'look': 'true-color', 'stretch': 'auto'; 422; ; a look chooses bands",
        "'values': 'cooked'; 422; /values; Known: raw, calibrated",
        "'maskTouch': 'all'; 422; /maskTouch; Give a mask, too",
        "'maskTouch': 'edge'; 422; /maskTouch; centre",
        "'format': {'mask': 'external'}; 422; /format/mask; Known: auto, nodata, internal, alpha,"
            + " none",
        "'format': {'mask': 1}; 422; /format/mask; string",
        "'outputProjection': 99999999999; 422; /outputProjection; whole number",
        "'resolution': 0; 422; /resolution; above 0",
        "'resolution': 1e999; 422; /resolution; finite",
        "'resolution': '30'; 422; /resolution; finite number",
        "'resampling': 'fancy'; 422; /resampling; Known: nearest, bilinear",
        "'mask': {'type': 'Point', 'coordinates': [0, 0]}; 422; /mask/type; Polygon or"
            + " MultiPolygon",
        "'mask': {'type': 'Polygon', 'coordinates': []}; 422; /mask; no polygon",
        "'mask': {'type': 'Polygon', 'coordinates': [[[0,0],[1,0],[1,1],[0,1]]]}; 422;"
            + " /mask/coordinates/0; open",
        "'mask': {'type': 'Polygon', 'coordinates': [[[0,0],[1,'x'],[1,1],[0,0]]]}; 422;"
            + " /mask/coordinates/0/1/1; finite",
        "'mask': {'type': 'Polygon', 'coordinates': [[[0,0],[1,91],[1,1],[0,0]]]}; 422;"
            + " /mask/coordinates/0/1; not a valid longitude and latitude",
        "'mask': {'type': 'Polygon', 'coordinates': [[[0,0],[1,1],[1,0],[0,1],[0,0]]]}; 422;"
            + " /mask/coordinates; near (0.5, 0.5)",
        "'mask': {'type': 'Polygon', 'crs': {'type': 'EPSG', 'properties': {'code': 3857}},"
            + " 'coordinates': [[[0,0],[2,0],[2,2],[0,0]]]}; 422; /mask/crs; it is in EPSG:3857",
        "'mask': {'type': 'Polygon', 'crs': 'ETRS89', 'coordinates': [[[0,0],[2,0],[2,2],[0,0]]]};"
            + " 422; /mask/crs; its CRS, \"ETRS89\", is not one of EPSG",
        "'colorCorrection': 5; 422; /colorCorrection; object",
        "'colorCorrection': {'gamma': {'redGamma': 'x'}}; 422; /colorCorrection; must be a number",
        "'stretch': [[10, 5]]; 422; /stretch/0; not below",
        "'stretch': [[1]]; 422; /stretch/0; [min, max]",
        "'format': {'type': 'BMP'}; 422; /format/type; Known: COG",
        "'format': {'blockSize': 100}; 422; /format/blockSize; multiple of 16",
        "'format': {'blockSize': 512.5}; 422; /format/blockSize; whole number",
        "'outputProjection': 3857.5; 422; /outputProjection; whole number",
        "'format': {'level': 13}; 422; /format/level; 1 to 12",
        "'format': {'quality': 50}; 422; /format; it is of JPEG and WEBP",
        "'format': {'compression': 'JPEG', 'quality': 0}; 422; /format/quality; 1 to 100",
        "'format': {'compression': 'LERC', 'maxZError': -1}; 422; /format; 0 or more",
        "'format': {'compression': 'JPEG', 'level': 6}; 422; /format; JPEG has none",
        "'format': {'bitsPerSample': 32}; 422; /format/bitsPerSample; 1 to 31",
        "'format': {'predictor': 4}; 422; /format/predictor; 1 to 3",
        "'delivery': [{'type': 'FILE', 'path': '/etc/x'}]; 422; /delivery/0/path; Unknown property",
        "'delivery': [{'type': 'localFile'}]; 422; /delivery/0/type; Known: HTTP, S3, DROPBOX",
        "'delivery': [{'deliveryConfigId': 'x'}]; 422; /delivery/0/deliveryConfigId; Cannot find a"
            + " delivery",
        "'delivery': [{}]; 422; /delivery/0; Missing destination",
        "'name': 'a', 'name': 'b'; 400; ; Duplicate field",
        "'name': ; 400; ; line 1, column",
      })
  void aWrongMember(String member, int status, String pointer, String words) {
    ApiProblem problem = refusal(json("{" + SOURCE + ", " + member + "}"));
    assertThat(problem.status()).isEqualTo(status);
    assertThat(problem.errors())
        .anySatisfy(
            at -> {
              assertThat(at.detail()).contains(words);
              if (pointer != null) {
                assertThat(at.pointer()).isEqualTo(pointer);
              }
            });
  }

  @ParameterizedTest(name = "{0} is not a valid body")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "[]; 422; must be an object",
        "null; 422; must be an object",
        "{}; 422; source: it must be an object, not nothing",
        "{'source': {}}; 422; lists no scene",
        "{'source': {'scenes': []}}; 422; lists no scene",
        "{'source': {'scenes': ['']}}; 422; 1 to 1000 characters",
        "{'source': {'projectId': 'p'}}; 422; must be a UUID",
        "{'source': {'tool': {'kind': 'localFile'}}}; 422; \"type\" is missing",
        "{'source': {'scenes': ['a']}} x; 400; Cannot read the body",
        "{'source': {'scenes': ['a']}} {}; 400; something follows",
        "`  `; 400; empty",
        "{; 400; line 1",
      })
  void aWrongBody(String body, int status, String words) {
    ApiProblem problem = refusal(json(body));
    assertThat(problem.status()).isEqualTo(status);
    assertThat(problem).hasMessageContaining(words);
  }

  @Test
  void allThatIsWrongIsSaidAtOnce() {
    ApiProblem problem = refusal(json("{" + SOURCE + ",'resolution':-1,'name':7,'x':0}"));
    assertThat(problem.errors())
        .extracting(ApiProblem.FieldError::pointer)
        .containsExactlyInAnyOrder("/resolution", "/name", "/x");
  }

  @Test
  void deepNestingIsRefusedBeforeItCostsAnything() {
    ApiProblem problem = refusal("[".repeat(50_000));
    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem).hasMessageContaining("nesting depth");
  }

  @Test
  void aNumberOfAThousandDigitsIsRefused() {
    ApiProblem problem = refusal(json("{'resolution': " + "9".repeat(1000) + "}"));
    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.errors().get(0).pointer()).isEqualTo("/resolution");
  }

  private static ExportRequest read(String body) {
    return ExportRequestReader.read(
        Json.parse(body.getBytes(StandardCharsets.UTF_8)),
        new Caller("ann", null, false),
        NamedThings.NONE);
  }

  private static ApiProblem refusal(String body) {
    return catchThrowableOfType(ApiProblem.class, () -> read(body));
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
