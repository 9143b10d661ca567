package io.landfall.node.cli.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.audit.AuditEvents;
import io.landfall.audit.AuditEvents.EventPage;
import io.landfall.audit.AuditReports;
import io.landfall.audit.AuditRoot;
import io.landfall.audit.AuditRoots;
import io.landfall.audit.AuditedExports;
import io.landfall.audit.EventFilter;
import io.landfall.audit.chain.AuditKey;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.node.cli.option.HelpOption;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks the journal. */
@Command(
    name = "audit",
    description =
        "Asks the journal: who had what exported, where it went, and whether the record is still"
            + " what was written. Works beside a running serve, by the same DATABASE_URL or data"
            + " folder.",
    subcommands = {
      VerifyCommand.class,
      ReplayCommand.class,
      ReproduceCommand.class,
      UsageCommand.class,
      EraseCommand.class
    })
public final class AuditCommand implements Runnable {
  static final int OK = 0;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Spec CommandSpec spec;

  @Mixin HelpOption help;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "Say what to do: audit list, show EXPORT, replay EXPORT, reproduce EXPORT, events, usage,"
            + " verify, sign, key, rebuild or erase OWNER.");
  }

  @Command(name = "list", description = "Lists exports, newest first: whose, what and where to.")
  int list(
      @Mixin FilterOptions filter,
      @Option(
              names = "--limit",
              defaultValue = "100",
              paramLabel = "N",
              description = "At most so many. Default: ${DEFAULT-VALUE}.")
          int limit,
      @Option(names = "--json", description = "Prints a line of JSON for each.") boolean json,
      @Mixin AuditOptions options) {
    if (limit < 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "Invalid --limit %d: give 1 or more.".formatted(limit));
    }
    List<String> found =
        options.with(
            (services, config) ->
                new AuditReports(services.database().dataSource())
                    .list(filter.user, filter.scene, filter.from, filter.to, limit));
    if (json) {
      found.forEach(line -> print("%s%n", line));
      return OK;
    }
    String line = "%-36s  %-20s  %-10s  %12s  %-16s  %s%n";
    print(line, "export", "requested", "outcome", "delivered", "owner", "name");
    for (String each : found) {
      JsonNode export = read(each);
      print(
          line,
          export.path("export").asText(),
          export.path("requestedAt").asText(),
          export.path("outcome").asText("under way"),
          export.path("bytesDelivered").asText(),
          plain(export.path("owner")),
          plain(export.path("name")));
    }
    return OK;
  }

  @Command(
      name = "show",
      description = "Shows an export: what is known of it, then all its events in order.")
  int show(
      @Parameters(paramLabel = "EXPORT", description = "Its id.") String id,
      @Option(
              names = "--json",
              description = "Prints the export, then each event, as a line of JSON.")
          boolean json,
      @Mixin AuditOptions options) {
    ExportId export = ExportId.parse(id);
    return options.with(
        (services, config) -> {
          var database = services.database().dataSource();
          Optional<String> found = new AuditReports(database).find(export);
          found.ifPresent(line -> print("%s%n", json ? line : read(line).toPrettyString()));
          var filter = new EventFilter(null, null, null, null, export, null);
          long events = printEvents(new AuditEvents(database), filter, 0, json);
          if (found.isEmpty() && events == 0) {
            throw new ExportFailure(
                ErrorCode.EXPORT_UNKNOWN,
                "Cannot find export %s: the journal has no event of it.".formatted(export));
          }
          return OK;
        });
  }

  @Command(
      name = "events",
      description =
          "Prints events as lines of JSON, oldest first, as GET /v1/audit/events gives them.")
  int events(
      @Mixin FilterOptions filter,
      @Option(names = "--type", paramLabel = "TYPE", description = "Those of a type, as delivered.")
          String type,
      @Option(names = "--export", paramLabel = "ID", description = "Those of an export.")
          String export,
      @Option(
              names = "--after",
              defaultValue = "0",
              paramLabel = "N",
              description = "Those behind this ordering. Default: all.")
          long after,
      @Mixin AuditOptions options) {
    var wanted =
        new EventFilter(
            filter.user,
            filter.from,
            filter.to,
            type,
            export == null ? null : ExportId.parse(export),
            filter.scene);
    return options.with(
        (services, config) -> {
          printEvents(new AuditEvents(services.database().dataSource()), wanted, after, true);
          return OK;
        });
  }

  private long printEvents(AuditEvents events, EventFilter filter, long after, boolean json) {
    long until = events.settled();
    long at = after;
    long count = 0;
    PrintWriter out = spec.commandLine().getOut();
    while (at < until) {
      EventPage page = events.page(filter, at, until);
      String lines = new String(page.lines(), UTF_8);
      if (json) {
        out.print(lines);
      } else {
        lines.lines().forEach(line -> print(read(line)));
      }
      count += page.events();
      at = page.last();
      if (page.isLast() || out.checkError()) {
        break;
      }
    }
    out.flush();
    return count;
  }

  private void print(JsonNode event) {
    print(
        "%6d  %-24s  %-18s  %-20s  %s%n",
        event.path("sequenceNumber").asLong(),
        event.path("time").asText(),
        plain(event.path("type")),
        plain(event.path("cause")),
        plain(event.path("actor")));
  }

  @Command(
      name = "rebuild",
      description =
          "Makes the table behind audit_exports anew from the journal, while nodes go on.")
  int rebuild(@Mixin AuditOptions options) {
    long exports =
        options.with(
            (services, config) ->
                new AuditedExports(services.database().dataSource()).rebuild(done -> {}));
    print("Made %d audited exports anew from the journal.%n", exports);
    return OK;
  }

  @Command(
      name = "sign",
      description =
          "Signs a root over all chains now, as nodes do once a day, and prints it: keep it where"
              + " nobody can change it, for audit verify --root.")
  int sign(@Mixin AuditOptions options) {
    Optional<AuditRoot> root =
        options.with(
            (services, config) -> {
              AuditKey key = services.auditKeys(config).newest().orElseThrow(this::noKey);
              var roots = new AuditRoots(services.database().dataSource());
              return roots.sign(key, Clock.systemUTC()).or(roots::newest);
            });
    root.ifPresentOrElse(
        made -> print("%d:%s%n", made.number(), made.root()),
        () -> print("There is no event to sign a root over.%n"));
    return OK;
  }

  @Command(
      name = "key",
      description =
          "Prints the public key that roots are signed by, for audit verify --public-key.")
  int key(@Mixin AuditOptions options) {
    AuditKey key =
        options.with(
            (services, config) -> services.auditKeys(config).newest().orElseThrow(this::noKey));
    print("%s%n", key.publicKey());
    return OK;
  }

  private CommandLine.ParameterException noKey() {
    return new CommandLine.ParameterException(
        spec.commandLine(), "Set LANDFALL_AUDIT_KEY: there is no key.");
  }

  /** A name may hold what a terminal would do something with. */
  private static String plain(JsonNode text) {
    return text.asText("").replaceAll("\\p{Cntrl}", " ");
  }

  private static JsonNode read(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("What we wrote is JSON", e);
    }
  }

  private void print(String format, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(format, values);
    out.flush();
  }
}
