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
  private static final Set<String> ENDS = Set.of("failed", "canceled");

  /** Events that may come at any time before the end. */
  private static final Set<String> ASIDE = Set.of("paused", "resumed", "reprioritized");

  /** What may follow on what; an event outside of it may not be there at all. */
  private static final Map<String, Set<String>> NEXT =
      Map.ofEntries(
          Map.entry("", Set.of("requested")),
          Map.entry("requested", Set.of("planned")),
          Map.entry("retried", Set.of("planned", "cleanedUp", "delivered")),
          Map.entry("planned", Set.of("uploadOpened")),
          Map.entry("uploadOpened", Set.of("runStored", "commitIntended")),
          Map.entry("runStored", Set.of("runStored", "commitIntended")),
          Map.entry("commitIntended", Set.of("objectStored")),
          Map.entry("objectStored", Set.of("delivered")),
          Map.entry("delivered", Set.of("delivered", "completed")),
          Map.entry("completed", Set.of("cleanedUp")),
          Map.entry("failed", Set.of("cleanedUp", "retried")),
          Map.entry("canceled", Set.of("cleanedUp")),
          Map.entry("cleanedUp", Set.of("retried", "planned")));

  /** One row. */
  record Row(long number, String writer, JsonNode event) {
    String name() {
      return event.path("event").asText();
    }
  }

  final String export;
  final List<Row> rows;

  Journal(String export, List<Row> rows) {
    this.export = export;
    this.rows = rows;
  }

  static Journal read(Postgres postgres, String export) {
    var rows = new ArrayList<Row>();
    try (Connection connection = postgres.connect();
        PreparedStatement query =
            connection.prepareStatement(
                "select sequence_number, writer, event_payload from event_journal"
                    + " where persistence_id like ? order by sequence_number")) {
      query.setString(1, "%" + export);
      ResultSet found = query.executeQuery();
      while (found.next()) {
        rows.add(new Row(found.getLong(1), found.getString(2), JSON.readTree(found.getBytes(3))));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Journal(export, rows);
  }

  List<String> names() {
    return rows.stream().map(Row::name).toList();
  }

  /** Returns what is wrong: gaps, writers that come back, steps out of order. */
  List<String> faults() {
    var faults = new ArrayList<String>();
    String before = "";
    String writer = "";
    Set<String> gone = new HashSet<>();
    Set<Integer> runs = new HashSet<>();
    boolean isRunning = false;
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      if (row.number() != i + 1) {
        faults.add("row %d has the number %d".formatted(i + 1, row.number()));
      }
      if (!row.writer().equals(writer)) {
        if (!gone.add(row.writer())) {
          faults.add("writer %s came back at %d".formatted(row.writer(), row.number()));
        }
        writer = row.writer();
      }
      if (row.name().equals("retried")) {
        runs.clear();
      }
      if (row.name().equals("runStored") && !runs.add(run(row))) {
        faults.add("run %d is stored twice".formatted(run(row)));
      }
      if (!ASIDE.contains(row.name())) {
        if (!isLegal(before, row.name(), isRunning)) {
          faults.add("%s after %s at %d".formatted(row.name(), before, row.number()));
        }
        before = row.name();
        isRunning = isRunning(before, isRunning);
      }
    }
    return faults;
  }

  private static boolean isLegal(String before, String name, boolean isRunning) {
    boolean triedAgain = isRunning && before.equals("cleanedUp"); // the file of before was kept
    return NEXT.getOrDefault(before, Set.of()).contains(name)
        || triedAgain && name.equals("delivered")
        || isRunning && ENDS.contains(name);
  }

  private static boolean isRunning(String now, boolean before) {
    return switch (now) {
      case "requested", "retried" -> true;
      case "completed", "failed", "canceled" -> false;
      default -> before;
    };
  }

  static int run(Row row) {
    return row.event().path("run").path("run").asInt();
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    for (Row row : rows) {
      String event = row.event().toString();
      text.append(row.number()).append(' ').append(row.writer()).append(' ');
      text.append(event, 0, Math.min(event.length(), 600)).append('\n');
    }
    return text.toString();
  }
}
