package io.landfall.simulation;

import io.landfall.http.DelayScheduler;
import io.landfall.model.ExportId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One process of a simulated cluster. What it has planned is forgotten when it crashes and waits
 * while it is stopped.
 */
final class SimNode implements DelayScheduler {
  final int index;
  final SimWorld world;
  final Map<ExportId, SimEntity> entities = new HashMap<>();
  final Map<ExportId, Integer> homes = new HashMap<>();
  SimSteps steps;
  SimWorker worker;
  boolean isMember;
  private final List<Runnable> frozen = new ArrayList<>();
  private int life;
  private boolean isUp;
  private long stoppedUntil;
  private long isolatedUntil;

  SimNode(SimWorld world, int index) {
    this.world = world;
    this.index = index;
  }

  /** Returns the name of this life of the node, as it stands in the journal. */
  String name() {
    return index + "." + life;
  }

  int life() {
    return life;
  }

  /** Is notified that what lived on another node, in lives up to {@code last}, is no more. */
  void lost(SimNode other, int last) {
    worker.lost(other, last);
    steps.lost(other, last);
  }

  boolean isUp() {
    return isUp;
  }

  boolean isStopped() {
    return stoppedUntil > world.time.now();
  }

  boolean isIsolated() {
    return isolatedUntil > world.time.now();
  }

  void stopFor(Duration wait) {
    stoppedUntil = Math.max(stoppedUntil, world.time.now() + wait.toNanos());
    world.time.in(wait, this::thaw);
  }

  void isolateFor(Duration wait) {
    isolatedUntil = Math.max(isolatedUntil, world.time.now() + wait.toNanos());
  }

  /** Returns the copy of an entity that lives here, made if there is none. */
  SimEntity entity(ExportId id) {
    return entities.computeIfAbsent(id, none -> new SimEntity(this, id));
  }

  void heal() {
    stoppedUntil = 0;
    isolatedUntil = 0;
    thaw();
  }

  private void thaw() {
    if (!isStopped()) {
      List<Runnable> due = List.copyOf(frozen);
      frozen.clear();
      due.forEach(Runnable::run);
    }
  }

  void start() {
    life++;
    isUp = true;
    stoppedUntil = 0;
    isolatedUntil = 0;
    steps = new SimSteps(this);
    worker = new SimWorker(this);
  }

  void crash() {
    life++;
    isUp = false;
    entities.clear();
    homes.clear();
    steps = null;
    worker = null;
  }

  @Override
  public long nanoTime() {
    return world.time.now();
  }

  @Override
  public double random() {
    return world.time.random().nextDouble();
  }

  @Override
  public void schedule(Duration wait, Runnable work) {
    int mine = life;
    world.time.in(wait, () -> run(mine, work));
  }

  private void run(int mine, Runnable work) {
    if (life != mine || !isUp) {
      return;
    }
    if (isStopped()) {
      frozen.add(() -> run(mine, work));
    } else {
      work.run();
    }
  }
}
