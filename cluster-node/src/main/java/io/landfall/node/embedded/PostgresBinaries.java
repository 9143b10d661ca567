package io.landfall.node.embedded;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.ArchUtils;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The programs of PostgreSQL, unpacked once for this user: from {@code lib/postgresql}, where the
 * build puts those for Linux as {@code .tar.gz}, else from the {@code .txz} in a library, which a
 * cold Java takes three times as long for.
 */
final class PostgresBinaries {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int GZIP_MAGIC = 0x1f; // its first byte

  private PostgresBinaries() {}

  /**
   * Returns the folder that has {@code bin/postgres}, unpacking it the first time.
   *
   * @param cache where unpacked programs are kept; nobody else can write there
   */
  static Path ensureExtracted(Path cache) throws IOException {
    Path home = cache.resolve("postgres-" + digest());
    if (Files.isExecutable(home.resolve("bin/postgres"))) {
      return home;
    }
    PrivateFiles.createFolder(cache);
    Path fresh = Files.createTempDirectory(cache, "unpacking-"); // for this account alone
    try (InputStream archive = archive()) {
      extract(archive, fresh);
    } catch (IOException e) {
      DirectoryTree.delete(fresh);
      throw new IOException("cannot unpack its programs: " + e.getMessage(), e);
    }
    try {
      Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException e) {
      DirectoryTree.delete(fresh); // another process was faster
    }
    return home;
  }

  private static InputStream archive() throws IOException {
    return archive(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  /**
   * Returns the archive for a system and a processor, as Java names them.
   *
   * @throws IOException there is none; says what to do
   */
  static InputStream archive(String system, String processor) throws IOException {
    boolean isMac = system.toLowerCase(Locale.ROOT).startsWith("mac");
    try {
      if (isMac) { // One archive holds the code of both processors, under the name of the older.
        return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary("Darwin", "x86_64");
      }
      String normalized = ArchUtils.normalize(processor);
      Optional<Path> repacked = repacked(normalized);
      return repacked.isPresent()
          ? Files.newInputStream(repacked.get())
          : DefaultPostgresBinaryResolver.INSTANCE.getPgBinary("Linux", normalized);
    } catch (IllegalStateException e) { // no such archive among the libraries
      throw new IOException(
          String.format(
              Locale.ROOT,
              "there is no PostgreSQL for %s on %s among the libraries; name a server of yours by"
                  + " landfall.database.url",
              system,
              processor),
          e);
    }
  }

  /** Looks for that of a distribution of Linux before that of all, as the resolver does. */
  private static Optional<Path> repacked(String processor) {
    Path folder = Libraries.folder().resolve("postgresql");
    String all = "postgres-linux-" + processor;
    String distribution = Objects.toString(LinuxUtils.getDistributionName(), "");
    String own = all + "-" + distribution.replace(' ', '_').toLowerCase(Locale.ROOT);
    return Stream.of(own, all)
        .map(name -> folder.resolve(name + ".tar.gz"))
        .filter(Files::exists)
        .findFirst();
  }

  /** Tells one release's archive from another's; by CRC, for a cold SHA-256 takes half a second. */
  private static String digest() throws IOException {
    try (var in = new CheckedInputStream(archive(), new CRC32())) {
      long length = in.transferTo(OutputStream.nullOutputStream());
      return String.format(Locale.ROOT, "%08x-%d", in.getChecksum().getValue(), length);
    }
  }

  /** Returns the files of an archive as a whole, whichever way it is compressed. */
  static InputStream decompressed(InputStream archive) throws IOException {
    var in = new BufferedInputStream(archive, BUFFER_BYTES);
    in.mark(1);
    boolean isGzip = in.read() == GZIP_MAGIC;
    in.reset();
    return isGzip ? new GZIPInputStream(in, BUFFER_BYTES) : new XZCompressorInputStream(in);
  }

  static void extract(InputStream archive, Path into) throws IOException {
    InputStream whole = decompressed(archive);
    try (var tar = new TarArchiveInputStream(whole)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path file = into.resolve(entry.getName()).normalize();
        if (!file.startsWith(into)) {
          throw new IOException(
              "The archive of PostgreSQL names a file outside: " + entry.getName());
        }
        write(tar, entry, file);
      }
      whole.transferTo(OutputStream.nullOutputStream()); // to the checksum, which stands last
    }
  }

  private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path file)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      throw new IOException("The archive of PostgreSQL has a hard link: " + entry.getName());
    } else {
      Files.copy(tar, file);
      boolean program = (entry.getMode() & 0100) != 0;
      Files.setPosixFilePermissions(file, permissions(program));
    }
  }

  private static Set<java.nio.file.attribute.PosixFilePermission> permissions(boolean program) {
    return PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--");
  }
}
