package io.landfall.node.cli.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import io.landfall.audit.AuditRoots;
import io.landfall.audit.PersonErasure;
import io.landfall.audit.PersonErasure.ErasureReport;
import io.landfall.audit.PersonErasure.PersonalData;
import io.landfall.audit.chain.AuditKey;
import io.landfall.model.Erased;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.node.export.ExportObjects;
import io.landfall.node.services.BackingServices;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Erases a person. */
@Command(
    name = "erase",
    description =
        "Erases a person for good: name, projects, tools, own scenes, delivery configurations,"
            + " webhooks, tokens, files in the store, and what names him in events. The events"
            + " stay, and audit verify goes on to vouch for them. Refused while exports of his have"
            + " not ended. What is elsewhere stays: files that were delivered, logs, backups.")
final class EraseCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Spec CommandSpec spec;
  @Mixin AuditOptions options;

  @Parameters(paramLabel = "OWNER", description = "The name of the user, as tokens have it.")
  String owner;

  @Option(names = "--dry-run", description = "Says what there is, and erases nothing.")
  boolean dryRun;

  @Option(names = "--json", description = "Prints what was found, or erased, as JSON.")
  boolean json;

  @Override
  public Integer call() {
    if (Erased.is(owner)) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Cannot erase %s: that stands for whoever was erased.".formatted(owner));
    }
    return options.withStore(this::run);
  }

  private int run(BackingServices services, Config config) {
    DataSource database = services.database().dataSource();
    AuditKey key = services.auditKeys(config).newest().orElse(null);
    var erasure = new PersonErasure(database, key, Clock.systemUTC());
    try (ExportObjects files = services.exportObjects(config)) {
      if (dryRun) {
        PersonalData data = erasure.find(owner);
        print(data, files.count(data.exports()));
        return AuditCommand.OK;
      }
      PersonalData data = erasure.findErasable(owner);
      long objects = files.delete(data.exports()); // whose exports they are is known until then
      ErasureReport report = erasure.erase(owner, data);
      if (key != null) {
        new AuditRoots(database).sign(key, Clock.systemUTC());
      }
      print(report, objects, key != null);
      int come = erasure.find(owner).exports().size();
      if (come > 0) {
        throw new ExportFailure(
            ErrorCode.STATE_CONFLICT,
            "%s has begun %d exports meanwhile: erase again when they have ended."
                .formatted(owner, come));
      }
      return report.unverified().isEmpty() ? AuditCommand.OK : FAILED;
    }
  }

  private void print(PersonalData data, long objects) {
    if (json) {
      ObjectNode line = MAPPER.createObjectNode().put("owner", owner);
      line.put("exports", data.exports().size());
      ids(line, "unfinished", data.unfinished());
      line.put("exportsOfOthersThatMayNameHim", data.ofOthers().size());
      rows(line, data.rows()).put("objects", objects);
      printLine(line.toString());
      return;
    }
    printLine(
        "%s has %d exports, of which %d have not ended; %d exports of others may name him; %d objects are in the store."
            .formatted(
                owner,
                data.exports().size(),
                data.unfinished().size(),
                data.ofOthers().size(),
                objects));
    data.rows().forEach((what, rows) -> printLine("%8d  %s".formatted(rows, what)));
    printLine("Nothing was erased.");
  }

  private void print(ErasureReport report, long objects, boolean isVouchedFor) {
    if (json) {
      ObjectNode line = MAPPER.createObjectNode().put("owner", owner);
      line.put("events", report.events()).put("exports", report.exports());
      ids(line, "unverified", report.unverified());
      rows(line, report.rows()).put("objects", objects);
      printLine(line.toString());
      return;
    }
    printLine(
        "Erased from %d events of %d exports; %d objects were deleted from the store."
            .formatted(report.events(), report.exports(), objects));
    report.rows().forEach((what, rows) -> printLine("%8d  %s".formatted(rows, what)));
    if (!isVouchedFor) {
      printLine("No key vouches for what is left of the events: set LANDFALL_AUDIT_KEY.");
    }
    for (ExportId id : report.unverified()) {
      printLine(
          "The chain of export %s was not as it was written before already: audit verify goes on to name its events."
              .formatted(id));
    }
    printLine(
        "Nodes may know the name for as long as ended exports stay in memory"
            + " (landfall.export.idle-timeout). Old versions of rows are in the files of the"
            + " database until VACUUM has run, and in its backups: erase again after one is"
            + " restored.");
  }

  private static void ids(ObjectNode line, String name, List<ExportId> ids) {
    var array = line.putArray(name);
    ids.forEach(id -> array.add(id.toString()));
  }

  private static ObjectNode rows(ObjectNode line, Map<String, Long> rows) {
    ObjectNode counts = line.putObject("rows");
    rows.forEach(counts::put);
    return line;
  }

  private void printLine(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
