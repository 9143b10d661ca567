package io.landfall.simulation;

import io.landfall.export.entity.ExportEvent;
import io.landfall.model.ExportId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A journal table whose primary key is export and sequence number; it answers late, or not. */
final class SimJournal {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** One row. */
  record Row(long number, String writer, ExportEvent event) {}

  private final SimWorld world;
  private final Map<ExportId, List<Row>> rows = new LinkedHashMap<>();
  private long downUntil;

  SimJournal(SimWorld world) {
    this.world = world;
  }

  void failFor(Duration wait) {
    downUntil = Math.max(downUntil, world.time.now() + wait.toNanos());
  }

  void heal() {
    downUntil = 0;
  }

  Map<ExportId, List<Row>> all() {
    return rows;
  }

  List<Row> rows(ExportId id) {
    return rows.getOrDefault(id, List.of());
  }

  List<ExportEvent> events(ExportId id) {
    return rows(id).stream().map(Row::event).toList();
  }

  private boolean isDown() {
    return downUntil > world.time.now();
  }

  /** Reads all events of an export; {@code null} is passed when it fails. */
  void read(SimNode node, ExportId id, Consumer<List<ExportEvent>> answer) {
    world.time.in(
        world.time.latency(),
        () -> {
          List<ExportEvent> found = isDown() ? null : events(id);
          node.schedule(world.time.latency(), () -> answer.accept(found));
        });
  }

  /** Writes events in one transaction; tells whether it is known to have worked. */
  void write(
      SimNode node,
      ExportId id,
      long firstNumber,
      List<ExportEvent> events,
      Consumer<Boolean> answer) {
    String point = "journal." + events.get(0).getClass().getSimpleName();
    String writer = node.name();
    SimFault fault = world.hit(point, node, id);
    node.schedule(
        Duration.ZERO,
        () -> {
          if (fault != null && fault.kind() == SimFault.Kind.LOSE) {
            node.schedule(TIMEOUT, () -> answer.accept(false));
            return;
          }
          Duration late = fault == null ? Duration.ZERO : Duration.ofMillis(fault.amount());
          boolean isLate = fault != null && fault.kind() == SimFault.Kind.LATE;
          if (isLate) { // its client gives up before the database gets to it
            node.schedule(TIMEOUT, () -> answer.accept(false));
          }
          world.time.in(
              world.time.latency().plus(isLate ? late : Duration.ZERO),
              () -> {
                boolean isWritten =
                    (fault == null || fault.kind() != SimFault.Kind.FAIL)
                        && commit(writer, id, firstNumber, events);
                world.hit(point + ".done", node, id);
                boolean isKnown = fault == null || fault.kind() != SimFault.Kind.LOSE_ANSWER;
                if (!isLate) {
                  node.schedule(
                      isKnown ? world.time.latency() : TIMEOUT,
                      () -> answer.accept(isKnown && isWritten));
                }
              });
        });
  }

  private boolean commit(String writer, ExportId id, long firstNumber, List<ExportEvent> events) {
    List<Row> mine = rows.computeIfAbsent(id, key -> new ArrayList<>());
    boolean isTaken = mine.stream().anyMatch(row -> row.number >= firstNumber);
    if (isDown() || isTaken && world.guards.has(SimGuard.PRIMARY_KEY)) {
      return false;
    }
    for (int i = 0; i < events.size(); i++) {
      Row row = new Row(firstNumber + i, writer, events.get(i));
      mine.add(row);
      world.invariants.appended(id, row);
    }
    return true;
  }
}
