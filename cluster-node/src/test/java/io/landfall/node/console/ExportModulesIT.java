package io.landfall.node.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the export views of the console compute, without the views. */
@Tag("system")
@ExtendWith(ConsoleKit.Starter.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExportModulesIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ConsoleKit kit;
  private ConsolePage console;
  private Page page;

  ExportModulesIT(ConsoleKit kit) {
    this.kit = kit;
  }

  @BeforeAll
  void open() {
    console = kit.open(Look.LIGHT);
    page = console.go("").page();
  }

  @AfterAll
  void close() {
    console.close();
  }

  /** Who duplicates an export gets the same request, with what the form has no field for. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"source": {"projectId": "p"}, "format": {"type": "COG"}, "delivery": [{"type": "HTTP"}]}
        """,
        """
        {"name": "n", "labels": ["a", "b"], "source": {"scenes": ["x", "y"], "bands": ["red"]}, "outputProjection": 32725,
         "resolution": 30, "resampling": "cubic", "mask": {"type": "Polygon", "coordinates": []}, "stretch": [[0, 3000]],
         "format": {"type": "GEOTIFF", "compression": "ZSTD", "level": 9, "blockSize": 256, "predictor": "auto", "mask": "alpha"},
         "delivery": [{"deliveryConfigId": "d"}, {"type": "HTTP", "bytesPerSecond": 5000, "expiresIn": 60}], "priority": "HIGH"}
        """,
        """
        {"source": {"projectId": "p", "toolId": "ndvi", "inputs": {"nir": {"projectId": "q", "band": "nir"}}},
         "outputProjection": 3857, "stretch": "auto", "colorRamp": "viridis", "samples": {"type": "INT16", "scale": 0.0001},
         "format": {"type": "PNG"}, "delivery": [{"type": "HTTP"}]}
        """,
        """
        {"source": {"projectId": "p", "tool": {"apply": "-", "args": []}}, "outputProjection": "OGC:CRS84", "grid": "native",
         "format": {"type": "COG", "overviewResampling": "cubic"}, "delivery": [{"type": "HTTP"}]}
        """
      })
  void aRequestComesBackFromItsFormAsItWas(String request) throws Exception {
    JsonNode back =
        run("request", "({toRequest, fromRequest}) => toRequest(fromRequest(%s))", request);
    assertThat(back).isEqualTo(JSON.readTree(request));
  }

  @ParameterizedTest(name = "{0}, {1}: {2}")
  @CsvSource({
    "12,   46,  32633",
    "-35,  -8,  32725",
    "180,  10,  32601",
    "181,  10,  32601",
    "5,    60,  32632", // Norway
    "20,   78,  32633", // Svalbard
    "0,    85,  0",
  })
  void aPlaceHasItsUtmZone(double longitude, double latitude, int epsg) throws Exception {
    JsonNode zone = run("request", "({utmOf}) => utmOf([%s, %s])?.epsg ?? 0", longitude, latitude);
    assertThat(zone.asInt()).isEqualTo(epsg);
  }

  /** Areas across the antimeridian come in parts, one on each side of it. */
  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "[[176, 180], [-180, -179]] | [176,-18,-179,-17]  | 32760",
        "[[-180, -177], [179, 180]] | [179,-18,-177,-17]  | 32701",
        "[[179, 183]]               | [179,-18,-177,-17]  | 32701",
        "[[10, 20]]                 | [10,-18,20,-17]     | 32733",
        "[[-100, -90], [20, 30]]    | [-100,-18,30,-17]   | 32725",
        "[[-180, 180]]              | [-180,-18,180,-17]  | 32731",
      })
  void theZoneOfAnAreaIsThatOfItsNarrowestBox(String sides, String box, int epsg) throws Exception {
    JsonNode found =
        run(
            "request",
            """
            ({boxOf, centreOf, utmOf}) => {
              const ring = ([west, east]) => [[west, -18], [east, -18], [east, -17], [west, -17], [west, -18]];
              const box = boxOf({type: 'MultiPolygon', coordinates: %s.map(side => [ring(side)])});
              return [box, utmOf(centreOf(box)).epsg];
            }
            """,
            sides);
    assertThat(found.toString()).isEqualTo("[%s,%d]".formatted(box, epsg));
  }

  /** The service refuses the text; without it the file would be in the CRS of the first scene. */
  @Test
  void aWishForAUtmZoneThatIsNotKnownIsNotDropped() throws Exception {
    JsonNode codes =
        run(
            "request",
            """
            ({toRequest, emptyForm}) => [null, [0, 86], [12, 46]].map(
                centre => toRequest({...emptyForm(), projection: 'utm'}, centre).outputProjection)
            """);
    assertThat(codes.toString()).isEqualTo("[\"utm\",\"utm\",32633]");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "auto:5-95  | \"auto:5-95\"",
        "AUTO       | \"auto\"",
        "auto 5     | [[\"auto\",5]]",
        "0, 3000    | [[0,3000]]",
        "none       | null",
      })
  void aStretchIsSentAsItIsTyped(String typed, String sent) throws Exception {
    JsonNode stretch =
        run(
            "request",
            "({toRequest, emptyForm}) => toRequest({...emptyForm(), stretch: '%s'}).stretch ??"
                + " null",
            typed);
    assertThat(stretch.toString()).isEqualTo(sent);
  }

  @Test
  void aNumberThatCannotBeReadIsSentForTheServiceToRefuse() throws Exception {
    JsonNode delivery =
        run(
            "request",
            """
            ({toRequest, emptyForm}) => toRequest({...emptyForm(),
                delivery: [{type: 'HTTP', bytesPerSecond: '1,024', expiresIn: '60'}]}).delivery
            """);
    assertThat(delivery)
        .isEqualTo(
            JSON.readTree(
                "[{\"type\": \"HTTP\", \"bytesPerSecond\": \"1,024\", \"expiresIn\": 60}]"));
  }

  @Test
  void inputsOfTheToolThatWasChosenBeforeStayBehind() throws Exception {
    JsonNode inputs =
        run(
            "request",
            "({inputsNamed}) => inputsNamed({nir: {projectId: 'p'}, swir: {projectId: 'q'}},"
                + " ['red', 'nir'])");
    assertThat(inputs.toString()).isEqualTo("{\"nir\":{\"projectId\":\"p\"}}");
  }

  @Test
  void aCellOfTwoTasksIsDoneWithBoth() throws Exception {
    JsonNode states =
        run(
            "cells",
            """
            ({CellBoard}) => {
              const positions = [...Array(17)].map((_, y) => [...Array(17)].map((_, x) => [x, -y]));
              const tasks = [{task: 0, cells: [[0, 0], [1, 0]]}, {task: 1, cells: [[1, 0], [3, 1]]}];
              const board = new CellBoard({attempt: 1, width: 1600, height: 800, cellSize: 400, positions, tasks});
              const now = () => board.cells.map(CellBoard.stateOf);
              return [now(), [board.store(0), board.store(0), board.store(7)], now(), board.store(1) && now(), board.box()];
            }
            """);
    assertThat(states.toString())
        .isEqualTo("[[0,0,0],[true,false,false],[2,1,0],[2,2,2],[0,-16,16,0]]");
  }

  /** What is stored is not worked on any more, though the answer that says so is on its way. */
  @Test
  void aCellIsWorkedOnUntilItsTasksAreStored() throws Exception {
    JsonNode states =
        run(
            "cells",
            """
            ({CellBoard}) => {
              const positions = [...Array(17)].map((_, y) => [...Array(17)].map((_, x) => [x, -y]));
              const tasks = [{task: 0, cells: [[0, 0], [1, 0]]}, {task: 1, cells: [[1, 0], [3, 1]]}];
              const board = new CellBoard({attempt: 1, width: 1600, height: 800, cellSize: 400, positions, tasks});
              const now = () => board.cells.map(CellBoard.stateOf);
              return [board.setWorking([0, 9]), now(), board.setWorking([0]), board.store(0) && now(), board.setWorking([0, 1]), now(),
                  board.setWorking([]), now()];
            }
            """);
    assertThat(states.toString())
        .isEqualTo("[true,[3,3,0],false,[2,1,0],true,[2,3,3],true,[2,1,0]]");
  }

  @Test
  void progressDoesNotFallBackWithinAnAttempt() throws Exception {
    JsonNode steady =
        run(
            "words",
            """
            ({steadyProgress}) => {
              const before = {attempt: 1, percent: 50, tilesDone: 5};
              return [steadyProgress(before, {attempt: 1, percent: 40, tilesDone: 4}).percent,
                  steadyProgress(before, {attempt: 2, percent: 0, tilesDone: 0}).percent];
            }
            """);
    assertThat(steady.toString()).isEqualTo("[50,0]");
  }

  @Test
  void numbersAreSaidInWords() throws Exception {
    JsonNode words =
        run(
            "words",
            "({bytes, seconds}) => [bytes(1), bytes(999600), bytes(1234567), seconds(0.1),"
                + " seconds(75), seconds(3569), seconds(3599), seconds(7200)]");
    assertThat(words.toString())
        .isEqualTo(
            "[\"1 byte\",\"1 MB\",\"1.2 MB\",\"0.1 s\",\"1 min 15 s\",\"59 min\",\"1"
                + " h\",\"2 h\"]");
  }

  /** Calls a function with a module of the page, and returns what it returns. */
  private JsonNode run(String module, String function, Object... arguments) throws Exception {
    String call =
        "async path => JSON.stringify((%s)(await import(new URL(path, location.href))))"
            .formatted(arguments.length == 0 ? function : function.formatted(arguments));
    return JSON.readTree(
        (String) page.evaluate(call, "console/js/exports/%s.js".formatted(module)));
  }
}
