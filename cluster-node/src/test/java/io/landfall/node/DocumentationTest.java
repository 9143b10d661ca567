package io.landfall.node;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.node.JavaSources.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The pages lead where they say: links to files and headings that are there, names to classes and
 * members that are there. The links of class names, at the end of a page, are written anew with
 * {@code mvn -pl cluster-node -am test -Dtest=DocumentationTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dpages=write}.
 */
class DocumentationTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path SITE = ROOT.resolve("src/site/markdown");
  private static final List<String> PAGES_OF_CLASSES = List.of("architecture.md", "glossary.md");

  /** Names in the same spelling that are no classes of ours. */
  private static final Set<String> NAMES_OF_OTHERS =
      Set.of(
          "StrictMath",
          "DateTime",
          "DocumentName",
          "ImageDescription",
          "JxlBasicInfo",
          "ModelPixelScale",
          "ModelTiepoint",
          "NoSuchUpload",
          "Landsat5L1TP",
          "Landsat8L1TP",
          "Landsat9L1TP");

  private static final Pattern LINK = Pattern.compile("\\]\\(([^()\\s]+)\\)");
  private static final Pattern DEFINITION = Pattern.compile("(?m)^\\[([^\\]]+)\\]: (\\S+)$");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+?)\\s*$");
  private static final Pattern FENCE = Pattern.compile("(?ms)^ *```.*?^ *```$");
  private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");

  /** {@code Type}, {@code Type.Nested}, {@code Type.member}; a type has a hump or a member. */
  private static final Pattern CLASS_NAME =
      Pattern.compile("([A-Z][a-z0-9]+[A-Z]\\w*|[A-Z]\\w*[a-z]\\w*(?=\\.[A-Za-z]))(\\.(\\w+))?");

  private static final Pattern LINKED_CLASS = Pattern.compile("\\[`([\\w.]+)`\\](?!\\(|:)");
  private static final Pattern TYPE =
      Pattern.compile("\\b(?:class|interface|enum|record|@interface) ([A-Z]\\w*)");

  /** Types by name; those of main code go before those of tests. */
  private static final Map<String, Path> CLASSES = new TreeMap<>();

  /** By package of main code: the packages whose classes it imports. */
  private static final Map<String, Set<String>> IMPORTS = new TreeMap<>();

  @BeforeAll
  static void readTheSources() {
    readTypes(JavaSources.tests());
    readTypes(JavaSources.main());
    for (SourceFile source : JavaSources.main()) {
      Set<String> imports = IMPORTS.computeIfAbsent(source.packageName(), any -> new TreeSet<>());
      source.importedPackages().stream()
          .filter(imported -> imported.startsWith("io.landfall."))
          .forEach(imports::add);
    }
  }

  /** Where a type is nested in one file and another file has its name, the latter counts. */
  private static void readTypes(List<SourceFile> sources) {
    for (SourceFile source : sources) {
      Matcher types = TYPE.matcher(source.text());
      while (types.find()) {
        CLASSES.put(types.group(1), source.path());
      }
    }
    sources.forEach(source -> CLASSES.put(source.name(), source.path()));
  }

  @Test
  void everyLinkLeadsToAFileAndAHeading() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      String text = FENCE.matcher(Files.readString(page)).replaceAll("");
      for (Pattern pattern : List.of(LINK, DEFINITION)) {
        Matcher links = pattern.matcher(text);
        while (links.find()) {
          String target = links.group(links.groupCount());
          if (!isSound(page, target)) {
            broken.add(ROOT.relativize(page) + ": " + target);
          }
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (String name :
        List.of("README.md", "CHANGELOG.md", ".github/CONTRIBUTING.md", "kubernetes/README.md")) {
      pages.add(ROOT.resolve(name));
    }
    for (Path folder : List.of(SITE, ROOT.resolve("src/bench/results"))) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
      }
    }
    return pages;
  }

  private static boolean isSound(Path page, String target) throws IOException {
    if (target.matches("[a-z]+:.*")) {
      return true; // of other people, who may be out
    }
    String[] parts = target.split("#", 2);
    Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
    if (!Files.exists(file) || !file.startsWith(ROOT)) {
      return false;
    }
    return parts.length == 1
        || !file.toString().endsWith(".md")
        || anchors(Files.readString(file)).contains(parts[1]);
  }

  /** Returns the anchors that GitHub gives headings. */
  private static Set<String> anchors(String text) {
    Set<String> anchors = new TreeSet<>();
    Matcher headings = HEADING.matcher(FENCE.matcher(text).replaceAll(""));
    while (headings.find()) {
      anchors.add(
          headings
              .group(1)
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .replace(' ', '-'));
    }
    return anchors;
  }

  @Test
  void everyClassThatIsNamedExists() throws IOException {
    List<String> unknown = new ArrayList<>();
    for (Path page : pages()) {
      Matcher spans = CODE.matcher(FENCE.matcher(Files.readString(page)).replaceAll(""));
      while (spans.find()) {
        Matcher names = CLASS_NAME.matcher(spans.group(1));
        if (names.matches()
            && !NAMES_OF_OTHERS.contains(names.group(1))
            && !exists(names.group(1), names.group(3))) {
          unknown.add(ROOT.relativize(page) + ": " + spans.group(1));
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  private static boolean exists(String type, String member) throws IOException {
    Path file = CLASSES.get(type);
    return file != null
        && (member == null
            || Pattern.compile("\\b" + member + "\\b").matcher(Files.readString(file)).find());
  }

  @Test
  void everyNameOfAClassLeadsToIt() throws IOException {
    for (String page : PAGES_OF_CLASSES) {
      Path file = SITE.resolve(page);
      String text = Files.readString(file);
      String expected = body(text) + definitions(body(text));
      if ("write".equals(System.getProperty("pages"))) {
        Files.writeString(file, expected);
        text = expected;
      }
      assertThat(text).as(page).isEqualTo(expected);
    }
  }

  /** Returns what stands before the links of class names. */
  private static String body(String text) {
    Matcher definition = DEFINITION.matcher(text);
    while (definition.find()) {
      if (definition.group(1).startsWith("`")) {
        return text.substring(0, definition.start());
      }
    }
    return text;
  }

  private static String definitions(String body) {
    Set<String> named = new TreeSet<>();
    Matcher links = LINKED_CLASS.matcher(body);
    while (links.find()) {
      named.add(links.group(1));
    }
    return named.stream()
        .map(name -> "[`%s`]: %s\n".formatted(name, linkTo(name)))
        .collect(joining());
  }

  private static String linkTo(String name) {
    Path file = CLASSES.get(name.split("\\.")[0]);
    return file == null ? "unknown" : SITE.relativize(file).toString();
  }

  @Test
  void theMapShowsEveryPackage() throws IOException {
    Set<String> shown = new TreeSet<>();
    Matcher rows =
        Pattern.compile("(?m)^\\| `(io\\.landfall[\\w.]*)` \\|")
            .matcher(Files.readString(SITE.resolve("architecture.md")));
    while (rows.find()) {
      shown.add(rows.group(1));
    }
    assertThat(shown).containsExactlyInAnyOrderElementsOf(IMPORTS.keySet());
  }

  @Test
  void everyArrowOfThePictureIsInTheCode() throws IOException {
    Matcher picture = FENCE.matcher(Files.readString(SITE.resolve("architecture.md")));
    assertThat(picture.find()).isTrue();
    List<String> missing = new ArrayList<>();
    int arrows = 0;
    for (String cell : picture.group().split("[|\\n]|  {4,}")) {
      String[] chain = cell.strip().split(" -> ");
      for (int i = 1; i < chain.length; i++) {
        for (String from : chain[i - 1].split(", ")) {
          for (String to : chain[i].split(", ")) {
            arrows++;
            if (!isArrow(from, to)) {
              missing.add(from + " -> " + to);
            }
          }
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(arrows).isGreaterThan(30);
  }

  /** Tells whether a package whose name ends in the one imports from one that ends in the other. */
  private static boolean isArrow(String from, String to) {
    return IMPORTS.entrySet().stream()
        .filter(importing -> isNamed(importing.getKey(), from))
        .flatMap(importing -> importing.getValue().stream())
        .anyMatch(imported -> isNamed(imported, to));
  }

  /** Tells whether a picture means a package by {@code name}; {@code x.*} are those below x. */
  private static boolean isNamed(String packageName, String name) {
    String plain = name.replace("all of ", "").replaceAll("^\\.", "");
    return plain.endsWith(".*")
        ? packageName.contains("." + plain.substring(0, plain.length() - 1))
        : packageName.endsWith("." + plain);
  }
}
