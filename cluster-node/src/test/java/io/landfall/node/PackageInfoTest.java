package io.landfall.node;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.node.JavaSources.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every package of main code introduces itself. */
class PackageInfoTest {
  private static final Pattern FIRST_CLASS =
      Pattern.compile("Open\\s+\\{@link\\s+([\\w.]+)\\.(\\w+)}\\s+first");
  private static final int MOST_LINES = 16;

  private final Map<String, List<SourceFile>> packages =
      JavaSources.main().stream().collect(groupingBy(SourceFile::packageName));

  @Test
  void everyPackageSaysInAFewLinesWhichOfItsClassesToOpenFirst() {
    assertThat(packages).hasSizeGreaterThan(50);
    assertThat(packages.keySet().stream().flatMap(name -> problem(name).stream())).isEmpty();
  }

  private Optional<String> problem(String name) {
    List<SourceFile> files = packages.get(name);
    Optional<String> text =
        files.stream()
            .filter(file -> file.name().equals("package-info"))
            .map(SourceFile::text)
            .findFirst();
    if (text.isEmpty()) {
      return Optional.of(name + " has no package-info");
    }
    Matcher first = FIRST_CLASS.matcher(text.get().replace(" * ", " "));
    if (!first.find()) {
      return Optional.of(name + " does not say: Open {@link Class} first");
    }
    boolean isThere =
        first.group(1).equals(name)
            && files.stream().anyMatch(file -> file.name().equals(first.group(2)));
    if (!isThere) {
      return Optional.of(name + " has no class " + first.group());
    }
    return text.get().lines().count() > MOST_LINES
        ? Optional.of(name + " says too much")
        : Optional.empty();
  }
}
