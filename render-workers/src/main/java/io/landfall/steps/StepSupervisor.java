package io.landfall.steps;

import io.landfall.model.ExportId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Which steps are under way on a node. Asking again for a step that runs does nothing; asking for
 * another of the same export stops it first, except that deliveries go side by side.
 *
 * <p>Pure, and for one thread: what a step is, how it is started and stopped, is for the caller.
 *
 * @param <S> a step that runs
 */
public final class StepSupervisor<S> {
  private final Consumer<S> stop;
  private final Map<ExportId, Map<StepKey, S>> running = new LinkedHashMap<>();

  /**
   * Begins with no step.
   *
   * @param stop stops a step that was replaced or is not wanted any more; it may call {@link
   *     #ended}
   */
  public StepSupervisor(Consumer<S> stop) {
    this.stop = stop;
  }

  /**
   * Starts a step unless it runs, and stops those of its export that may not run beside it.
   *
   * @return what {@code start} gave; empty: the step runs already
   */
  public Optional<S> begin(StepKey key, Supplier<S> start) {
    ExportId id = key.attempt().id();
    Map<StepKey, S> siblings = running.getOrDefault(id, Map.of());
    if (siblings.containsKey(key)) {
      return Optional.empty();
    }
    List<S> replaced = new ArrayList<>();
    for (var sibling : List.copyOf(siblings.entrySet())) {
      if (!sibling.getKey().runsBeside(key)) {
        replaced.add(sibling.getValue());
        siblings.remove(sibling.getKey());
      }
    }
    replaced.forEach(stop);
    S step = start.get();
    running.computeIfAbsent(id, none -> new LinkedHashMap<>()).put(key, step);
    return Optional.of(step);
  }

  /** Notes that a step has ended; one that was replaced meanwhile is forgotten already. */
  public void ended(StepKey key, S step) {
    Map<StepKey, S> siblings = running.get(key.attempt().id());
    if (siblings != null && siblings.remove(key, step) && siblings.isEmpty()) {
      running.remove(key.attempt().id());
    }
  }

  /** Stops all steps of an export. */
  public void stopAll(ExportId id) {
    Map<StepKey, S> steps = running.remove(id);
    if (steps != null) {
      List.copyOf(steps.values()).forEach(stop);
    }
  }

  /** Finds a step that runs. */
  public Optional<S> find(StepKey key) {
    return Optional.ofNullable(running.getOrDefault(key.attempt().id(), Map.of()).get(key));
  }

  /** Returns all steps that run, in the order of their exports, then of their beginning. */
  public List<S> all() {
    return running.values().stream().flatMap(steps -> steps.values().stream()).toList();
  }
}
