package io.landfall.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No regular expression of the sources takes a long text apart in many ways: four requests once
 * held all threads for minutes. Each is tried with 4 KB of what it repeats, and something that fits
 * nowhere after it.
 */
class RegularExpressionsTest {
  private static final int LENGTH = 4 << 10;
  private static final long CPU_LIMIT_MILLIS = 30;
  private static final String END = "\u0001";
  private static final String FINDS = " (finds)";

  private static final String LITERALS = "((?:\\s*\\+?\\s*\"(?:[^\"\\\\]|\\\\.)*+\")+)";
  private static final Pattern USES =
      Pattern.compile(
          "(?:Pattern\\.compile\\(|\\.(?:matches|replaceAll|replaceFirst|split)\\()" + LITERALS);
  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*+)\"");

  /** Which regular expressions know too. */
  private static final Pattern UNICODE = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*+)\\\\u");

  private static final List<String> REPEATED =
      List.of(
          "1", "0", "a", "A", " ", "\t", ".", "/", "_", "-", ",", ":", "+", "?", "@", "\n", "1.",
          "a.", "a/", "/a", "a_", "_a", "-a", "a:", "1,", "1 ", " ,", "//", "//a", "a//", "<a",
          "A_1", "B1", "[0", "é", "class_");

  @Test
  void noneTakesLongWithALongText() throws Exception {
    Map<String, String> expressions = expressions();
    assertThat(expressions).hasSizeGreaterThan(100);
    List<String> slow = new ArrayList<>();
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              expressions.forEach((expression, place) -> addSlow(expression, place, slow));
              return null;
            });
    Thread thread = new Thread(null, task, "regular-expressions", 1 << 20); // as a pool's has
    thread.start();
    task.get();
    assertThat(slow).isEmpty();
  }

  private static void addSlow(String expression, String place, List<String> slow) {
    Pattern pattern = Pattern.compile(expression);
    boolean finds = place.endsWith(FINDS);
    for (String head : heads(expression)) {
      for (String repeated : REPEATED) {
        for (int length = 1 << 8; length <= LENGTH; length *= 16) { // what is cubic shows early
          String text = head + repeated.repeat(length / repeated.length()) + END;
          long millis = millis(pattern, finds, text);
          if (millis > CPU_LIMIT_MILLIS && millis(pattern, finds, text) > CPU_LIMIT_MILLIS) {
            slow.add(
                "%s: %s of %d characters of '%s': %d ms"
                    .formatted(place, expression, length, head + repeated, millis));
            return;
          }
        }
      }
    }
  }

  private static long millis(Pattern pattern, boolean finds, String text) {
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    try {
      pattern.matcher(text).matches();
      if (finds) {
        pattern.matcher(text).replaceAll("");
      }
    } catch (StackOverflowError e) {
      return Long.MAX_VALUE;
    }
    return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1_000_000;
  }

  /** Nothing, and the letters that an expression begins with. */
  private static List<String> heads(String expression) {
    Matcher head =
        Pattern.compile("^(?:\\(\\?[is]+\\))?\\^?([A-Za-z0-9:/=_-]++)(?![*+?{])")
            .matcher(expression);
    return head.find() ? List.of("", head.group(1)) : List.of("", "a:x");
  }

  private static Map<String, String> expressions() throws IOException {
    Map<String, String> expressions = new TreeMap<>();
    for (Path source : sources()) {
      String code = Files.readString(source);
      Matcher use = USES.matcher(code);
      while (use.find()) {
        StringBuilder text = new StringBuilder();
        Matcher literal = LITERAL.matcher(use.group(1));
        while (literal.find()) {
          text.append(
              UNICODE.matcher(literal.group(1)).replaceAll("$1\\\\\\\\u").translateEscapes());
        }
        boolean finds = !use.group().startsWith("Pattern") && !use.group().startsWith(".matches");
        finds |= use.group().startsWith("Pattern") && code.contains(".find()");
        String place = source.getFileName() + (finds ? FINDS : "");
        expressions.merge(
            text.toString(), place, (one, other) -> one.endsWith(FINDS) ? one : other);
      }
    }
    expressions.keySet().removeIf(expression -> !compiles(expression));
    return expressions;
  }

  private static boolean compiles(String expression) {
    try {
      Pattern.compile(expression);
      return true;
    } catch (IllegalArgumentException e) { // the half of one that is put together
      return false;
    }
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(Path.of(".."))) {
      for (Path module : modules.toList()) {
        Path main = module.resolve("src/main/java");
        if (Files.isDirectory(main)) {
          try (Stream<Path> files = Files.walk(main)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
          } catch (UncheckedIOException e) {
            throw e.getCause();
          }
        }
      }
    }
    return sources;
  }
}
