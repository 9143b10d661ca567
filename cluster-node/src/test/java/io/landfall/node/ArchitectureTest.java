package io.landfall.node;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.landfall.node.MethodConditions.formatsByTheDefaultLocale;
import static io.landfall.node.MethodConditions.hidden;
import static io.landfall.node.MethodConditions.mentionNoneOf;
import static io.landfall.node.MethodConditions.readsTheWallClock;
import static io.landfall.node.MethodConditions.runsOnTheCommonPool;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.landfall.pool.MemoryBudget;
import io.landfall.pool.NodeMemory;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;

/** The rules of the house; the picture is in src/site/markdown/architecture.md. */
@AnalyzeClasses(packages = "io.landfall", importOptions = ArchitectureTest.NoTests.class)
class ArchitectureTest {
  /** Other modules' tests come as jars. */
  static final class NoTests implements ImportOption {
    private static final ImportOption NO_FOLDERS = new DoNotIncludeTests();

    @Override
    public boolean includes(Location location) {
      return NO_FOLDERS.includes(location) && !location.contains("-tests.jar");
    }
  }

  /**
   * Which package uses which, below {@code io.landfall}. Every package stands here, lower ones
   * first: one may use only those above itself, so there is no circle. {@code model..} stands for
   * any package of the model.
   */
  private static final PackageTable ARROWS =
      PackageTable.parse(
          """
          model.place          ->
          model                -> model.place
          model.json           -> model
          model.geojson        -> model model.json
          model.algebra        -> model model.json
          model.color          -> model model.json
          model.delivery       -> model
          model.cloud          -> model
          model.request        -> model model.algebra model.cloud model.color
          model.plan           -> model model.algebra model.request model.cloud model.color
          model.tile           -> model model.request
          trace                ->
          scratch              ->
          pool                 -> model.. trace
          http                 -> trace pool
          cluster              ->
          sql                  ->
          secret               -> model sql
          workspace            -> model.. sql secret
          workspace.style      -> sql workspace
          workspace.area       -> model.. sql workspace
          destination          -> model workspace
          export               -> model.. trace
          export.crash         -> model sql http export
          audit.chain          ->
          audit.ledger         -> audit.chain
          audit.erasure        -> model audit.chain
          export.entity        -> model.. pool cluster export audit.chain trace
          webhook              -> model.. sql pool http secret workspace export trace
          quota                -> model.. sql pool workspace export
          metering             -> model.. sql pool http workspace quota audit.chain audit.ledger
          export.list          -> model.. sql pool cluster export export.entity webhook
          audit                -> model.. sql pool cluster export export.entity export.list audit.chain audit.ledger audit.erasure

          raster               -> model..
          raster.idle          ->
          raster.crs           -> model.. raster
          raster.terrain       -> model.. raster raster.crs
          raster.mask          -> model.. raster raster.crs
          raster.composite     -> model..
          raster.quality       -> model.. raster
          raster.algebra       -> model.. raster raster.mask
          raster.color         -> model..
          raster.tiff.format   -> model..
          raster.tiff.jpegxl   ->
          raster.tiff.codec    -> model.. raster.tiff.format raster.tiff.jpegxl
          raster.gcp           -> model.. raster raster.crs
          raster.tiff          -> model.. raster raster.gcp raster.tiff.format raster.tiff.codec
          raster.compress      -> model.. raster raster.tiff.format raster.tiff.codec
          raster.jp2.tile      -> raster
          raster.jp2           -> model.. raster raster.tiff raster.jp2.tile
          raster.sidecar       -> model.. raster raster.gcp raster.tiff
          raster.vrt           -> model.. raster raster.sidecar
          raster.image         -> model.. raster raster.compress
          raster.tileset       -> model.. raster raster.image
          raster.zarr          -> model.. raster
          raster.provenance    -> model.. raster.compress
          raster.warp.kernel   -> model.. raster
          raster.warp          -> model.. raster raster.crs raster.mask raster.composite raster.warp.kernel
          raster.cog           -> model.. raster raster.idle raster.tiff.format raster.algebra raster.color raster.crs raster.mask raster.compress raster.provenance raster.warp raster.zarr
          crs                  -> model.. raster raster.crs
          source.archive       -> model.. raster
          source               -> model.. http raster raster.quality raster.sidecar raster.vrt raster.tiff raster.compress raster.jp2 source.archive trace pool
          plan.cloud           -> model..
          plan.composite       -> model.. raster.provenance
          plan.maptile         -> model.. raster.tileset
          plan.place           -> model.. raster raster.crs raster.gcp
          plan                 -> model.. pool workspace export plan.cloud plan.composite plan.maptile plan.place raster raster.color raster.crs raster.mask raster.image raster.tileset raster.tiff.format raster.compress raster.cog source
          estimate             -> model.. pool export export.entity export.list raster raster.crs raster.image raster.tileset raster.tiff raster.cog source plan
          store                -> model.. secret raster
          store.s3             -> model.. secret pool http trace store
          tiles                -> model.. pool export raster raster.crs raster.image raster.warp raster.cog source plan store
          store.orphan         -> model.. cluster export export.entity store
          schedule             -> model.. pool export trace
          worker               -> model.. pool http export export.entity raster raster.idle raster.crs raster.compress raster.cog raster.provenance source store store.s3 schedule trace
          steps                -> model.. pool http export export.entity store schedule worker
          delivery             -> model.. pool http destination export export.entity raster raster.image raster.provenance raster.tileset store worker steps
          delivery.link        -> model.. pool store delivery
          delivery.dropbox     -> model.. pool http secret export destination store delivery trace
          delivery.s3          -> model.. secret pool http workspace destination export store store.s3 delivery
          delivery.local       -> model.. pool export raster.provenance store delivery
          delivery.sidecar     -> model.. pool export raster raster.compress raster.crs raster.image raster.provenance raster.tiff raster.zarr store delivery
          delivery.image       -> model.. pool scratch export raster raster.compress raster.image raster.tileset raster.tiff store delivery
          delivery.reproduction -> model.. raster raster.compress raster.crs raster.image raster.provenance raster.tiff raster.zarr source delivery delivery.image delivery.sidecar

          index.geo            -> model..
          archive              ->
          area                 -> model.. scratch archive
          landsat              -> model.. index.geo
          index.query          -> landsat
          index.cql2           -> model.. index.geo index.query
          index.postgres       -> model.. sql landsat index.query
          index.load           -> model.. sql landsat index.postgres
          index                -> model.. sql landsat index.query index.postgres index.load
          catalogue            -> model.. http workspace export archive landsat index index.query
          broker               -> http landsat index.geo index.query trace pool
          ingest.list          -> model.. http landsat index.geo
          ingest               -> model.. sql pool cluster http landsat index.load ingest.list

          api.json             -> model..
          api.proxy            -> api.json
          api.http             -> model.. workspace quota api.json api.proxy trace pool
          api.endpoint         -> model.. pool workspace api.json api.http
          api.token            -> model.. api.json api.http api.endpoint
          api.jwt              -> model.. http api.http
          api.console          -> api.json api.http api.jwt
          api.edge             -> api.json api.http api.proxy
          api.audit            -> model.. pool export audit api.http api.proxy api.endpoint trace
          api.download         -> model.. export secret metering quota api.json api.http api.endpoint api.audit
          api.live             -> model.. export export.entity
          api.export           -> model.. export export.entity export.list workspace workspace.area api.json api.http api.endpoint api.audit api.download api.live audit.chain
          api.workspace        -> model.. http pool secret workspace destination api.json api.http api.endpoint
          api.area             -> model.. pool area workspace workspace.area api.json api.http api.endpoint
          api.webhook          -> model.. http pool secret workspace webhook api.json api.http api.endpoint
          api.tiles            -> model.. pool secret export workspace workspace.style api.edge api.endpoint api.export api.http api.json api.workspace
          api.rasterfoundry    -> model.. pool export export.list workspace api.json api.http api.endpoint api.audit api.download api.export api.workspace
          api.ingest           -> ingest index.load api.json api.http api.endpoint
          api.stac             -> model.. pool landsat index.geo index.query index.cql2 api.json api.http
          api.broker           -> model.. index.geo index.query broker api.json api.http api.stac
          api                  -> pool export ingest workspace workspace.area api.area api.json api.http api.endpoint api.audit api.console api.edge api.proxy api.download api.export api.ingest api.stac api.broker api.rasterfoundry api.tiles api.token api.webhook api.workspace trace

          node.config          -> model.. pool
          node.failpoint       ->
          node.formation       -> model..
          node.demo            -> model.. raster.tiff.format
          node.embedded        -> model.. store.s3 node.config
          node.embedded.store  ->
          node.schema          -> model.. sql node.config node.embedded
          node.check           -> model.. secret http store store.s3 node.schema
          node.token           -> model.. sql pool api.http api.token node.embedded node.schema
          node.delivery        -> model.. pool destination export workspace delivery delivery.dropbox delivery.link delivery.local delivery.s3 store trace
          node.metrics         -> model.. pool metering quota webhook export.entity source store tiles schedule worker ingest api.http api.download node.config node.schema audit secret node.check
          node.memory          ->
          node.export          -> model.. export export.entity store store.s3 worker
          node.services        -> model.. pool secret index index.postgres index.query workspace store store.s3 audit.chain node.check node.config node.embedded node.export node.schema
          node.local           ->
          node.local.server    -> node.local
          node.wiring          -> *
          node.cli.export      -> model.. export export.entity area api.export raster raster.provenance source delivery delivery.local worker node.config node.export node.wiring
          node.cli.local       -> model.. node.cli.export node.config node.local node.local.server node.wiring schedule
          node.cli.option      -> node.config
          node.cli.audit       -> model.. audit audit.chain crs delivery.reproduction export export.entity metering raster schedule source worker node.export node.cli.option node.schema node.services node.wiring
          node.cli.client      -> model model.delivery http node.cli.option
          node.cli             -> model.. secret pool http quota export export.list raster raster.compress raster.gcp raster.jp2 raster.tiff.jpegxl source estimate schedule index catalogue ingest api.http api.ingest api.token node.check node.config node.demo node.embedded node.schema node.token node.local node.services node.wiring node.cli.export node.cli.local node.cli.option node.cli.audit node.cli.client
          node                 -> node.cli node.local
          """);

