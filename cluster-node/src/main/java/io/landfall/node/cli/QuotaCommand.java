package io.landfall.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.node.cli.option.DataOptions;
import io.landfall.node.cli.option.HelpOption;
import io.landfall.node.services.BackingServices;
import io.landfall.quota.QuotaAmount;
import io.landfall.quota.QuotaHolder;
import io.landfall.quota.QuotaKind;
import io.landfall.quota.QuotaLimits;
import io.landfall.quota.QuotaOverrides;
import io.landfall.quota.QuotaOverrides.HeldQuotas;
import io.landfall.quota.QuotaSettings;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sets, shows and lists quotas of owners and organizations. */
@Command(
    name = "quota",
    description =
        "Sets and shows how many exports at a time, pixels a day and bytes a day (UTC) an owner, or"
            + " an organization, may have. Works beside a running serve, by the same DATABASE_URL"
            + " or data folder; nodes know it within 2 seconds. Exports over HTTP are held to them;"
            + " those of 'landfall export' are not, and count for none.")
public final class QuotaCommand implements Runnable {
  private static final String USUAL = "default";
  private static final String LINE = "%-12s  %-24s  %-16s  %22s  %22s%n";

  @Spec CommandSpec spec;
  @Mixin HelpOption help;

  /** Whose quotas. */
  static final class HolderOption {
    @Option(names = "--owner", paramLabel = "NAME", description = "Those of one owner.")
    String owner;

    @Option(
        names = "--organization",
        paramLabel = "NAME",
        description = "Those of an organization, which its members share.")
    String organization;

    QuotaHolder holder() {
      String name = owner == null ? organization : owner;
      if (!Principal.isName(name)) {
        throw new UsageException(
            "Invalid --%s: a name has 1 to %d characters, none of them a control character."
                .formatted(owner == null ? "organization" : "owner", Principal.MAX_NAME));
      }
      return owner == null ? QuotaHolder.organization(name) : QuotaHolder.owner(name);
    }
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "Say what to do: quota set --owner NAME --pixels-per-day 5G, quota show --owner NAME, or"
            + " quota list.");
  }

  @Command(
      name = "set",
      description =
          "Sets those quotas that are given, and leaves the others of the same owner or"
              + " organization as they are. Each takes a number, none (any number) or default (what"
              + " the settings landfall.quota say).")
  int set(
      @ArgGroup(multiplicity = "1") HolderOption whose,
      @Option(
              names = "--exports-at-a-time",
              paramLabel = "N",
              description = "Exports that have not ended.")
          String exports,
      @Option(
              names = "--pixels-per-day",
              paramLabel = "N",
              description =
                  "Pixels of outputs, each counted once whatever its bands; k, M, G and T stand for"
                      + " thousands, as 5G.")
          String pixels,
      @Option(
              names = "--bytes-per-day",
              paramLabel = "SIZE",
              description = "Bytes that go through links, into buckets and to Dropbox, as 200GiB.")
          String bytes,
      @Mixin DataOptions data,
      @Mixin HelpOption ignored) {
    QuotaHolder holder = whose.holder();
    Map<QuotaKind, Optional<Long>> changes = new EnumMap<>(QuotaKind.class);
    put(changes, QuotaKind.EXPORTS_AT_A_TIME, exports);
    put(changes, QuotaKind.PIXELS_PER_DAY, pixels);
    put(changes, QuotaKind.BYTES_PER_DAY, bytes);
    if (changes.isEmpty()) {
      throw new UsageException(
          "Cannot set nothing: give --exports-at-a-time, --pixels-per-day or --bytes-per-day.");
    }
    return with(
        data,
        quotas -> {
          quotas.set(holder, changes);
          print(List.of(quotas.find(holder)));
          return ExitCodes.OK;
        });
  }

  private static void put(Map<QuotaKind, Optional<Long>> changes, QuotaKind kind, String text) {
    if (text == null) {
      return;
    }
    try {
      changes.put(
          kind, text.equals(USUAL) ? Optional.empty() : Optional.of(QuotaAmount.parse(kind, text)));
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "Invalid --%s \"%s\": it %s, or default.".formatted(kind.label(), text, e.getMessage()));
    }
  }

  @Command(
      name = "show",
      description = "Shows the quotas of an owner or an organization, and what is used of them.")
  int show(
      @ArgGroup(multiplicity = "1") HolderOption whose,
      @Option(names = "--json", description = "Prints them as JSON.") boolean json,
      @Mixin DataOptions data,
      @Mixin HelpOption ignored) {
    QuotaHolder holder = whose.holder();
    return with(data, quotas -> print(List.of(quotas.find(holder)), json));
  }

  @Command(
      name = "list",
      description = "Lists owners and organizations that have quotas of their own.")
  int list(
      @Option(names = "--json", description = "Prints them as JSON.") boolean json,
      @Mixin DataOptions data,
      @Mixin HelpOption ignored) {
    return with(data, quotas -> print(quotas.list(), json));
  }

  private static <T> T with(DataOptions data, Function<QuotaOverrides, T> work) {
    Config config = data.load(Map.of());
    try (BackingServices services = BackingServices.connectDatabase(config)) {
      return work.apply(
          new QuotaOverrides(services.database().dataSource(), QuotaSettings.from(config)));
    }
  }

  private int print(List<HeldQuotas> all, boolean json) {
    if (!json) {
      print(all);
      return ExitCodes.OK;
    }
    PrintWriter out = spec.commandLine().getOut();
    try {
      out.println(
          new ObjectMapper().writeValueAsString(all.stream().map(QuotaCommand::json).toList()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write JSON in memory", e);
    }
    out.flush();
    return ExitCodes.OK;
  }

  private void print(List<HeldQuotas> all) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(LINE, "of", "name", "exports at a time", "pixels a day (UTC)", "bytes a day (UTC)");
    for (HeldQuotas each : all) {
      out.printf(
          LINE,
          each.holder().kind().label(),
          each.holder().name(),
          text(each, QuotaKind.EXPORTS_AT_A_TIME),
          text(each, QuotaKind.PIXELS_PER_DAY),
          text(each, QuotaKind.BYTES_PER_DAY));
    }
    if (all.stream().anyMatch(each -> each.own().size() < QuotaKind.values().length)) {
      out.println("* as the settings landfall.quota say, not set for this one alone");
    }
    out.flush();
  }

  private static String text(HeldQuotas quotas, QuotaKind kind) {
    String limit = QuotaAmount.format(quotas.limits().of(kind));
    String used = QuotaAmount.format(quotas.used().get(kind));
    return used + " of " + limit + (quotas.own().containsKey(kind) ? "" : " *");
  }

  private static Map<String, Object> json(HeldQuotas quotas) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("of", quotas.holder().kind().label());
    json.put("name", quotas.holder().name());
    for (QuotaKind kind : QuotaKind.values()) {
      long limit = quotas.limits().of(kind);
      Map<String, Object> quota = new LinkedHashMap<>();
      quota.put("limit", limit == QuotaLimits.NO_LIMIT ? null : limit);
      quota.put("isOwn", quotas.own().containsKey(kind));
      quota.put("used", quotas.used().get(kind));
      json.put(kind.property(), quota);
    }
    return json;
  }
}
