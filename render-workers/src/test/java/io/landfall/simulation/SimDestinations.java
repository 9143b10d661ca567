package io.landfall.simulation;

import akka.Done;
import akka.pattern.StatusReply;
import io.landfall.export.StaleCommitException;
import io.landfall.export.StepPorts.DeliveryRequest;
import io.landfall.export.StepPorts.EndedDelivery;
import io.landfall.export.entity.EntityCommand;
import io.landfall.http.Backoff;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.delivery.DeliverySession;
import io.landfall.model.delivery.LeftFile;
import io.landfall.model.request.Destination;
import io.landfall.steps.NoDeliveries;
import io.landfall.worker.StepReports;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Deliveries to a bucket of the user's, as one node sees it: the steps of the real ones, with one
 * part and a conditional commit.
 */
final class SimDestinations extends NoDeliveries {

  /** What the user's bucket holds: of each object the attempt that it is of. */
  static final class UserBucket {
    final TreeMap<String, ExportAttempt> objects = new TreeMap<>();
    final TreeMap<String, String> uploads = new TreeMap<>(); // keys by upload
    private int nextUpload = 1;
  }

  private final SimNode node;
  private final SimStore wire;
  private final UserBucket bucket;

  SimDestinations(SimNode node, SimStore wire) {
    this.node = node;
    this.wire = wire;
    this.bucket = node.world.userBucket;
  }

  /** Returns a delivery; each call of it goes on where the one before has come to. */
  Supplier<CompletionStage<DeliveryReceipt>> deliver(
      DeliveryRequest delivery, StepReports reports, Supplier<CompletionStage<Done>> mayCommit) {
    return new SimDelivery(delivery, reports, mayCommit)::run;
  }

  /** Returns the key of an export's file for a destination. */
  static String key(ExportAttempt attempt, Destination destination) {
    return "user/%s/%s".formatted(attempt.id(), destination.deliveryConfigId());
  }

  private CompletionStage<ExportAttempt> find(String key) {
    return wire.repeated("user.find", key, bad -> bucket.objects.get(key));
  }

  private CompletionStage<Done> abort(String key, String upload) {
    return wire.repeated(
        "user.abort",
        key,
        bad -> {
          bucket.uploads.remove(upload);
          return Done.getInstance();
        });
  }

  @Override
  public CompletionStage<List<LeftFile>> abandon(ExportAttempt attempt, List<EndedDelivery> ended) {
    CompletionStage<List<LeftFile>> all = CompletableFuture.completedStage(new ArrayList<>());
    for (EndedDelivery one : ended) {
      all = all.thenCompose(before -> abandon(attempt, one.session(), before));
    }
    return all;
  }

  private CompletionStage<List<LeftFile>> abandon(
      ExportAttempt attempt, DeliverySession session, List<LeftFile> before) {
    String key = session.location();
    CompletionStage<Done> closed =
        session.upload() == null || !node.world.guards.has(SimGuard.CLOSE_SESSION)
            ? CompletableFuture.completedStage(Done.getInstance())
            : abort(key, session.upload());
    return closed
        .thenCompose(done -> find(key))
        .thenApply(
            found -> {
              if (attempt.equals(found)) {
                before.add(new LeftFile(session.destination(), key));
              }
              return before;
            });
  }

  private final class SimDelivery {
    private final DeliveryRequest delivery;
    private final StepReports reports;
    private final Supplier<CompletionStage<Done>> mayCommit;
    private final String key;
    private DeliverySession session;

    SimDelivery(
        DeliveryRequest delivery, StepReports reports, Supplier<CompletionStage<Done>> mayCommit) {
      this.delivery = delivery;
      this.reports = reports;
      this.mayCommit = mayCommit;
      this.key = key(delivery.attempt(), delivery.destination());
      this.session = delivery.session();
    }

