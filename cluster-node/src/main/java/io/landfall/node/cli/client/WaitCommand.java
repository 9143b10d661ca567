package io.landfall.node.cli.client;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Waits for the end of exports. */
@Command(
    name = "wait",
    description =
        "Waits for the end of exports and shows how far they are. Prints the ids of those that"
            + " succeeded: for landfall download -. Ends with 1 if one did not.")
public final class WaitCommand extends ClientCommand {
  private static final Pattern LENGTH_OF_TIME = Pattern.compile("(\\d{1,9})([smhd]?)");

  @Parameters(
      arity = "1..*",
      paramLabel = "ID",
      description = "Of an export; - reads ids from stdin, one a line.")
  List<String> given;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description =
          "How long to wait for all of them, as 90s, 10m, 2h or 1d; then it ends with 4 and the"
              + " exports go on. Default: as long as they take.")
  String timeout;

  @Override
  public Integer call() {
    Duration limit = timeout == null ? null : limit(timeout);
    List<String> ids = ids(given).stream().map(id -> uuid("export", id)).toList();
    return new FinishedExports(this, connect(), limit).print(ids);
  }

  static Duration limit(String text) {
    Matcher matcher = LENGTH_OF_TIME.matcher(text);
    if (!matcher.matches()) {
      throw ClientFailures.usage(
          ScreenText.line(
              "Invalid --timeout \"%s\": give it as 90s, 10m, 2h or 1d.".formatted(text)));
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      default -> Duration.ofSeconds(number);
    };
  }
}