  /** Where somebody else's code is at home. A library that is not named here has no home yet. */
  private static final PackageTable LIBRARIES =
      PackageTable.parse(
          """
          akka.discovery              -> node.formation
          akka.http                   -> api api.area api.audit api.broker api.console api.download api.edge api.endpoint api.export api.http api.ingest api.json api.proxy api.rasterfoundry api.stac api.tiles api.token api.webhook api.workspace store.s3 webhook node.wiring
          akka.management             -> node.formation
          akka.persistence            -> export.entity export.list node.schema
          akka.projection             -> audit export.list
          ch.qos.logback              -> node.config
          com.dropbox                 -> delivery.dropbox
          com.esri.core               -> area
          com.fasterxml.uuid          -> model workspace
          com.github.luben.zstd       -> raster.compress raster.tiff.codec
          com.google.crypto           -> secret
          com.nimbusds                -> api.jwt
          com.sun.jna                 -> node.memory pool raster.compress raster.jp2 raster.tiff.codec raster.tiff.jpegxl
          com.zaxxer.hikari           -> node.schema
          io.micrometer               -> node.metrics
          io.zonky.test               -> node.embedded
          liquibase                   -> node.schema
          me.tongfei.progressbar      -> node.cli.export
          net.logstash                -> node.config
          org.apache.commons.codec    -> index.load ingest.list
          org.apache.commons.compress -> archive ingest.list node.embedded
          org.apache.hc               -> delivery.s3
          org.geotools                -> crs
          org.postgresql              -> index.postgres node.schema
          org.sqlite                  -> area delivery.image
          org.tukaani.xz              -> raster.tiff.codec
          picocli                     -> node.cli node.cli.audit node.cli.client node.cli.export node.cli.option
          slick                       -> export.entity node.schema
          software.amazon.awssdk      -> delivery.s3 source store.s3
          """);

