package io.landfall.node;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Makes texts the same wherever the program runs. By default Java writes numbers in the digits, and
 * text in the character set, of the account that started it: {@code port=٣٤٨٣٩}.
 */
final class LocaleSetup {
  private static final int CONSOLE_BUFFER_BYTES = 8192;
  private static final char REPLACEMENT = '\uFFFD';

  /** What paths begin with: of a command line, of caches. */
  private static final Set<String> FOLDERS = Set.of("PWD", "HOME", "XDG_CACHE_HOME");

  private static final Predicate<String> READ_VARIABLE =
      name ->
          name.startsWith("LANDFALL_")
              || name.startsWith("LANDSAT_")
              || name.endsWith("_URL")
              || FOLDERS.contains(name);

  private LocaleSetup() {}

  /** Before any other class of ours is loaded: some keep what they format. */
  static void apply() {
    Locale.setDefault(Locale.ROOT);
    System.setOut(utf8(FileDescriptor.out));
    System.setErr(utf8(FileDescriptor.err));
  }

  private static PrintStream utf8(FileDescriptor console) {
    var out = new BufferedOutputStream(new FileOutputStream(console), CONSOLE_BUFFER_BYTES);
    return new PrintStream(out, true, StandardCharsets.UTF_8);
  }

  /**
   * Tells what of the command line or the environment the JVM could not read, as its locale knows
   * ASCII alone: a file of another name would be looked for, another password sent.
   *
   * @param encoding of the JVM for arguments, variables and names of files
   */
  static Optional<String> unreadable(
      String encoding, String[] arguments, Map<String, String> environment) {
    if (StandardCharsets.UTF_8.name().equals(encoding)) {
      return Optional.empty();
    }
    Stream<String> argument =
        Arrays.stream(arguments)
            .filter(LocaleSetup::isDamaged)
            .map(text -> "the argument \"" + text + "\"");
    Stream<String> variable =
        environment.entrySet().stream()
            .filter(each -> READ_VARIABLE.test(each.getKey()) && isDamaged(each.getValue()))
            .map(each -> "the variable " + each.getKey());
    return Stream.concat(argument, variable)
        .findFirst()
        .map(
            what ->
                "Cannot read %s: it has letters that the locale of this process (%s) does not know. Set LC_ALL=C.UTF-8."
                    .formatted(what, encoding));
  }

  private static boolean isDamaged(String text) {
    return text.indexOf(REPLACEMENT) >= 0;
  }
}
