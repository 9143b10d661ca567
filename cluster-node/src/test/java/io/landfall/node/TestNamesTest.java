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
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
          "io.landfall.simulation.SimulationIT", // takes minutes
          "io.landfall.tiles.AllOddFilesAsTilesIT"); // takes a minute

  private static final JavaClasses CLASSES = classes();

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
    Map<JavaCodeUnit, JavaCodeUnit> callers = new LinkedHashMap<>();
    Deque<JavaCodeUnit> open = new ArrayDeque<>();
    for (JavaClass type : CLASSES) {
      if (runsWith(test, type)) {
        type.getCodeUnits().forEach(unit -> visit(unit, null, callers, open));
      }
    }
    while (!open.isEmpty()) {
      JavaCodeUnit unit = open.remove();
      for (JavaAccess<?> access : unit.getAccessesFromSelf()) {
        if (isStart(access)) {
          return Optional.of(way(unit, callers) + access.getTarget().getFullName());
        }
        JavaClass owner = access.getTargetOwner();
        if (owner.getName().startsWith("io.landfall.")) {
          owner.getStaticInitializer().ifPresent(next -> visit(next, unit, callers, open));
          access
              .getTarget()
              .resolveMember()
              .filter(JavaCodeUnit.class::isInstance)
              .ifPresent(next -> visit((JavaCodeUnit) next, unit, callers, open));
        }
      }
    }
    return Optional.empty();
  }

  /** The class, what is nested in it, what it inherits from, and what extends it. */
  private static boolean runsWith(JavaClass test, JavaClass type) {
    return test.isAssignableTo(type.getName())
        || type.getName().startsWith(test.getName() + "$")
        || test.tryGetAnnotationOfType(ExtendWith.class).stream()
            .flatMap(extended -> Arrays.stream(extended.value()))
            .anyMatch(extension -> extension.getName().equals(type.getName()));
  }

  private static void visit(
      JavaCodeUnit unit,
      JavaCodeUnit caller,
      Map<JavaCodeUnit, JavaCodeUnit> callers,
      Deque<JavaCodeUnit> open) {
    if (!callers.containsKey(unit)) {
      callers.put(unit, caller);
      open.add(unit);
    }
  }

  private static boolean isStart(JavaAccess<?> access) {
    Set<String> methods = STARTS.get(access.getTargetOwner().getName());
    return methods != null && (methods.isEmpty() || methods.contains(access.getTarget().getName()));
  }

  private static String way(JavaCodeUnit last, Map<JavaCodeUnit, JavaCodeUnit> callers) {
    StringBuilder way = new StringBuilder();
    for (JavaCodeUnit unit = last; unit != null; unit = callers.get(unit)) {
      way.insert(0, unit.getOwner().getSimpleName() + "." + unit.getName() + " > ");
    }
    return way.toString();
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
