package io.landfall.node;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.util.Date;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.BaseStream;
import java.util.stream.Stream;

/** What {@link ArchitectureTest} asks of methods. */
final class MethodConditions {
  private static final Set<String> FORMATTING = Set.of("formatted", "format", "printf");

  private MethodConditions() {}

  /** Calls and references to methods alike, unless a clock is given. */
  static DescribedPredicate<AccessTarget> readsTheWallClock() {
    return DescribedPredicate.describe(
        "reads the wall clock",
        read -> {
          JavaClass owner = read.getOwner();
          boolean isNow =
              owner.getPackageName().equals("java.time")
                  && read.getName().equals("now")
                  && read instanceof CodeUnitAccessTarget method
                  && method.getRawParameterTypes().stream()
                      .noneMatch(type -> type.isEquivalentTo(Clock.class));
          boolean isMillis =
              owner.isEquivalentTo(System.class) && read.getName().equals("currentTimeMillis");
          boolean isNewDate = owner.isEquivalentTo(Date.class) && read.getName().equals("<init>");
          return isNow || isMillis || isNewDate;
        });
  }

  /** What of stages and streams names no executor, so that the JDK takes its own. */
  static DescribedPredicate<AccessTarget> runsOnTheCommonPool() {
    return DescribedPredicate.describe(
        "runs on the common pool",
        used -> {
          boolean isAsync =
              used.getOwner().isAssignableTo(CompletionStage.class)
                  && used.getName().endsWith("Async")
                  && used instanceof CodeUnitAccessTarget method
                  && method.getRawParameterTypes().stream()
                      .noneMatch(type -> type.isEquivalentTo(Executor.class));
          boolean isParallel =
              used.getOwner().isAssignableTo(BaseStream.class) && used.getName().equals("parallel")
                  || used.getName().equals("parallelStream");
          return isAsync || isParallel;
        });
  }

  /** What formats texts and is not told for whom. */
  static DescribedPredicate<AccessTarget> formatsByTheDefaultLocale() {
    return DescribedPredicate.describe(
        "formats by the default locale",
        used ->
            FORMATTING.contains(used.getName())
                && used.getOwner().getPackageName().startsWith("java.")
                && used instanceof CodeUnitAccessTarget method
                && method.getRawParameterTypes().stream()
                    .noneMatch(type -> type.isEquivalentTo(Locale.class)));
  }

  /**
   * Constructors of one package for another class of it join what both wrap; what overrides a
   * method of a library cannot have another signature.
   */
  static DescribedPredicate<JavaCodeUnit> hidden() {
    return DescribedPredicate.describe(
        "hidden",
        unit ->
            unit.getModifiers().contains(JavaModifier.PRIVATE)
                || unit.getModifiers().contains(JavaModifier.SYNTHETIC)
                || unit.isConstructor() && !unit.getModifiers().contains(JavaModifier.PUBLIC)
                || overridesOneOfALibrary(unit));
  }

  private static boolean overridesOneOfALibrary(JavaCodeUnit unit) {
    JavaClass owner = unit.getOwner();
    return Stream.concat(
            owner.getAllRawSuperclasses().stream(), owner.getAllRawInterfaces().stream())
        .filter(type -> !type.getPackageName().startsWith("io.landfall"))
        .flatMap(type -> type.getMethods().stream())
        .anyMatch(
            method ->
                method.getName().equals(unit.getName())
                    && method.getRawParameterTypes().equals(unit.getRawParameterTypes()));
  }

  static ArchCondition<JavaCodeUnit> mentionNoneOf(String... packages) {
    DescribedPredicate<JavaClass> wrapped = resideInAnyPackage(packages);
    return new ArchCondition<>("mention none of " + String.join(", ", packages)) {
      @Override
      public void check(JavaCodeUnit unit, ConditionEvents events) {
        Stream.of(
                Stream.of(unit.getRawReturnType()),
                unit.getRawParameterTypes().stream(),
                unit.getExceptionTypes().stream())
            .flatMap(types -> types)
            .map(type -> ((JavaClass) type))
            .filter(wrapped)
            .forEach(
                type ->
                    events.add(
                        SimpleConditionEvent.violated(
                            unit, "%s mentions %s".formatted(unit.getFullName(), type.getName()))));
      }
    };
  }
}
