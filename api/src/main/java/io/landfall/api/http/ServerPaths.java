package io.landfall.api.http;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes folders of this server out of what callers are told: a file in them is named from there on,
 * as callers name it themselves, and the folder itself is "the server's folder".
 */
public final class ServerPaths {
  /** Takes out nothing. */
  public static final ServerPaths NONE = new ServerPaths(Set.of());

  private static final String FOLDER_NAME = "the server's folder";

  private final List<String> spellings;
  private final Pattern inside;
  private final Pattern itself;

  private ServerPaths(Set<String> spellings) {
    this.spellings = List.copyOf(spellings);
    String any =
        spellings.stream()
            .sorted((a, b) -> b.length() - a.length()) // a folder in another one first
            .map(Pattern::quote)
            .collect(Collectors.joining("|", "(?<![\\w.~%/-])(?:file:(?://)?)?(?:", ")"));
    inside = Pattern.compile(any + "/+");
    itself = Pattern.compile(any + "(?![\\w.~%-])");
  }

  /** Takes out {@code folders}, as they are written and as they are without symbolic links. */
  public static ServerPaths of(List<Path> folders) {
    Set<String> spellings = new TreeSet<>();
    for (Path folder : folders) {
      for (Path path : spelled(folder.toAbsolutePath().normalize())) {
        if (path.getNameCount() > 0) {
          spellings.add(path.toString());
          spellings.add(path.toUri().getRawPath().replaceFirst("/$", ""));
        }
      }
    }
    return spellings.isEmpty() ? NONE : new ServerPaths(spellings);
  }

  private static List<Path> spelled(Path folder) {
    List<Path> paths = new ArrayList<>(List.of(folder));
    try {
      paths.add(folder.toRealPath());
    } catch (java.io.IOException e) {
      // it is not there, so no message can name what it leads to
    }
    return paths;
  }

  /** Returns {@code text} without the folders. */
  public String redact(String text) {
    if (spellings.stream().noneMatch(text::contains)) {
      return text;
    }
    return itself.matcher(inside.matcher(text).replaceAll("")).replaceAll(FOLDER_NAME);
  }
}
