package io.landfall.delivery;

import akka.Done;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import io.landfall.export.StepWait;
import io.landfall.model.delivery.DeliverySession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A try whose journal is in memory: what was recorded is there for the next one. */
public class TestDeliveryRun implements DeliveryRun {
  private final SharedKillSwitch stop = KillSwitches.shared("test");
  private final Sidecars sidecars;
  private final Supplier<CompletionStage<Done>> mayCommit;
  private final List<DeliverySession> recorded = new ArrayList<>();
  private final List<StepWait> waits = new ArrayList<>();
  private final AtomicLong bytes = new AtomicLong();
  private volatile DeliverySession session;

  public TestDeliveryRun() {
    this(Sidecars.NONE);
  }

  public TestDeliveryRun(Sidecars sidecars) {
    this(sidecars, () -> CompletableFuture.completedStage(Done.getInstance()));
  }

  public TestDeliveryRun(Sidecars sidecars, Supplier<CompletionStage<Done>> mayCommit) {
    this.sidecars = sidecars;
    this.mayCommit = mayCommit;
  }

  /** Begins where an earlier try was. */
  public TestDeliveryRun resumedAt(DeliverySession journalled) {
    session = journalled;
    return this;
  }

  /** Returns what was recorded, in order. */
  public synchronized List<DeliverySession> recorded() {
    return List.copyOf(recorded);
  }

  /** Returns what the delivery said it waits for, in order. */
  public synchronized List<StepWait> waits() {
    return new ArrayList<>(waits);
  }

  public long bytes() {
    return bytes.get();
  }

  /** Does as an actor whose delivery nobody waits for. */
  public void end() {
    stop.shutdown();
  }

  @Override
  public Sidecars sidecars() {
    return sidecars;
  }

  @Override
  public Optional<DeliverySession> session() {
    return Optional.ofNullable(session);
  }

  @Override
  public synchronized CompletionStage<Done> recordSession(String location, String upload) {
    session = new DeliverySession(0, location, upload);
    recorded.add(session);
    return CompletableFuture.completedStage(Done.getInstance());
  }

  @Override
  public CompletionStage<Done> mayCommit() {
    return mayCommit.get();
  }

  @Override
  public SharedKillSwitch stop() {
    return stop;
  }

  @Override
  public boolean isStopped() {
    return false;
  }

  @Override
  public void onBytes(long count) {
    bytes.addAndGet(count);
  }

  @Override
  public synchronized void onWait(StepWait what) {
    waits.add(what);
  }
}
