package io.landfall.steps;

import static io.landfall.worker.RenderFixture.ATTEMPT;
import static io.landfall.worker.RenderFixture.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import io.landfall.delivery.DeliveryServices;
import io.landfall.delivery.DeliveryTarget;
import io.landfall.delivery.SidecarSource;
import io.landfall.delivery.TargetDeliveries;
import io.landfall.delivery.image.ImageJob;
import io.landfall.delivery.link.LinkTarget;
import io.landfall.delivery.local.LocalFileTarget;
import io.landfall.export.CommitFencingCheck;
import io.landfall.export.CrashGuard;
import io.landfall.export.ExportQuotas;
import io.landfall.export.StepPorts;
import io.landfall.export.StepPorts.DeliveryRequest;
import io.landfall.export.StoredFile;
import io.landfall.export.UploadTarget;
import io.landfall.export.entity.EntityCommand;
import io.landfall.export.entity.EntityCommand.AcceptCleanUp;
import io.landfall.export.entity.EntityCommand.AcceptDelivery;
import io.landfall.export.entity.EntityCommand.AcceptFailure;
import io.landfall.export.entity.EntityCommand.AcceptHeader;
import io.landfall.export.entity.EntityCommand.AcceptObject;
import io.landfall.export.entity.EntityCommand.AcceptTask;
import io.landfall.export.entity.EntityCommand.AcceptUpload;
import io.landfall.model.Priority;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.StoredTask;
import io.landfall.model.request.Destination;
import io.landfall.store.StoreFiles;
import io.landfall.store.UploadRules;
import io.landfall.store.s3.FakeS3;
import io.landfall.store.s3.FakeS3.Fault;
import io.landfall.store.s3.S3ObjectStore;
import io.landfall.trace.TraceContext;
import io.landfall.trace.WorkTraces;
import io.landfall.worker.ProgressListener;
import io.landfall.worker.RenderFixture;
import io.landfall.worker.TileWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Coordinator, workers, steps and delivery together, over a socket, with faults. */
class RenderFlowIT {
  private static final int TASKS = 4;
  private static final String KNOWN_RULES = "store/upload-rules.json";

  private final FakeS3 s3 = FakeS3.start();
  private final ActorTestKit akka = ActorTestKit.create();
  private final S3ObjectStore store = new S3ObjectStore(akka.system(), s3.settings());
  private final Journal journal = new Journal();
  private final ActorRef<EntityCommand> entity = akka.spawn(journal.behavior());
  private final ExportSteps steps =
      ExportSteps.start(
          akka.system(),
          new ExportSteps.StepServices(
              store,
              (request, checkWanted) -> () -> RenderFixture.plan(TASKS),
              new RenderFixture.TextExecutor(),
              CrashGuard.NONE,
              new TargetDeliveries(
                  akka.system(),
                  new DeliveryServices(
                      store,
                      new ImageJob(akka.system(), store),
                      SidecarSource.NONE,
                      this::target,
                      CrashGuard.NONE,
                      CommitFencingCheck.ALWAYS_ALLOW,
                      ExportQuotas.NONE)),
              SETTINGS,
              RenderFixture.STEPS,
              ProgressListener.NONE,
              CommitFencingCheck.ALWAYS_ALLOW,
              ExportQuotas.NONE,
              id -> entity));

  @BeforeEach
  void knownStore() {
    s3.holdUploadRules(UploadRules.S3);
  }

  @AfterEach
  void stop() {
    akka.shutdownTestKit();
    store.close();
    s3.close();
  }

  @Test
  void anExportGoesThroughAllStepsAndLeavesNothingButItsFile(@TempDir Path folder) {
    byte[] file = export(RenderFixture.plan(TASKS), folder);

    assertWholeFile(file);
    assertThat(folder.resolve("out.tif")).hasBinaryContent(file);
    assertThat(s3.keys()).containsExactly(RenderFixture.KEY, KNOWN_RULES);
    assertThat(s3.openUploads()).isEmpty();
  }

  @Test
  void whatIsWrittenAndReadBelongsToTheTraceOfTheExportAndNoSignatureCoversIt(
      @TempDir Path folder) {
    s3.addKey("key", "a-secret", null, "landfall"); // so signatures are checked, too
    var trace = new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "01", "vendor=a1");
    WorkTraces.of(akka.system()).note(ATTEMPT.id().toString(), trace); // as its entity does

    assertWholeFile(export(RenderFixture.plan(TASKS), folder));

