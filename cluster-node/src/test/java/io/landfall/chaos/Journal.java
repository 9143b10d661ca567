package io.landfall.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The journal of one export, read past all nodes, and what must be true of it. */
final class Journal {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> TERMINAL_EVENTS = Set.of("failed", "canceled");

  /** Events that may come at any time before the end. */
  private static final Set<String> ANY_TIME_EVENTS = Set.of("paused", "resumed", "reprioritized");

  /** What deliveries tell; of several, in any order. */
  private static final Set<String> DELIVERY =
      Set.of("deliveryOpened", "delivered", "deliveryFailed");

  private static final Set<String> AND_THE_END =
      Set.of("deliveryOpened", "delivered", "deliveryFailed", "completed");

  /** What may follow on what; an event outside of it may not be there at all. */
  private static final Map<String, Set<String>> SUCCESSORS =
      Map.ofEntries(
          Map.entry("", Set.of("requested")),
          Map.entry("requested", Set.of("planned")),
          Map.entry("retried", Set.of("planned", "cleanedUp", "delivered")),
          Map.entry("planned", Set.of("uploadOpened")),
          Map.entry("uploadOpened", Set.of("taskStored", "commitIntended")),
          Map.entry("taskStored", Set.of("taskStored", "commitIntended")),
          Map.entry("commitIntended", Set.of("objectStored")),
          Map.entry("objectStored", DELIVERY),
          Map.entry("deliveryOpened", DELIVERY),
          Map.entry("delivered", AND_THE_END),
          Map.entry("deliveryFailed", AND_THE_END),
          Map.entry("completed", Set.of("cleanedUp")),
          Map.entry("failed", Set.of("cleanedUp", "retried")),
          Map.entry("canceled", Set.of("cleanedUp")),
          Map.entry("cleanedUp", Set.of("retried", "planned")));

  /** One row. */
  record JournalRow(long sequenceNumber, String writer, JsonNode event) {
    String name() {
      return event.path("event").asText();
    }
  }

  final String export;
  final List<JournalRow> rows;

  Journal(String export, List<JournalRow> rows) {
    this.export = export;
    this.rows = rows;
  }

  static Journal read(Postgres postgres, String export) {
    var rows = new ArrayList<JournalRow>();
    try (Connection connection = postgres.connect();
        PreparedStatement query =
            connection.prepareStatement(
                "select sequence_number, writer, event_payload from event_journal"
                    + " where persistence_id like ? order by sequence_number")) {
      query.setString(1, "%" + export);
      ResultSet found = query.executeQuery();
      while (found.next()) {
        rows.add(
            new JournalRow(found.getLong(1), found.getString(2), JSON.readTree(found.getBytes(3))));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Journal(export, rows);
  }

  List<String> names() {
    return rows.stream().map(JournalRow::name).toList();
  }

  /** Returns what is wrong: gaps, writers that come back, steps out of order. */
  List<String> violations() {
    var violations = new ArrayList<String>();
    String previous = "";
    String writer = "";
    Set<String> pastWriters = new HashSet<>();
    Set<Integer> storedTasks = new HashSet<>();
    boolean isActive = false;
    for (int i = 0; i < rows.size(); i++) {
      JournalRow row = rows.get(i);
      if (row.sequenceNumber() != i + 1) {
        violations.add("row %d has the number %d".formatted(i + 1, row.sequenceNumber()));
      }
      if (!row.writer().equals(writer)) {
        if (!pastWriters.add(row.writer())) {
          violations.add("writer %s came back at %d".formatted(row.writer(), row.sequenceNumber()));
        }
        writer = row.writer();
      }
      if (row.name().equals("retried")) {
        storedTasks.clear();
      }
      if (row.name().equals("taskStored") && !storedTasks.add(taskIndex(row))) {
        violations.add("task %d is stored twice".formatted(taskIndex(row)));
      }
      if (!ANY_TIME_EVENTS.contains(row.name())) {
        if (!isLegal(previous, row.name(), isActive)) {
          violations.add("%s after %s at %d".formatted(row.name(), previous, row.sequenceNumber()));
        }
        previous = row.name();
        isActive = isActive(previous, isActive);
      }
    }
    return violations;
  }

  private static boolean isLegal(String previous, String name, boolean isActive) {
    boolean isRetried = isActive && previous.equals("cleanedUp"); // the file of before was kept
    return SUCCESSORS.getOrDefault(previous, Set.of()).contains(name)
        || isRetried && DELIVERY.contains(name)
        || isActive && TERMINAL_EVENTS.contains(name);
  }

  private static boolean isActive(String now, boolean previous) {
    return switch (now) {
      case "requested", "retried" -> true;
      case "completed", "failed", "canceled" -> false;
      default -> previous;
    };
  }

  static int taskIndex(JournalRow row) {
    return row.event().path("task").path("index").asInt();
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    for (JournalRow row : rows) {
      String event = row.event().toString();
      text.append(row.sequenceNumber()).append(' ').append(row.writer()).append(' ');
      text.append(event, 0, Math.min(event.length(), 600)).append('\n');
    }
    return text.toString();
  }
}
