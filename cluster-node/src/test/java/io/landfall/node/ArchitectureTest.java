package io.landfall.node;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.stream.Stream;

/**
 * The rules of the house that must never bend; their map is in src/site/markdown/architecture.md.
 */
@AnalyzeClasses(packages = "io.landfall", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule arrowsPointOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("model")
          .definedBy("io.landfall.model..")
          .layer("export")
          .definedBy("io.landfall.export..")
          .layer("raster")
          .definedBy("io.landfall.raster..")
          .layer("source")
          .definedBy("io.landfall.source..")
          .layer("render")
          .definedBy("io.landfall.render..", "io.landfall.delivery..")
          .layer("catalogue")
          .definedBy(
              "io.landfall.catalogue..",
              "io.landfall.index..",
              "io.landfall.ingest..",
              "io.landfall.broker..")
          .layer("api")
          .definedBy("io.landfall.api..")
          .layer("node")
          .definedBy("io.landfall.node..")
          .whereLayer("node")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("api")
          .mayOnlyBeAccessedByLayers("node")
          .whereLayer("catalogue")
          .mayOnlyBeAccessedByLayers("api", "node")
          .whereLayer("render")
          .mayOnlyBeAccessedByLayers("node")
          .whereLayer("source")
          .mayOnlyBeAccessedByLayers("render", "node")
          .whereLayer("raster")
          .mayOnlyBeAccessedByLayers("source", "render", "node")
          .whereLayer("export")
          .mayOnlyBeAccessedByLayers("render", "catalogue", "api", "node");

  @ArchTest
  static final ArchRule rasterIsPure =
      classes()
          .that()
          .resideInAPackage("io.landfall.raster..")
          .and()
          .resideOutsideOfPackage("io.landfall.raster.pack")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "javax.imageio..", // for JPEG
              "org.tukaani.xz..", // for LZMA
              "com.github.luben.zstd..",
              "org.locationtech..",
              "io.landfall.raster..",
              "io.landfall.model..");

  /** Compressors may be somebody else's, and written in C. */
  @ArchTest
  static final ArchRule packIsPureButForItsEngines =
      classes()
          .that()
          .resideInAPackage("io.landfall.raster.pack")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "io.landfall.raster..",
              "io.landfall.model..",
              "com.sun.jna..",
              "com.github.luben.zstd..");

  @ArchTest
  static final ArchRule rasterKnowsNoClockNorDatabase =
      noClasses()
          .that()
          .resideInAPackage("io.landfall.raster..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "java.net..", "java.time..");

  /**
   * Clocks of nodes differ and jump: what lasts is measured, what people see is by an injected
   * clock.
   */
  @ArchTest
  static final ArchRule nothingReadsTheWallClockButWhatShowsIt =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.landfall.node.cli..", "io.landfall.node.demo..")
          .and()
          .doNotHaveFullyQualifiedName(
              "io.landfall.node.cli.Doctor") // compares it with the database's
          .and()
          .doNotHaveFullyQualifiedName(
              "io.landfall.source.ResponseStatus") // a server's Retry-After
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");

  @ArchTest
  static final ArchRule modelIsPlain =
      classes()
          .that()
          .resideInAPackage("io.landfall.model..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.locationtech..",
              "com.fasterxml.jackson..",
              "com.fasterxml.uuid..",
              "io.landfall.model..");

  @ArchTest
  static final ArchRule onlyTheNodeHasAMain =
      methods()
          .that()
          .haveName("main")
          .and()
          .areStatic()
          .should()
          .beDeclaredInClassesThat()
          .resideInAPackage("io.landfall.node..");

  /** Status comes from the entity alone: its Accept commands and its states are the only makers. */
  @ArchTest
  static final ArchRule onlyTheEntityMakesEvents =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.landfall.export..")
          .should()
          .callConstructorWhere(
              com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                  com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner(
                      JavaClass.Predicates.assignableTo("io.landfall.export.entity.ExportEvent"))));

  @ArchTest
  static final ArchRule wrappedLibrariesStayOutOfSignatures =
      methods()
          .that()
          .areDeclaredInClassesThat(resideInAPackage("io.landfall.."))
          .and(not(ofSyntheticOrPrivate()))
          .should(
              mentionNoneOf(
                  "org.geotools..",
                  "org.geotools.api..",
                  "software.amazon.awssdk..",
                  "com.dropbox..",
                  "slick..",
                  "com.sun.jna..",
                  "com.github.luben.."));

  private static DescribedPredicate<JavaMethod> ofSyntheticOrPrivate() {
    return DescribedPredicate.describe(
        "private or synthetic",
        method ->
            method.getModifiers().contains(JavaModifier.PRIVATE)
                || method.getModifiers().contains(JavaModifier.SYNTHETIC));
  }

  private static ArchCondition<JavaMethod> mentionNoneOf(String... packages) {
    DescribedPredicate<JavaClass> wrapped = resideInAnyPackage(packages);
    return new ArchCondition<>("mention none of " + String.join(", ", packages)) {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        Stream.concat(Stream.of(method.getRawReturnType()), method.getRawParameterTypes().stream())
            .filter(wrapped)
            .forEach(
                type ->
                    events.add(
                        SimpleConditionEvent.violated(
                            method,
                            "%s mentions %s".formatted(method.getFullName(), type.getName()))));
      }
    };
  }
}
