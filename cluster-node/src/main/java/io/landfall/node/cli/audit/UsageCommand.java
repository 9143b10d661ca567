package io.landfall.node.cli.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.metering.UsageOfAll;
import io.landfall.metering.UsageOfAll.OwnerDay;
import io.landfall.metering.UsageReports.UsageDay;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells what every owner has had of each day. */
@Command(
    name = "usage",
    description =
        "Tells of each day (UTC) and owner what was served through links, rendered and delivered,"
            + " as GET /v1/usage tells owners of themselves.")
final class UsageCommand implements Callable<Integer> {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int USUAL_DAYS = 30;
  private static final String LINE = "%-10s  %-24s  %16s  %16s  %9s  %16s  %16s%n";

  @Spec CommandSpec spec;
  @Mixin AuditOptions options;

  @Option(names = "--user", paramLabel = "NAME", description = "That of one owner.")
  String user;

  @Option(
      names = "--from",
      paramLabel = "DAY",
      description = "The first day, as 2026-11-01. Default: 29 days before the last.")
  LocalDate from;

  @Option(names = "--to", paramLabel = "DAY", description = "The last day. Default: today.")
  LocalDate to;

  @ArgGroup UsageFormat format = new UsageFormat();

  /** How it is printed. */
  static final class UsageFormat {
    @Option(
        names = "--csv",
        description =
            "Prints CSV with a line of names. Owners are in quotes, and those that a spreadsheet"
                + " would take for a formula have an apostrophe before them.")
    boolean csv;

    @Option(names = "--json", description = "Prints a line of JSON for each day and owner.")
    boolean json;
  }

  @Override
  public Integer call() {
    LocalDate last = to == null ? LocalDate.now(ZoneOffset.UTC) : to;
    LocalDate first = from == null ? last.minusDays(USUAL_DAYS - 1) : from;
    if (first.isAfter(last)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "Invalid --from %s: it is after %s.".formatted(first, last));
    }
    List<OwnerDay> days =
        options.with(
            (services, config) ->
                new UsageOfAll(services.database().dataSource()).read(user, first, last));
    PrintWriter out = spec.commandLine().getOut();
    if (format.csv) {
      out.print(
          "day,owner,bytesServed,bytesUnconfirmed,requests,pixelsRendered,bytesDelivered\r\n");
    } else if (!format.json) {
      out.printf(LINE, "day", "owner", "served", "unconfirmed", "requests", "pixels", "delivered");
    }
    days.forEach(day -> print(out, day));
    out.flush();
    return AuditCommand.OK;
  }

  private void print(PrintWriter out, OwnerDay each) {
    UsageDay usage = each.usage();
    if (format.csv) {
      out.print(
          "%s,%s,%d,%d,%d,%d,%d\r\n"
              .formatted(
                  usage.day(),
                  CsvText.quoted(each.owner()),
                  usage.bytesServed(),
                  usage.bytesUnconfirmed(),
                  usage.requests(),
                  usage.pixelsRendered(),
                  usage.bytesDelivered()));
    } else if (format.json) {
      out.println(
          MAPPER
              .createObjectNode()
              .put("day", usage.day().toString())
              .put("owner", each.owner())
              .put("bytesServed", usage.bytesServed())
              .put("bytesUnconfirmed", usage.bytesUnconfirmed())
              .put("requests", usage.requests())
              .put("pixelsRendered", usage.pixelsRendered())
              .put("bytesDelivered", usage.bytesDelivered()));
    } else {
      out.printf(
          LINE,
          usage.day(),
          each.owner().replaceAll("\\p{Cntrl}", " "),
          usage.bytesServed(),
          usage.bytesUnconfirmed(),
          usage.requests(),
          usage.pixelsRendered(),
          usage.bytesDelivered());
    }
  }
}
