package io.landfall.node.memory;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that Java itself runs from: its libraries, its modules and the archives of classes. A
 * process maps them for as long as it lives, reads most of each once, at its start, and holds what
 * it has read. On Linux that can be given up: what is needed again is found in the machine's cache
 * of files, in microseconds. Only what cannot have been changed in memory is given up, and only of
 * these files: a file that something else has mapped may go, and other memory take its place, while
 * we look.
 */
final class ProgramFiles {
  private static final Logger LOG = LoggerFactory.getLogger(ProgramFiles.class);
  private static final Path MAPPINGS = Path.of("/proc/self/maps");

  /** The same with what is in memory of each: ten times as long. */
  private static final Path SIZES = Path.of("/proc/self/smaps");

  /** MADV_DONTNEED of Linux, on all of its processors. */
  private static final int NOT_NEEDED_NOW = 4;

  /** MADV_RANDOM. */
  private static final int READ_HERE_AND_THERE = 1;

  private static final long PIECE_BYTES = 8 << 10;

  /** Of own bytes: the system does not say. */
  private static final long NOT_TOLD = -1;

  private final List<Mapping> mappings;

  private ProgramFiles(List<Mapping> mappings) {
    this.mappings = mappings;
  }

  /**
   * A stretch of the process's addresses.
   *
   * @param begin its first address
   * @param bytes its length
   * @param isWritable whether the process may write to it
   * @param file whose content it shows; empty: none
   * @param residentBytes what of it is in memory
   * @param ownBytes what of it is the process's own, in memory or swapped out, for it is no longer
   *     as in the file; -1: not told
   */
  record Mapping(
      long begin, long bytes, boolean isWritable, String file, long residentBytes, long ownBytes) {

    /** Tells whether it can be read again from a file that stays mapped. */
    boolean isProgram(Path javaHome) {
      return !isWritable
          && ownBytes == 0
          && (isArchive() || file.startsWith(javaHome + "/lib/") || file.endsWith("/EPSG.data"));
    }

    boolean isArchive() {
      return file.endsWith(".jsa");
    }

    /** Tells whether this has come where {@code other} was, or that has become writable. */
    boolean replaces(Mapping other) {
      return begin < other.begin + other.bytes
          && other.begin < begin + bytes
          && (isWritable || !file.equals(other.file));
    }

    private Mapping withResident(long found) {
      return new Mapping(begin, bytes, isWritable, file, found, ownBytes);
    }

    private Mapping withOwn(long found) {
      return new Mapping(begin, bytes, isWritable, file, residentBytes, found);
    }
  }

  /** Finds those of this process; none where the system does not tell, or is not this one. */
  static ProgramFiles find() {
    try {
      if (!Files.isReadable(SIZES) || Native.POINTER_SIZE != Long.BYTES) {
        return new ProgramFiles(List.of());
      }
      Path javaHome = Path.of(System.getProperty("java.home")).toRealPath();
      List<Mapping> found =
          parse(Files.readAllLines(SIZES)).stream()
              .filter(mapping -> mapping.isProgram(javaHome))
              .toList();
      for (Mapping mapping : found) {
        if (mapping.isArchive()) { // few pages of the others are needed again
          readInSmallPieces(mapping);
        }
      }
      return new ProgramFiles(found);
    } catch (IOException | LinkageError e) {
      LOG.debug("Files of the program stay in memory: {}", e.toString());
      return new ProgramFiles(List.of());
    }
  }

  /**
   * Has a page that is needed bring few others along. Linux maps the sixteen around it that its
   * cache has, but none beyond the stretch that was asked for by one call: of methods that are
   * called now and then, here and there, it would soon have mapped the whole archive again. So
   * every other piece is told apart.
   */
  private static void readInSmallPieces(Mapping archive) {
    for (long at = PIECE_BYTES; at < archive.bytes; at += 2 * PIECE_BYTES) {
      AdviceCall.madvise(
          archive.begin + at, Math.min(PIECE_BYTES, archive.bytes - at), READ_HERE_AND_THERE);
    }
  }

  /**
   * Gives up what is in memory of them. Java makes an archive writable when an agent that came
   * later changes classes, and may have mapped something else where one was: from then on that is
   * left alone.
   */
  void giveUp() {
    if (mappings.isEmpty()) {
      return;
    }
    try {
      Set<String> files = mappings.stream().map(Mapping::file).collect(Collectors.toSet());
      List<Mapping> others =
          parse(Files.readAllLines(MAPPINGS)).stream()
              .filter(each -> each.isWritable || !files.contains(each.file))
              .toList();
      for (Mapping mapping : mappings) {
        if (others.stream().noneMatch(other -> other.replaces(mapping))) {
          AdviceCall.madvise(mapping.begin, mapping.bytes, NOT_NEEDED_NOW);
        }
      }
    } catch (IOException | LinkageError e) {
      LOG.debug("Files of the program stay in memory: {}", e.toString());
    }
  }

  /** Reads what {@code /proc/PID/smaps}, or {@code maps}, tells of a process. */
  static List<Mapping> parse(List<String> lines) {
    List<Mapping> found = new ArrayList<>();
    Mapping current = null;
    for (String line : lines) {
      Optional<Mapping> begun = begin(line);
      if (begun.isPresent()) {
        if (current != null) {
          found.add(current);
        }
        current = begun.get();
      } else if (current != null) {
        current = withField(current, line);
      }
    }
    if (current != null) {
      found.add(current);
    }
    return found;
  }

  /** Of a line as {@code 7f00-7f10 r--p 0000 08:01 42 /usr/lib/x.so}. */
  private static Optional<Mapping> begin(String line) {
    String[] words = line.split(" +", 6);
    int dash = words[0].indexOf('-');
    if (dash < 0 || words.length < 5) {
      return Optional.empty();
    }
    long begin = Long.parseUnsignedLong(words[0].substring(0, dash), 16);
    long end = Long.parseUnsignedLong(words[0].substring(dash + 1), 16);
    String file = words.length > 5 && words[5].startsWith("/") ? words[5] : "";
    return Optional.of(
        new Mapping(begin, end - begin, words[1].charAt(1) == 'w', file, 0, NOT_TOLD));
  }

  /** Of a line as {@code Rss: 12 kB}. */
  private static Mapping withField(Mapping mapping, String line) {
    String[] words = line.split(" +");
    return switch (words[0]) {
      case "Rss:" -> mapping.withResident(Long.parseLong(words[1]) << 10);
      case "Anonymous:", "Swap:" ->
          mapping.withOwn(Math.max(0, mapping.ownBytes) + (Long.parseLong(words[1]) << 10));
      default -> mapping;
    };
  }

  private static final class AdviceCall {
    static {
      Native.register(AdviceCall.class, NativeLibrary.getInstance("c"));
    }

    private AdviceCall() {}

    static native int madvise(long begin, long bytes, int advice);
  }
}