  /** What any package may use, unless a rule below keeps it pure. */
  private static final String[] COMMON_LIBRARIES = {
    "java..",
    "javax..",
    "com.sun.management..",
    "akka..",
    "scala..",
    "com.fasterxml.jackson..",
    "com.github.benmanes.caffeine..",
    "com.typesafe.config..",
    "org.locationtech.jts..",
    "org.slf4j..",
    "io.landfall.."
  };

  private static final int MOST_FILES = 30;

  @ArchTest
  static void thePackagesUseEachOtherAsInTheTable(JavaClasses classes) {
    assertThat(ARROWS.upwardArrows()).as("arrows to packages that stand below").isEmpty();
    assertThat(ARROWS.differences(PackageArrows.between(classes, JavaSources.main()))).isEmpty();
  }

  @ArchTest
  static void aLibraryStaysWhereItIsAtHome(JavaClasses classes) {
    assertThat(LIBRARIES.differences(PackageArrows.toLibraries(classes, LIBRARIES))).isEmpty();
  }

  @ArchTest
  static final ArchRule everyLibraryIsKnown =
      classes()
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(COMMON_LIBRARIES).or(resideInAnyPackage(homes())));

  @ArchTest
  static void noPackageIsTooFull(JavaClasses classes) {
    Map<String, TreeSet<String>> files = new TreeMap<>();
    for (JavaClass each : classes) {
      files
          .computeIfAbsent(each.getPackageName(), name -> new TreeSet<>())
          .add(each.getSource().orElseThrow().getFileName().orElseThrow());
    }
    assertThat(files)
        .hasSizeGreaterThan(50)
        .allSatisfy((name, sources) -> assertThat(sources).hasSizeLessThanOrEqualTo(MOST_FILES));
  }

  private static final Set<String> EXEMPT_NAMES = Set.of("Command", "package-info");

  /**
   * A name that stands twice cannot be searched for, nor be understood in a stack trace. An actor's
   * {@code Command} is what everybody who reads Akka looks for.
   */
  @ArchTest
  static void aNameIsTheNameOfOneClass(JavaClasses classes) {
    Map<String, List<String>> namesakes =
        classes.stream()
            .filter(each -> !each.isAnonymousClass())
            .filter(each -> !EXEMPT_NAMES.contains(each.getSimpleName()))
            .collect(
                groupingBy(
                    JavaClass::getSimpleName, TreeMap::new, mapping(JavaClass::getName, toList())));
    namesakes.values().removeIf(names -> names.size() == 1);
    assertThat(namesakes).isEmpty();
  }

  /** Arrays in, arrays out: what computes pixels depends on nothing that waits or changes. */
  @ArchTest
  static final ArchRule rasterIsPure =
      classes()
          .that()
          .resideInAPackage("io.landfall.raster..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java.lang..",
              "java.util..",
              "java.io..",
              "java.nio..",
              "java.math..",
              "java.awt..", // to write PNG and JPEG
              "javax.imageio..",
              "javax.xml.stream..", // to read metadata
              "com.github.luben.zstd..",
              "com.sun.jna..",
              "com.sun.management..", // of the JDK: what the collector makes of arrays
              "org.tukaani.xz..",
              "org.locationtech.jts..",
              "io.landfall.raster..",
              "io.landfall.model..");

  /** A simulation runs the scheduling as it is: it knows no thread, no actor and no network. */
  @ArchTest
  static final ArchRule schedulingIsPure =
      classes()
          .that()
          .resideInAPackage("io.landfall.schedule..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                      "java.lang..",
                      "java.util",
                      "java.util.function",
                      "java.util.stream",
                      "java.time..",
                      "com.typesafe.config..",
                      "io.landfall.schedule..",
                      "io.landfall.export..",
                      "io.landfall.trace..",
                      "io.landfall.model..")
                  .or(type(CancellationException.class))
                  .or(type(MemoryBudget.class)) // numbers under a lock
                  .or(type(NodeMemory.class))
                  .and(not(belongToAnyOf(Thread.class, Timer.class))));

  @ArchTest
  static final ArchRule modelIsPlain =
      classes()
          .that()
          .resideInAPackage("io.landfall.model..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.locationtech.jts..",
              "com.fasterxml.jackson..",
              "com.fasterxml.uuid..",
              "io.landfall.model..");

  /** A registry holds weakly what such meters ask: once it was collected, they stand still. */
  @ArchTest
  static final ArchRule onlyOnePlaceMakesMetersThatAreAsked =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.landfall.node.metrics.PolledMeters")
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "io\\.micrometer\\.core\\.instrument\\.(FunctionCounter|FunctionTimer|Gauge|TimeGauge|MultiGauge)");

  /** Its jar holds nothing else. */
  @ArchTest
  static final ArchRule theClientOfTheLocalNodeNeedsTheJdkAlone =
      classes()
          .that()
          .resideInAPackage("io.landfall.node.local")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "io.landfall.node.local");

  /**
   * Clocks of nodes differ and jump: what lasts is measured, what people see is by an injected
   * clock.
   */
  @ArchTest
  static final ArchRule nothingReadsTheWallClockButWhatShowsIt =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.landfall.node.cli..")
          .should()
          .accessTargetWhere(target(readsTheWallClock()));

  @ArchTest
  static final ArchRule onlyTheNodeMakesClocks =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.landfall.node..")
          .and()
          .doNotHaveFullyQualifiedName(
              "io.landfall.http.BoundedHttpClient") // a server's Retry-After may be a date
          .should()
          .accessTargetWhere(
              target(owner(assignableTo(Clock.class)))
                  .and(target(nameMatching("system.*|tick(Millis|Seconds|Minutes)"))));

  /** Timeouts, limits, redirects and the address policy hold because there is one client. */
  @ArchTest
  static final ArchRule onlyTheKitMakesHttpClients =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.landfall.http..")
          .should()
          .dependOnClassesThat()
          .haveNameMatching("java\\.net\\.http\\.HttpClient.*|java\\.net\\.(Http)?URLConnection");

  /** The common pool belongs to everybody: whoever fills it holds up whoever else is there. */
  @ArchTest
  static final ArchRule nothingRunsOnTheCommonPool =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.landfall.node.demo") // before there is a service
          .should()
          .accessTargetWhere(target(runsOnTheCommonPool()))
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(ForkJoinPool.class);

  /**
   * What these write is read by machines: SQL, headers, paths, tags. The program takes {@link
   * Locale#ROOT} before anything else, and messages rely on that; these are right in any process.
   */
  private static final String MACHINE_TEXT =
      ".*\\.(DownloadRoutes|ExportRoutes|SceneItemWriter|IngestStatusPage|DemoScenes"
          + "|PostgresBinaries|EmbeddedPostgres|Schema|ApiTokens|Node|NodeWiring|LandsatBandLinks"
          + "|SentinelBandLinks|BandAliases|FolderBands|SceneArchive|PostgresMetadataGaps"
          + "|PostgresSceneLoads|StagingMerge|PostgisFootprintColumn|DurationText|HeaderMetadata"
          + "|MaskedTile|MetadataXml|WorldFile|RangeRequests|Validator|S3ObjectStore)";

  @ArchTest
  static final ArchRule machineTextNamesItsLocale =
      noClasses()
          .that()
          .haveNameMatching(MACHINE_TEXT)
          .should()
          .accessTargetWhere(target(formatsByTheDefaultLocale()));

  @ArchTest
  static final ArchRule onlyTheStartOfTheProgramChoosesTheLocale =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.landfall.node.LocaleSetup")
          .should()
          .accessTargetWhere(
              target(owner(assignableTo(Locale.class))).and(target(nameMatching("[gs]etDefault"))));

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

  /** Status comes from the entity alone: its decisions are the only makers of events and states. */
  @ArchTest
  static final ArchRule onlyTheEntityMakesEventsAndStates =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.landfall.export.entity")
          .should()
          .accessTargetWhere(
              target(name(JavaConstructor.CONSTRUCTOR_NAME))
                  .and(
                      target(
                          owner(
                              assignableTo("io.landfall.export.entity.ExportEvent")
                                  .or(assignableTo("io.landfall.export.entity.ExportState"))
                                  .or(assignableTo("io.landfall.export.ExportSummary"))))));

  @ArchTest
  static final ArchRule wrappedLibrariesStayOutOfSignatures =
      codeUnits()
          .that()
          .areDeclaredInClassesThat(resideInAPackage("io.landfall.."))
          .and(not(hidden()))
          .should(
              mentionNoneOf(
                  "org.geotools..",
                  "software.amazon.awssdk..",
                  "com.dropbox..",
                  "slick..",
                  "com.sun.jna..",
                  "com.github.luben.."));

  private static String[] homes() {
    return LIBRARIES.names().stream().map(name -> name + "..").toArray(String[]::new);
  }
}
