package io.landfall.node;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import io.landfall.node.JavaSources.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The arrows that are so: each with an example. */
final class PackageArrows {
  private static final String PREFIX = "io.landfall.";

  private PackageArrows() {}

  /**
   * Returns the arrows between our packages: of compiled classes, and of imports, since a constant
   * leaves no trace in what is compiled.
   */
  static Map<String, Map<String, String>> between(JavaClasses classes, List<SourceFile> sources) {
    Map<String, Map<String, String>> arrows = new TreeMap<>();
    for (JavaClass each : classes) {
      for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
        add(
            arrows,
            each.getPackageName(),
            dependency.getTargetClass().getBaseComponentType().getPackageName(),
            dependency.getDescription());
      }
    }
    for (SourceFile source : sources) {
      add(arrows, source.packageName(), source.packageName(), "itself");
      for (String imported : source.importedPackages()) {
        add(arrows, source.packageName(), imported, "import in " + source.name());
      }
    }
    return arrows;
  }

  private static void add(
      Map<String, Map<String, String>> arrows, String from, String to, String example) {
    if (to.startsWith(PREFIX)) {
      Map<String, String> ofPackage =
          arrows.computeIfAbsent(shortened(from), name -> new TreeMap<>());
      if (!from.equals(to)) {
        ofPackage.putIfAbsent(shortened(to), example);
      }
    }
  }

  /** Returns for each library that {@code homes} names the packages that use it. */
  static Map<String, Map<String, String>> toLibraries(JavaClasses classes, PackageTable homes) {
    Map<String, Map<String, String>> arrows = new TreeMap<>();
    for (JavaClass each : classes) {
      for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
        String used = dependency.getTargetClass().getBaseComponentType().getName();
        for (String library : homes.names()) {
          if (used.startsWith(library + ".")) {
            arrows
                .computeIfAbsent(library, name -> new TreeMap<>())
                .putIfAbsent(shortened(each.getPackageName()), dependency.getDescription());
          }
        }
      }
    }
    return arrows;
  }

  private static String shortened(String packageName) {
    return packageName.substring(PREFIX.length());
  }
}
