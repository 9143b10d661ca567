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
import java.util.stream.Stream;

/** What {@link ArchitectureTest} asks of methods. */
final class MethodConditions {
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
          return isNow || isMillis || owner.isEquivalentTo(Date.class);
        });
  }

  /** Constructors of one package for another class of it join what both wrap. */
  static DescribedPredicate<JavaCodeUnit> hidden() {
    return DescribedPredicate.describe(
        "hidden",
        unit ->
            unit.getModifiers().contains(JavaModifier.PRIVATE)
                || unit.getModifiers().contains(JavaModifier.SYNTHETIC)
                || unit.isConstructor() && !unit.getModifiers().contains(JavaModifier.PUBLIC));
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
