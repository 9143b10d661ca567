package io.landfall.delivery.dropbox;

import akka.Done;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.DeliveryRun;
import io.landfall.delivery.DeliveryTarget;
import io.landfall.delivery.FileNames;
import io.landfall.delivery.PlannedFile;
import io.landfall.delivery.dropbox.DropboxRefusedException.Refusal;
import io.landfall.destination.DestinationFinding;
import io.landfall.export.StepWait;
import io.landfall.http.Backoff;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.delivery.DeliverySession;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder in somebody's Dropbox. Deliveries run in a pool of their own, since the SDK blocks, and
 * in turn by owner; each holds two chunks of memory.
 *
 * <p>Dropbox cannot remove an upload session: what an ended delivery leaves of one is in no folder
 * and takes no room, and Dropbox drops it after seven days.
 */
public final class DropboxTarget implements DeliveryTarget {
  private static final Logger LOG = LoggerFactory.getLogger(DropboxTarget.class);

  /** Who only looks gives up early, also before he has begun: a delivery asks again. */
  private static final Duration LOOK_TIME = Duration.ofSeconds(10);

  private final DropboxTargets dropbox;
  private final DropboxConfig config;
  private final String owner;

  DropboxTarget(DropboxTargets dropbox, DropboxConfig config, String owner) {
    this.dropbox = dropbox;
    this.config = config;
    this.owner = owner;
  }

  @Override
  public CompletionStage<Done> checkBeforeRendering(PlannedFile file) {
    long askedNanos = System.nanoTime();
    return dropbox.inTurn(
        PoolName.PROBES,
        owner,
        () -> {
          if (System.nanoTime() - askedNanos > LOOK_TIME.toNanos()) {
            throw new ExportFailure(
                ErrorCode.NODE_BUSY,
                "Cannot ask Dropbox now: others were asked first. Ask again in some seconds.");
          }
          return look(file);
        });
  }

  @Override
  public CompletionStage<List<DestinationFinding>> check() {
    return dropbox.check(config, owner);
  }

  private Done look(PlannedFile file) {
    DropboxFolder folder = DropboxTargets.folder(config, file.id());
    String path = folder.path(file.fileName());
    DropboxCalls calls = calls(path, dropbox.settings().retryingFor(LOOK_TIME).backoff(), LOOKING);
    try {
      if (!file.mayBeThere()) { // else the delivery alone can tell whose it is, by its content
        checkIsFree(calls, path);
        for (String name : FileNames.amongOthers(file.fileName(), file.type()).sidecars()) {
          checkIsFree(calls, folder.path(name));
        }
      }
      long free = calls.repeat(DropboxApi::freeBytes);
      if (free < file.bytes()) {
        throw DropboxFailures.willNotFit(path, file.bytes(), free);
      }
      return Done.getInstance();
    } catch (DropboxRefusedException e) {
      throw DropboxFailures.notWritable(path, e.tag());
    }
  }

  private static void checkIsFree(DropboxCalls calls, String path) {
    if (calls.repeat(api -> api.find(path)).isPresent()) {
      throw DropboxFailures.exists(path);
    }
  }

  private DropboxCalls calls(String path, Backoff backoff, DropboxCalls.Worker worker) {
    return new DropboxCalls(dropbox.access(config), backoff, path, worker);
  }

  @Override
  public CompletionStage<DeliveryReceipt> deliver(DeliveryItem item, DeliveryRun run) {
    DropboxFolder folder = DropboxTargets.folder(config, item.attempt().id());
    DropboxCalls calls =
        calls(folder.path(item.fileName()), dropbox.settings().backoff(), new RunningDelivery(run));
    int chunkBytes = (int) Math.min(dropbox.settings().chunkBytes(), item.object().bytes() + 1);
    var upload = new DropboxUpload(calls, dropbox, folder, chunkBytes, item, run);
    return deliver(upload, chunkBytes, run);
  }

