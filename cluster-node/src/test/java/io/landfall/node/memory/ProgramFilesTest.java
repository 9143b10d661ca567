package io.landfall.node.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.node.memory.ProgramFiles.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProgramFilesTest {
  private static final Path HOME = Path.of("/opt/a java");

  private static final List<String> TOLD =
      List.of(
          "800000000-800400000 rw-p 00001000 fe:00 99   /opt/landfall/classes-1-2.jsa",
          "Size:               4096 kB",
          "Rss:                4000 kB",
          "Anonymous:          3000 kB",
          "VmFlags: rd wr mr mw me ac ",
          "800400000-800900000 r--p 00401000 fe:00 99   /opt/landfall/classes-1-2.jsa",
          "Rss:                5000 kB",
          "Anonymous:             0 kB",
          "7f0000000000-7f0000001000 r--p 00000000 fe:00 7 /opt/a java/lib/server/libjvm.so",
          "Rss:                   4 kB",
          "Anonymous:             4 kB",
          "7f0000001000-7f0000003000 r-xp 00001000 fe:00 7 /opt/a java/lib/server/libjvm.so",
          "Rss:                   8 kB",
          "Anonymous:             0 kB",
          "7f0000003000-7f0000103000 r--s 00000000 fe:00 8   /srv/scenes/scene.tif",
          "Rss:                1024 kB",
          "Anonymous:             0 kB",
          "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0  [vsyscall]",
          "Rss:                   0 kB",
          "Anonymous:             0 kB");

  @Test
  void whatIsReadOfTheSystemIsEachStretchOfAddresses() {
    assertThat(ProgramFiles.parse(TOLD))
        .hasSize(6)
        .startsWith(
            new Mapping(
                0x800000000L,
                4 << 20,
                true,
                "/opt/landfall/classes-1-2.jsa",
                4000 << 10,
                3000 << 10))
        .last()
        .isEqualTo(new Mapping(0xffffffffff600000L, 4096, false, "", 0, 0));
  }

  @Test
  void givenUpIsWhatOfTheProgramIsAsInItsFiles() {
    assertThat(ProgramFiles.parse(TOLD))
        .filteredOn(mapping -> mapping.isProgram(HOME))
        .extracting(Mapping::begin)
        .containsExactly(0x800400000L, 0x7f0000001000L);
  }

  @Test
  void whatHasBecomeWritableIsSeen() {
    Mapping archive = ProgramFiles.parse(TOLD).get(1);
    assertThat(
            read("800400000-800402000 rw-p 00401000 fe:00 99 " + archive.file()).replaces(archive))
        .isTrue();
    assertThat(
            read("800000000-800400000 rw-p 00001000 fe:00 99 " + archive.file()).replaces(archive))
        .isFalse();
    assertThat(
            read("800400000-800402000 r--p 00401000 fe:00 99 " + archive.file()).replaces(archive))
        .isFalse();
  }

  @Test
  void whatHasComeInThePlaceOfAFileIsSeen() {
    Mapping archive = ProgramFiles.parse(TOLD).get(1);
    assertThat(read("8008ff000-800a00000 r--p 00000000 00:00 0").replaces(archive)).isTrue();
    assertThat(read("800900000-800a00000 r--p 00000000 00:00 0").replaces(archive)).isFalse();
  }

  /** As a library that was bound, all changed pages of which are in swap. */
  @Test
  void whatIsSwappedOutIsNotInTheFile() {
    String begin = "7f0000000000-7f0000001000 r--p 0 fe:00 7 " + HOME + "/lib/libjvm.so";
    assertThat(ProgramFiles.parse(List.of(begin, "Anonymous: 0 kB", "Swap: 0 kB")))
        .allMatch(mapping -> mapping.isProgram(HOME));
    assertThat(ProgramFiles.parse(List.of(begin, "Anonymous: 0 kB", "Swap: 4 kB")))
        .noneMatch(mapping -> mapping.isProgram(HOME));
    assertThat(ProgramFiles.parse(List.of(begin, "Rss: 4 kB")))
        .as("not told")
        .noneMatch(mapping -> mapping.isProgram(HOME));
  }

  private static Mapping read(String line) {
    return ProgramFiles.parse(List.of(line)).get(0);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theProgramGoesOnWithoutThem() throws IOException {
    ProgramFiles.find().giveUp();
    assertThat(ProgramFiles.parse(Files.readAllLines(Path.of("/proc/self/smaps"))))
        .anyMatch(mapping -> mapping.file().endsWith("libjvm.so") && mapping.residentBytes() > 0);
  }
}