    CompletionStage<DeliveryReceipt> run() {
      return (session == null ? record(null) : CompletableFuture.completedStage(null))
          .thenCompose(done -> find(key))
          .thenCompose(
              found ->
                  found != null
                      ? CompletableFuture.completedStage(receipt(found))
                      : upload()
                          .thenCompose(this::write)
                          .thenCompose(done -> mayCommit.get())
                          .thenCompose(may -> commit()))
          .thenCompose(receipt -> closeUpload().thenApply(closed -> receipt));
    }

    /** Another delivery to this key may have been first: then our upload is still open. */
    private CompletionStage<Done> closeUpload() {
      return session.upload() == null
          ? CompletableFuture.completedStage(Done.getInstance())
          : abort(key, session.upload());
    }

    private CompletionStage<String> upload() {
      if (session.upload() != null) {
        return CompletableFuture.completedStage(session.upload());
      }
      return wire.<String>repeated(
              "user.open",
              key,
              bad -> {
                String id = "user-upload-" + bucket.nextUpload++;
                bucket.uploads.put(id, key);
                return id;
              })
          .thenCompose(
              mine ->
                  record(mine)
                      .handle(
                          (done, thrown) ->
                              thrown == null
                                  ? CompletableFuture.completedStage(mine)
                                  : abort(key, mine)
                                      .<String>thenCompose(
                                          gone -> CompletableFuture.failedStage(thrown)))
                      .thenCompose(stage -> stage));
    }

    private CompletionStage<Done> write(String upload) {
      return wire.repeated("user.putPart", key, bad -> checkOpen(upload));
    }

    private Done checkOpen(String upload) {
      if (!bucket.uploads.containsKey(upload)) {
        throw SimBucket.answer(404, "NoSuchUpload");
      }
      return Done.getInstance();
    }

    /** As a store does that knows If-None-Match; an answer that does not come is looked up. */
    private CompletionStage<DeliveryReceipt> commit() {
      return wire.once(
              "user.complete",
              key,
              bad -> {
                checkOpen(session.upload());
                if (bucket.objects.containsKey(key)) {
                  throw SimBucket.answer(412, "PreconditionFailed");
                }
                bucket.uploads.remove(session.upload());
                bucket.objects.put(key, delivery.attempt());
                node.world.invariants.delivered(delivery, session);
                return delivery.attempt();
              })
          .handle(
              (done, thrown) ->
                  thrown == null
                      ? CompletableFuture.completedStage(done)
                      : find(key)
                          .thenCompose(
                              found ->
                                  found == null
                                      ? CompletableFuture.<ExportAttempt>failedStage(thrown)
                                      : CompletableFuture.completedStage(found)))
          .thenCompose(stage -> stage)
          .thenApply(this::receipt);
    }

    private DeliveryReceipt receipt(ExportAttempt found) {
      if (!Objects.equals(found, delivery.attempt())) {
        throw new ExportFailure(ErrorCode.DESTINATION_EXISTS, "Cannot deliver: it is taken.");
      }
      return new DeliveryReceipt(
          delivery.destinationIndex(),
          "out.tif",
          key,
          delivery.file().object().bytes(),
          "sum",
          "image/tiff");
    }

    private CompletionStage<Done> record(String upload) {
      var wanted = new DeliverySession(delivery.destinationIndex(), key, upload);
      String replaced = session == null ? null : session.upload();
      if (!node.world.guards.has(SimGuard.SESSION_FIRST)) {
        session = wanted;
        return CompletableFuture.completedStage(Done.getInstance());
      }
      return reports
          .<Done>report(
              replyTo ->
                  new EntityCommand.AcceptDeliverySession(
                      reports.attempt(), wanted, replaced, replyTo))
          .handle(
              (done, thrown) -> {
                if (thrown == null) {
                  session = wanted;
                  return done;
                }
                Throwable cause = Backoff.unwrap(thrown);
                if (cause instanceof StatusReply.ErrorMessage
                    || cause instanceof CancellationException) {
                  throw new StaleCommitException(String.valueOf(cause.getMessage()));
                }
                throw new CompletionException(cause);
              });
    }
  }
}
