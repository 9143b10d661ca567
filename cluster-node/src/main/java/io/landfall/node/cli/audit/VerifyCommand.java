package io.landfall.node.cli.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import io.landfall.audit.AuditFinding;
import io.landfall.audit.JournalVerifier;
import io.landfall.audit.VerifyOptions;
import io.landfall.audit.VerifyReport;
import io.landfall.audit.chain.AuditKey;
import io.landfall.model.ExportId;
import io.landfall.node.services.BackingServices;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks that nobody changed the journal. */
@Command(
    name = "verify",
    description =
        "Checks that no event of an export and no entry of its ledger was changed, taken away,"
            + " added or moved, that the table of downloads is as the ledgers tell, and that roots"
            + " are those that were signed. Names what is wrong, one line each; exit code 1 if"
            + " anything is.")
final class VerifyCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final Pattern ROOT = Pattern.compile("([0-9]{1,9}):([0-9a-f]{64})");
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PROGRESS = Duration.ofSeconds(10);

  @Spec CommandSpec spec;
  @Mixin AuditOptions options;

  @Option(names = "--export", paramLabel = "ID", description = "Checks the chains of one export.")
  String export;

  @Option(
      names = "--public-key",
      paramLabel = "KEY",
      description =
          "Roots may be signed by this key too, as audit key prints it: for who does not have the"
              + " secret one.")
  List<String> publicKeys = List.of();

  @Option(
      names = "--root",
      paramLabel = "N:HASH",
      description = "A root that must be there, as audit sign or the log of a node printed it.")
  String root;

  @Option(
      names = "--unchained-until",
      paramLabel = "TIME",
      converter = FilterOptions.TimeReader.class,
      description =
          "Events written before may lack a hash or a key behind others that have them, as nodes of"
              + " an older version, or without a key, write them during an update. Default: none"
              + " may.")
  Instant unchainedUntil = Instant.EPOCH;

  @Option(
      names = "--downloads-since",
      paramLabel = "TIME",
      converter = FilterOptions.TimeReader.class,
      description =
          "Downloads that ended before may have no row any more: for who removes old ones from"
              + " downloads_archive. Default: all have one.")
  Instant downloadsSince = Instant.EPOCH;

  @Option(names = "--json", description = "Prints findings and the summary as lines of JSON.")
  boolean json;

  private Instant nextLine = Instant.now().plus(PROGRESS);

  @Override
  public Integer call() {
    Matcher expected = root == null ? null : ROOT.matcher(root);
    if (expected != null && !expected.matches()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "Invalid --root \"%s\": give its number, a colon and its 64 digits.".formatted(root));
    }
    Set<String> keyIds = publicKeys.stream().map(this::keyId).collect(Collectors.toSet());
    VerifyReport report =
        options.with((services, config) -> verify(services, config, expected, keyIds));
    if (json) {
      printLine(summary(report).toString());
    } else {
      print(report);
    }
    return report.findings() == 0 ? AuditCommand.OK : FAILED;
  }

  private VerifyReport verify(
      BackingServices services, Config config, Matcher expected, Set<String> keyIds) {
    var checked =
        new VerifyOptions(
            services.auditKeys(config),
            keyIds,
            expected == null ? 0 : Long.parseLong(expected.group(1)),
            expected == null ? null : expected.group(2),
            unchainedUntil,
            downloadsSince,
            export == null ? null : ExportId.parse(export));
    return new JournalVerifier(
            services.database().dataSource(), checked, this::print, this::progress)
        .verify();
  }

  private String keyId(String publicKey) {
    try {
      return AuditKey.idOf(publicKey);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private void progress(long events) {
    if (Instant.now().isAfter(nextLine)) {
      PrintWriter err = spec.commandLine().getErr();
      err.printf("%d events%n", events);
      err.flush();
      nextLine = Instant.now().plus(PROGRESS);
    }
  }

  private void print(AuditFinding finding) {
    if (json) {
      printLine(
          MAPPER
              .createObjectNode()
              .put("finding", finding.kind().name())
              .put("export", finding.export())
              .put("number", finding.sequenceNumber())
              .put("detail", finding.what())
              .toString());
    } else {
      printLine("%-9s  %s".formatted(finding.kind(), finding.what()));
    }
  }

  private static ObjectNode summary(VerifyReport report) {
    ObjectNode json =
        MAPPER
            .createObjectNode()
            .put("events", report.events())
            .put("exports", report.exports())
            .put("downloads", report.downloads())
            .put("findings", report.findings())
            .put("erased", report.erased())
            .put("unchained", report.unchained())
            .put("lateChains", report.lateChains())
            .put("vouched", report.vouched())
            .put("unknownKeys", report.unknownKeys())
            .put("uncovered", report.uncovered());
    if (report.newest() != null) {
      json.putObject("root")
          .put("number", report.newest().number())
          .put("root", report.newest().root())
          .put("signedAt", report.newest().signedAt().toString())
          .put("key", report.newest().keyId());
    }
    return json;
  }

  private void print(VerifyReport report) {
    printLine(
        "%d events of %d exports and %d downloads checked: %s."
            .formatted(
                report.events(),
                report.exports(),
                report.downloads(),
                report.findings() == 0 ? "nothing is wrong" : report.findings() + " findings"));
    if (report.erased() > 0) {
      printLine(
          "A person was erased from %d events: the ledgers vouch for what is left of them."
              .formatted(report.erased()));
    }
    if (report.unchained() > 0) {
      printLine(
          "%d events have no hash: they are older than the chains, and only roots vouch for them. %d chains begin behind such events."
              .formatted(report.unchained(), report.lateChains()));
    }
    if (report.unknownKeys() > 0) {
      printLine(
          "%d events are vouched for by keys that are not known here: set LANDFALL_AUDIT_KEY and LANDFALL_AUDIT_OLD_KEYS."
              .formatted(report.unknownKeys()));
    }
    long plain = report.events() - report.unchained() - report.vouched() - report.unknownKeys();
    if (report.findings() == 0 && plain > 0) {
      printLine("No key vouches for %d events: their hashes are right.".formatted(plain));
    }
    if (export != null) {
      return;
    }
    if (report.newest() == null) {
      printLine(
          "There is no root yet: that the ends of chains, or whole exports, were taken away would"
              + " not show. Run audit sign.");
    } else {
      printLine(
          "The newest root is %d:%s of %s, by key %s. %d chains have gone on since."
              .formatted(
                  report.newest().number(),
                  report.newest().root(),
                  report.newest().signedAt(),
                  report.newest().keyId(),
                  report.uncovered()));
    }
  }

  private void printLine(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