  /** Takes thread and memory when they are free, and gives them back in long waits. */
  private CompletionStage<DeliveryReceipt> deliver(
      DropboxUpload upload, int chunkBytes, DeliveryRun run) {
    run.onWait(StepWait.QUEUED);
    Supplier<DeliveryReceipt> work =
        () -> {
          run.onWait(null);
          return upload.run();
        };
    NodePools pools = dropbox.pools();
    return pools
        .shares(PoolName.DROPBOX)
        .supply(
            owner,
            () ->
                dropbox
                    .memory()
                    .whenTaken(2L * chunkBytes, () -> pools.get(PoolName.DROPBOX).supply(work)))
        .exceptionallyCompose(
            thrown ->
                Backoff.unwrap(thrown) instanceof LongWaitException later
                    ? after(later.duration(), run)
                        .thenCompose(done -> deliver(upload, chunkBytes, run))
                    : CompletableFuture.failedStage(thrown));
  }

  private static CompletionStage<Done> after(Duration wait, DeliveryRun run) {
    run.onWait(StepWait.DESTINATION);
    return new CompletableFuture<Done>()
        .completeOnTimeout(Done.getInstance(), wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public CompletionStage<Optional<String>> abandon(ExportAttempt attempt, DeliverySession session) {
    if (session.upload() == null) {
      return CompletableFuture.completedStage(Optional.empty());
    }
    return dropbox
        .commits()
        .end(new DeliveryKey(attempt, session.destination()).toString())
        .thenCompose(
            ended -> dropbox.inTurn(PoolName.LEFTOVERS, owner, () -> leftBy(attempt, session)));
  }

  /** Asks what became of an upload session; without the file its sidecars go. */
  private Optional<String> leftBy(ExportAttempt attempt, DeliverySession session) {
    String path = session.location();
    DropboxCalls calls = calls(path, dropbox.settings().retryingFor(LOOK_TIME).backoff(), LOOKING);
    try {
      calls.repeat(
          api -> {
            api.append(session.upload(), 0, new byte[0], 0, 0);
            return session;
          });
      logLeft(attempt, 0);
    } catch (DropboxRefusedException e) {
      if (e.reason() == Refusal.WRONG_OFFSET) {
        logLeft(attempt, e.offset());
      } else if (e.reason() == Refusal.SESSION_COMMITTED) {
        return calls.repeat(api -> api.find(path)).map(file -> DropboxFolder.href(path));
      }
    }
    removeSidecars(calls, new DeliveryKey(attempt, session.destination()));
    return Optional.empty();
  }

  private void removeSidecars(DropboxCalls calls, DeliveryKey delivery) {
    for (DropboxFile sidecar : dropbox.sidecars().of(delivery)) {
      try {
        calls.repeat(
            api -> {
              api.delete(sidecar);
              return sidecar;
            });
      } catch (DropboxRefusedException e) {
        LOG.info("Left {}, which is no more what was made: {}", sidecar.path(), e.getMessage());
      }
    }
    dropbox.sidecars().forget(delivery);
  }

  private static void logLeft(ExportAttempt attempt, long bytes) {
    LOG.info(
        "Left an upload session of export {} with {} bytes to expire: Dropbox drops it after seven"
            + " days",
        attempt.id(),
        bytes);
  }

  /** Somebody who waits for an answer and does not change his mind. */
  private static final DropboxCalls.Worker LOOKING =
      new DropboxCalls.Worker() {
        @Override
        public boolean isStopped() {
          return false;
        }

        @Override
        public void onWait(boolean waits) {
          // he is told when he has it
        }
      };

  private record RunningDelivery(DeliveryRun run) implements DropboxCalls.Worker {
    @Override
    public boolean isStopped() {
      return run.isStopped();
    }

    @Override
    public void onWait(boolean waits) {
      run.onWait(waits ? StepWait.DESTINATION : null);
    }

    @Override
    public boolean canGoOnLater() {
      return true;
    }
  }
}