    List<FakeS3.TracedRequest> ofExport =
        s3.traced.stream()
            .filter(request -> request.line().contains(ATTEMPT.id().toString()))
            .filter(FakeS3.TracedRequest::isPresigned)
            .toList();
    assertThat(ofExport)
        .hasSizeGreaterThan(10)
        .allSatisfy(
            request -> {
              assertThat(request.parent())
                  .as(request.line())
                  .matches("00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01");
              assertThat(request.state()).as(request.line()).isEqualTo("vendor=a1");
            });
    assertThat(ofExport.stream().map(FakeS3.TracedRequest::parent).distinct())
        .hasSameSizeAs(ofExport);
    assertThat(s3.traced)
        .filteredOn(request -> !request.isPresigned() || request.line().contains(KNOWN_RULES))
        .isNotEmpty()
        .allMatch(request -> request.parent() == null);
  }

  private static void assertWholeFile(byte[] file) {
    assertThat(file).hasSize(8 * (5 << 20) + 4 * "tile 0 of task 0;".length());
    assertThat(text(file, 0)).startsWith("header;top of task 0;top of task 1;");
    assertThat(text(file, 5 << 20)).startsWith("top of task 0;");
    assertThat(text(file, 5 * (5 << 20))).startsWith("tile 0 of task 0;tile 1 of task 0;");
  }

  @Test
  void faultsOfTheStoreDoNotChangeAByte(@TempDir Path folder, @TempDir Path other) {
    byte[] calm = export(RenderFixture.plan(TASKS), folder);
    journal.clear();
    s3.fail("out.tif?partNumber=3&", 1, Fault.ANSWER_500);
    s3.fail("out.tif?partNumber=7&", 1, Fault.CORRUPT);
    s3.fail("out.tif?partNumber=1&", 1, Fault.DROP_ANSWER);
    s3.fail("task-2", 1, Fault.DROP_REQUEST);
    s3.fail(r -> r.startsWith("POST") && r.contains("uploadId"), 1, Fault.DROP_ANSWER);
    s3.fail("uploads=", 1, Fault.ANSWER_500);

    assertThat(export(RenderFixture.plan(TASKS), other)).isEqualTo(calm);
  }

  /** As Cloudflare R2: what are parts elsewhere is put together in parts of 16 MiB. */
  @Test
  void aStoreThatWantsPartsOfOneSizeGetsTheSameBytes(@TempDir Path folder) {
    s3.wantEqualParts();
    s3.holdUploadRules(UploadRules.EQUAL_PARTS);
    s3.fail(r -> r.startsWith("GET") && r.contains("part-3"), 1, Fault.DROP_REQUEST);
    s3.fail(r -> r.startsWith("PUT") && r.contains("out.tif?partNumber=2&"), 1, Fault.ANSWER_500);

    assertWholeFile(export(RenderFixture.plan(TASKS), folder));
    assertThat(s3.keys()).containsExactly(RenderFixture.KEY, KNOWN_RULES);
    assertThat(s3.openUploads()).isEmpty();
  }

  /** Not as often as there are tries and tasks, and not as the fault of a task. */
  @Test
  void f15AKeyRevokedWhileTasksAreUploadedEndsTheExportAtOnce() {
    startWorker("a");
    s3.fail("out.tif?partNumber", 1_000_000, Fault.ANSWER_403);
    steps.openUpload(ATTEMPT, RenderFixture.plan(TASKS));
    await().untilAsserted(() -> assertThat(journal.uploadTarget).isNotNull());

    render(RenderFixture.plan(TASKS), journal.uploadTarget);

    await().untilAsserted(() -> assertThat(journal.failures).hasSize(1));
    assertThat(journal.failures.get(0))
        .startsWith("STORE_DENIED Cannot write part")
        .contains("403 AccessDenied", "Check the access key and its rights");
    assertThat(s3.count("out.tif?partNumber"))
        .as("each task that was under way tries once")
        .isLessThanOrEqualTo(2 * TASKS);
  }

  @Test
  void aSmallFileIsOneObject(@TempDir Path folder) {
    byte[] file = export(RenderFixture.singleObjectPlan(), folder);
    assertThat(text(file, 0)).startsWith("small header;tile 0 of task 0;");
    assertThat(s3.requests)
        .as("uploads begun")
        .noneMatch(request -> request.startsWith("POST") && request.contains("uploads"));
  }

  @Test
  void aWorkerThatDiesMidwayCostsOnlyItsTasks(@TempDir Path folder) throws InterruptedException {
    var isRendering = new CountDownLatch(1);
    var stuck =
        akka.spawn(
            TileWorker.create(
                store,
                new RenderFixture.TextExecutor() {
                  @Override
                  public io.landfall.raster.cog.RenderedTask render(
                      ExportPlan plan,
                      io.landfall.model.plan.PlannedTask task,
                      java.util.function.IntConsumer tilesDone) {
                    isRendering.countDown();
                    while (true) { // until canceled
                      tilesDone.accept(1);
                      Thread.onSpinWait();
                    }
                  }
                },
                SETTINGS,
                "stuck"));
    ExportPlan plan = RenderFixture.plan(TASKS);
    steps.openUpload(ATTEMPT, plan);
    UploadTarget upload = await().until(() -> journal.uploadTarget, target -> target != null);
    render(plan, upload);
    assertThat(isRendering.await(20, TimeUnit.SECONDS)).isTrue();

    akka.stop(stuck);
    startWorker("healthy");

    await().atMost(Duration.ofSeconds(20)).until(() -> journal.header != null);
    assertThat(journal.tasks).extracting(StoredTask::node).containsOnly("healthy");
  }

  private void render(ExportPlan plan, UploadTarget upload) {
    steps.render(
        new StepPorts.RenderRequest(ATTEMPT, plan, upload, List.of(), "me", Priority.NORMAL));
  }

  private byte[] export(ExportPlan plan, Path folder) {
    startWorker("node-a");
    startWorker("node-b");
    steps.openUpload(ATTEMPT, plan);
    UploadTarget upload = await().until(() -> journal.uploadTarget, target -> target != null);
    render(plan, upload);
    await().atMost(Duration.ofSeconds(30)).until(() -> journal.header != null);
    List<StoredPart> parts =
        journal.header.isEmpty() ? List.of(journal.tasks.get(0).fullResolution()) : journal.header;
    steps.commit(ATTEMPT, plan, upload, parts, 0);
    await().atMost(Duration.ofSeconds(20)).until(() -> journal.object != null);
    var file = new StoredFile(journal.object, parts, List.of());
    steps.deliver(
        new DeliveryRequest(
            ATTEMPT,
            "me",
            plan,
            file,
            0,
            new Destination.LinkDestination(),
            null,
            Instant.EPOCH,
            0));
    var local = new Destination.LocalFileDestination(folder.resolve("out.tif").toString());
    steps.deliver(new DeliveryRequest(ATTEMPT, "me", plan, file, 1, local, null, Instant.EPOCH, 0));
    await().atMost(Duration.ofSeconds(20)).until(() -> journal.receipts.size() == 2);
    steps.cleanUp(ATTEMPT, List.of());
    await().atMost(Duration.ofSeconds(20)).until(() -> journal.isClean);
    assertThat(journal.failures).isEmpty();
    assertThat(journal.receipts)
        .extracting(DeliveryReceipt::bytes)
        .containsOnly((long) s3.object(RenderFixture.KEY).length);
    return s3.object(RenderFixture.KEY);
  }

  private CompletionStage<DeliveryTarget> target(Destination destination, String owner) {
    return CompletableFuture.completedStage(
        destination instanceof Destination.LocalFileDestination file
            ? new LocalFileTarget(akka.system(), store, StoreFiles.NONE, file)
            : new LinkTarget(akka.system(), store));
  }

  private void startWorker(String node) {
    akka.spawn(TileWorker.create(store, new RenderFixture.TextExecutor(), SETTINGS, node));
  }

  private static String text(byte[] file, int at) {
    return new String(
        file, at, Math.min(100, file.length - at), java.nio.charset.StandardCharsets.UTF_8);
  }

  /** Replaces the entity: accepts everything and remembers it. */
  private static final class Journal {
    private volatile UploadTarget uploadTarget;
    private volatile List<StoredPart> header;
    private volatile StoredObject object;
    private volatile boolean isClean;
    private final List<StoredTask> tasks = new CopyOnWriteArrayList<>();
    private final List<DeliveryReceipt> receipts = new CopyOnWriteArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();

    private void clear() {
      uploadTarget = null;
      header = null;
      object = null;
      isClean = false;
      tasks.clear();
      receipts.clear();
    }

    private Behavior<EntityCommand> behavior() {
      StatusReply<Done> done = StatusReply.success(Done.getInstance());
      return Behaviors.receive(EntityCommand.class)
          .onMessage(
              AcceptUpload.class,
              accept -> {
                uploadTarget = accept.uploadTarget();
                accept.replyTo().tell(StatusReply.success(uploadTarget));
                return Behaviors.same();
              })
          .onMessage(
              AcceptTask.class,
              accept -> {
                tasks.add(accept.task());
                accept.replyTo().tell(done);
                return Behaviors.same();
              })
          .onMessage(
              AcceptHeader.class,
              accept -> {
                header = accept.parts();
                accept.replyTo().tell(done);
                return Behaviors.same();
              })
          .onMessage(
              AcceptObject.class,
              accept -> {
                object = accept.object();
                accept.replyTo().tell(done);
                return Behaviors.same();
              })
          .onMessage(
              AcceptDelivery.class,
              accept -> {
                receipts.add(accept.receipt());
                accept.replyTo().tell(done);
                return Behaviors.same();
              })
          .onMessage(
              AcceptFailure.class,
              accept -> {
                failures.add(accept.code() + " " + accept.detail());
                accept.replyTo().tell(done);
                return Behaviors.same();
              })
          .onMessage(
              AcceptCleanUp.class,
              accept -> {
                isClean = true;
                accept.replyTo().tell(done);
                return Behaviors.same();
              })
          .onAnyMessage(other -> Behaviors.same())
          .build();
    }
  }
}
