package io.landfall.plan;

import io.landfall.model.ErrorCode;
import io.landfall.model.ErrorCode.Blame;
import io.landfall.model.ExportFailure;
import io.landfall.plan.OwnSceneReader.HeaderOfFile;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.OwnerShares;
import io.landfall.source.RemoteSources;
import io.landfall.workspace.OwnScene.OwnSceneContent;
import io.landfall.workspace.SceneInspector;
import io.landfall.workspace.SceneInspector.SceneRefusedException;
import io.landfall.workspace.SceneInspector.SceneRefusedException.BandRefusal;
import io.landfall.workspace.SceneRegistration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks into all files of a registration at a time, as far as there are threads; an owner has half
 * of them at most. Safe for any thread.
 */
public final class OwnSceneInspector implements SceneInspector {
  /** How long the files of a registration may take together. */
  public static final Duration READ_FOR = Duration.ofSeconds(20);

  /** More registrations at a time are refused. */
  public static final int MAX_UNDER_WAY = 32;

  /** The same for those of one owner: nobody keeps all others out. */
  public static final int MAX_OF_OWNER = MAX_UNDER_WAY / 2;

  private final OwnSceneReader reader;
  private final BoundedPool pool;
  private final OwnerShares shares;
  private final Duration readFor;
  private final Map<String, Integer> underWay = new HashMap<>();

  /** Makes one that reads on the threads of {@code pool}. */
  public OwnSceneInspector(OwnSceneReader reader, BoundedPool pool) {
    this(reader, pool, READ_FOR);
  }

  OwnSceneInspector(OwnSceneReader reader, BoundedPool pool, Duration readFor) {
    this.reader = reader;
    this.pool = pool;
    this.shares = new OwnerShares(pool.threads());
    this.readFor = readFor;
  }

  @Override
  public CompletionStage<OwnSceneContent> inspect(SceneRegistration registration, String owner) {
    try {
      begin(owner);
    } catch (ExportFailure busy) {
      return CompletableFuture.failedStage(busy);
    }
    long endNanos = System.nanoTime() + readFor.toNanos();
    Map<String, CompletableFuture<HeaderOfFile>> reading = new LinkedHashMap<>();
    for (String href : registration.hrefs()) {
      reading.put(
          href,
          shares
              .supply(owner, () -> pool.supply(() -> readBefore(endNanos, href)))
              .toCompletableFuture()
              .copy()
              .orTimeout(readFor.toMillis(), TimeUnit.MILLISECONDS));
    }
    return CompletableFuture.allOf(reading.values().toArray(CompletableFuture[]::new))
        .handle((done, thrown) -> reading)
        .thenApplyAsync(headers -> content(registration, headers), pool)
        .whenComplete((content, thrown) -> end(owner));
  }

  private synchronized void begin(String owner) {
    int ofOwner = underWay.getOrDefault(owner, 0);
    int all = underWay.values().stream().mapToInt(Integer::intValue).sum();
    if (ofOwner >= MAX_OF_OWNER || all >= MAX_UNDER_WAY) {
      throw new ExportFailure(
          ErrorCode.NODE_BUSY,
          "Cannot register a scene now: the files of %d others are being read, of which %d are yours. Ask again in some seconds."
              .formatted(all, ofOwner));
    }
    underWay.put(owner, ofOwner + 1);
  }

  private synchronized void end(String owner) {
    underWay.computeIfPresent(owner, (name, count) -> count == 1 ? null : count - 1);
  }

  /** What comes too late is not even begun: nobody waits for it any more. */
  private HeaderOfFile readBefore(long endNanos, String href) {
    if (System.nanoTime() - endNanos > 0) {
      throw tooSlow(href);
    }
    return reader.read(href);
  }

  private OwnSceneContent content(
      SceneRegistration registration, Map<String, CompletableFuture<HeaderOfFile>> reading) {
    Map<String, HeaderOfFile> headers = new LinkedHashMap<>();
    List<BandRefusal> refusals = new ArrayList<>();
    reading.forEach(
        (href, header) -> {
          if (header.isCompletedExceptionally()) {
            refusals.add(refusal(registration, href, header));
          } else {
            headers.put(href, header.join());
          }
        });
    if (!refusals.isEmpty()) {
      throw new SceneRefusedException(refusals);
    }
    return reader.content(registration, headers);
  }

  private BandRefusal refusal(
      SceneRegistration registration, String href, CompletableFuture<HeaderOfFile> header) {
    Throwable thrown = header.handle((read, failure) -> failure).join();
    ExportFailure failure =
        thrown instanceof TimeoutException ? tooSlow(href) : ExportFailure.of(thrown);
    if (failure.code().blame() == Blame.SERVICE) {
      throw failure; // the file may be good
    }
    int band = 0;
    while (!registration.bands().get(band).href().equals(href)) {
      band++;
    }
    return new BandRefusal(band, "href", failure.code(), failure.getMessage());
  }

  private ExportFailure tooSlow(String href) {
    return new ExportFailure(
        ErrorCode.SCENE_UNREADABLE,
        "Cannot read %s: all files of the scene were not read within %d s. Try again, or put it on a faster host."
            .formatted(RemoteSources.safeName(href), readFor.toSeconds()));
  }
}
