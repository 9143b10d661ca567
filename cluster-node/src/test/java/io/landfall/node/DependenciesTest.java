package io.landfall.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The versions on the class path are those whose licences NOTICE describes. */
class DependenciesTest {
  private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[^/]*)\\.jar");
  private static final Map<String, String> FAMILIES =
      Map.of(
          "akka-http", "10.5.3",
          "akka-parsing", "10.5.3",
          "akka-stream-alpakka", "6.0.2",
          "akka-persistence-jdbc", "5.2.1",
          "akka-projection", "1.4.0",
          "akka-management", "1.4.0",
          "akka-discovery-kubernetes", "1.4.0",
          "akka-", "2.8.5");

  @Test
  void akkaIsTheReleaseWhoseLicenceIsOpen() {
    assertThat(versions("akka-"))
        .isNotEmpty()
        .allSatisfy(
            (artifact, version) -> assertThat(version).as(artifact).isEqualTo(expected(artifact)));
  }

  @Test
  void jacksonHasItsLimits() {
    assertThat(versions("jackson-core").values()).containsOnly("2.23.0");
    assertThat(versions("jackson-databind").values()).containsOnly("2.23.0");
  }

  @Test
  void logsGoThroughOneApi() {
    assertThat(versions("slf4j-api").values()).containsOnly("2.0.17");
  }

  private static String expected(String artifact) {
    return FAMILIES.keySet().stream()
        .filter(artifact::startsWith)
        .max(java.util.Comparator.comparingInt(String::length))
        .map(FAMILIES::get)
        .orElseThrow();
  }

  /** Returns version by artifact of every jar on the class path whose name starts so. */
  private static Map<String, String> versions(String prefix) {
    Map<String, String> found = new TreeMap<>();
    List<String> entries =
        Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
    for (String entry : entries) {
      Matcher jar = JAR.matcher(new File(entry).getName());
      if (jar.matches() && jar.group(1).startsWith(prefix)) {
        found.put(jar.group(1), jar.group(2));
      }
    }
    return found;
  }
}
