package io.landfall.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class is named {@code XIT} when it can start a server, a database, a node or another
 * process, and {@code XTest} when it cannot. Looks at what the methods of a class call, one through
 * the other; calls by reflection and through interfaces are not seen.
 */
class TestNamesTest {
  /** Calls that start something: the class, then its methods; none: all of them. */
  private static final Map<String, Set<String>> STARTS =
      Map.ofEntries(
          Map.entry("com.sun.net.httpserver.HttpServer", Set.of("create")),
          Map.entry("com.sun.net.httpserver.HttpsServer", Set.of("create")),
          Map.entry("java.net.ServerSocket", Set.of("<init>")),
          Map.entry("java.net.DatagramSocket", Set.of("<init>")),
          Map.entry("java.nio.channels.ServerSocketChannel", Set.of("open")),
          Map.entry("java.lang.ProcessBuilder", Set.of("start")),
          Map.entry("java.lang.Runtime", Set.of("exec")),
          Map.entry("java.sql.DriverManager", Set.of("getConnection")),
          Map.entry("com.zaxxer.hikari.HikariDataSource", Set.of("<init>")),
          Map.entry("io.zonky.test.db.postgres.embedded.EmbeddedPostgres", Set.of()),
          Map.entry("io.landfall.node.embedded.EmbeddedStore", Set.of("start")), // by reflection
          Map.entry("akka.http.javadsl.Http", Set.of("newServerAt", "bind")),
          Map.entry("akka.stream.javadsl.Tcp", Set.of("bind")),
          Map.entry("akka.actor.ActorSystem", Set.of("create")),
          Map.entry("akka.actor.typed.ActorSystem", Set.of("create")));

  /** Integration tests for another reason. */
  private static final Set<String> STARTS_UNSEEN =
      Set.of(
          "io.landfall.node.cli.ExportCommandIT", // commands are called by picocli, by reflection
          "io.landfall.node.embedded.RepackedArchivesIT", // reads what package has made
          "io.landfall.simulation.SimulationIT", // takes minutes
          "io.landfall.tiles.AllOddFilesAsTilesIT"); // takes a minute

  private static final JavaClasses CLASSES = classes();
  private static final Map<String, List<JavaClass>> NESTED =
      CLASSES.stream().collect(Collectors.groupingBy(TestNamesTest::topLevelName));
  private static final Map<JavaCodeUnit, Object> NEXT_CALLS = nextCalls();

  @Test
  void whatIsNamedTestStartsNothing() {
    Map<String, String> starting = new LinkedHashMap<>();
    for (JavaClass test : tests("Test")) {
      wayToStart(test).ifPresent(way -> starting.put(test.getName(), way));
    }
    assertThat(starting).isEmpty();
  }

  @Test
  void whatIsNamedItStartsSomething() {
    List<String> idle =
        tests("IT").stream()
            .filter(test -> wayToStart(test).isEmpty())
            .map(JavaClass::getName)
            .toList();
    assertThat(idle).containsExactlyInAnyOrderElementsOf(STARTS_UNSEEN);
  }

  private static List<JavaClass> tests(String suffix) {
    List<JavaClass> tests =
        CLASSES.stream()
            .filter(found -> found.isTopLevelClass() && found.getSimpleName().endsWith(suffix))
            .filter(
                found ->
                    found.getSource().orElseThrow().getUri().getPath().contains("/test-classes/"))
            .toList();
    assertThat(tests).as("classes of all modules").hasSizeGreaterThan(40);
    return tests;
  }

  /** Returns the calls that lead from a test class to what starts something. */
  private static Optional<String> wayToStart(JavaClass test) {
    return whatRunsWith(test)
        .flatMap(type -> type.getCodeUnits().stream())
        .filter(NEXT_CALLS::containsKey)
        .map(TestNamesTest::way)
        .findFirst();
  }

  /** The class, what is nested in it, what it inherits from, and what extends it. */
  private static Stream<JavaClass> whatRunsWith(JavaClass test) {
    Stream<JavaClass> extensions =
        test.tryGetAnnotationOfType(ExtendWith.class).stream()
            .flatMap(extended -> Arrays.stream(extended.value()))
            .map(extension -> CLASSES.get(extension.getName()));
    return Stream.of(
            NESTED.getOrDefault(test.getName(), List.of()).stream(),
            test.getAllRawSuperclasses().stream(),
            test.getAllRawInterfaces().stream(),
            extensions)
        .flatMap(types -> types);
  }

  private static String topLevelName(JavaClass type) {
    int nested = type.getName().indexOf('$');
    return nested < 0 ? type.getName() : type.getName().substring(0, nested);
  }

  /**
   * Returns for each method that leads to what starts something the call that does, or the method
   * that it calls on the way there: found backwards from the starts, once for all tests.
   */
  private static Map<JavaCodeUnit, Object> nextCalls() {
    Map<JavaCodeUnit, Object> next = new LinkedHashMap<>();
    Map<JavaCodeUnit, List<JavaCodeUnit>> callers = new HashMap<>();
    for (JavaClass type : CLASSES) {
      for (JavaCodeUnit unit : type.getCodeUnits()) {
        for (JavaAccess<?> access : unit.getAccessesFromSelf()) {
          if (isStart(access)) {
            next.putIfAbsent(unit, access.getTarget().getFullName());
          } else if (access.getTargetOwner().getName().startsWith("io.landfall.")) {
            called(access)
                .forEach(
                    called -> callers.computeIfAbsent(called, any -> new ArrayList<>()).add(unit));
          }
        }
      }
    }
    Deque<JavaCodeUnit> open = new ArrayDeque<>(next.keySet());
    while (!open.isEmpty()) {
      JavaCodeUnit unit = open.remove();
      for (JavaCodeUnit caller : callers.getOrDefault(unit, List.of())) {
        if (next.putIfAbsent(caller, unit) == null) {
          open.add(caller);
        }
      }
    }
    return next;
  }

  /** The member, and the initializer of its class. */
  private static Stream<JavaCodeUnit> called(JavaAccess<?> access) {
    return Stream.concat(
        access.getTargetOwner().getStaticInitializer().stream(),
        access.getTarget().resolveMember().stream()
            .filter(JavaCodeUnit.class::isInstance)
            .map(JavaCodeUnit.class::cast));
  }

  private static boolean isStart(JavaAccess<?> access) {
    Set<String> methods = STARTS.get(access.getTargetOwner().getName());
    return methods != null && (methods.isEmpty() || methods.contains(access.getTarget().getName()));
  }

  private static String way(JavaCodeUnit first) {
    StringBuilder way = new StringBuilder();
    Object step = first;
    while (step instanceof JavaCodeUnit unit) {
      way.append(unit.getOwner().getSimpleName()).append('.').append(unit.getName()).append(" > ");
      step = NEXT_CALLS.get(unit);
    }
    return way.append(step).toString();
  }

  /** Of all modules, which are compiled before this one. */
  private static JavaClasses classes() {
    List<Path> folders =
        JavaSources.modules()
            .map(module -> module.resolve("target"))
            .flatMap(target -> Stream.of(target.resolve("classes"), target.resolve("test-classes")))
            .filter(Files::isDirectory)
            .toList();
    return ArchConfiguration.withThreadLocalScope(
        configuration -> {
          configuration.setResolveMissingDependenciesFromClassPath(false);
          return new ClassFileImporter().importPaths(folders);
        });
  }
}
