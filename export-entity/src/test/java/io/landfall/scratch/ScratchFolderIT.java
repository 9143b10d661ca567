package io.landfall.scratch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that make a folder each, in one folder for temporary files. */
class ScratchFolderIT {
  @TempDir Path base;

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void end() throws Exception {
    for (Process each : started) {
      each.destroyForcibly().waitFor();
    }
  }

  @Test
  void theFolderOfAKilledProcessGoesAndThoseOfTwoRunningOnesStay() throws Exception {
    Process killed = start();
    Path abandoned = folderOf(killed);
    Process first = start();
    Path ofFirst = folderOf(first);
    assertThat(folders()).containsExactlyInAnyOrder(abandoned, ofFirst);
    killed.destroyForcibly().waitFor();
    assertThat(abandoned.resolve("deep/library.so")).exists();

    Process second = start();
    Path ofSecond = folderOf(second);

    assertThat(folders()).containsExactlyInAnyOrder(ofFirst, ofSecond);
    assertThat(ofFirst.resolve("deep/library.so")).exists();
    assertThat(ofSecond.resolve("deep/library.so")).exists();
    first.destroyForcibly().waitFor();
    assertThat(folderOf(start())).exists();
    assertThat(folders()).doesNotContain(ofFirst).contains(ofSecond);
  }

  @Test
  void aProcessThatEndsTakesItsFolderAlongOrLeavesTheRestToTheNext() throws Exception {
    Process empty = start("empty");
    folderOf(empty);
    empty.destroy(); // SIGTERM
    empty.waitFor();
    assertThat(folders()).isEmpty();

    Process busy = start();
    Path left = folderOf(busy);
    busy.destroy();
    busy.waitFor();
    assertThat(folders()).containsExactly(left);

    assertThat(folderOf(start())).exists();
    assertThat(left).doesNotExist();
  }

  @Test
  void nothingGoesThatIsNotOursByName() throws Exception {
    Path other = Files.createDirectory(base.resolve("scratch-1"));
    Path longer = Files.createDirectory(base.resolve("my-landfall-scratch-2"));
    Path file = Files.writeString(base.resolve("landfall-scratch-3"), "x");
    Path elsewhere = Files.createDirectory(base.resolve("elsewhere"));
    Path kept = Files.writeString(elsewhere.resolve("kept"), "x");
    Path link = Files.createSymbolicLink(base.resolve("landfall-scratch-4"), elsewhere);
    Path abandoned = Files.createDirectory(base.resolve("landfall-scratch-5"));
    Files.createSymbolicLink(abandoned.resolve("link"), elsewhere);

    Path own = folderOf(start());

    assertThat(abandoned).doesNotExist();
    assertThat(List.of(other, longer, file, kept, link))
        .allSatisfy(path -> assertThat(path).exists());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
        .isEqualTo("rwx------");
  }

  /** Starts a process whose folder holds a file, or nothing when it is told so. */
  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx32m", "-Djava.io.tmpdir=" + base));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Holder.class.getName());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    started.add(process);
    return process;
  }

  /** Waits for the line that names it; the log may write others. */
  private static Path folderOf(Process process) throws IOException {
    var lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(Holder.MADE)) {
        return Path.of(line.substring(Holder.MADE.length()));
      }
    }
    throw new AssertionError("The process ended without a folder");
  }

  private List<Path> folders() throws IOException {
    try (Stream<Path> all = Files.list(base)) {
      return all.filter(path -> path.getFileName().toString().startsWith("landfall-")).toList();
    }
  }

  /** Holds a folder until it is ended. */
  public static final class Holder {
    private static final String MADE = "folder: ";

    private Holder() {}

    public static void main(String[] arguments) throws Exception {
      Path folder = ScratchFolder.path();
      if (arguments.length == 0) {
        Files.createDirectory(folder.resolve("deep"));
        Files.writeString(folder.resolve("deep/library.so"), "x");
      }
      // asked again, it keeps its lock
      if (!ScratchFolder.path().equals(folder)) {
        throw new AssertionError("Another folder");
      }
      ScratchFolder.removeAbandoned(folder.getParent(), folder);
      System.out.println(MADE + folder);
      TimeUnit.MINUTES.sleep(5);
    }
  }
}
