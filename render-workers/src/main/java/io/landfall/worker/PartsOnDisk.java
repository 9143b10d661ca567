package io.landfall.worker;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.landfall.model.StoredPart;
import io.landfall.store.UploadBody;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Parts one after the other in a local file, where zeros that fill them up take no room. */
final class PartsOnDisk implements AutoCloseable {
  private static final int COPY_BYTES = 1 << 20;

  private final FileChannel file;
  private long bytes;

  private PartsOnDisk(FileChannel file) {
    this.file = file;
  }

  static PartsOnDisk create(Path path) throws IOException {
    return new PartsOnDisk(FileChannel.open(path, CREATE_NEW, READ, WRITE));
  }

  /** Appends a part, and tells its size and SHA-256. */
  StoredPart add(int number, UploadBody part) throws IOException {
    file.position(bytes);
    for (byte[] chunk : part.chunks()) {
      ByteBuffer from = ByteBuffer.wrap(chunk);
      while (from.hasRemaining()) {
        file.write(from);
      }
    }
    bytes += part.bytes();
    String sha256 = HexFormat.of().formatHex(part.digest("SHA-256"));
    return new StoredPart(number, "", part.bytes(), sha256);
  }

  /** Appends all of another file. */
  void addAll(PartsOnDisk other) throws IOException {
    other.fill();
    file.position(bytes);
    for (long done = 0; done < other.bytes; ) {
      done += other.file.transferTo(done, other.bytes - done, file);
    }
    bytes += other.bytes;
  }

  /** Returns the size of all parts. */
  long bytes() {
    return bytes;
  }

  /** Returns the SHA-256 of the whole file, in hexadecimal. */
  String sha256() throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
    fill();
    ByteBuffer buffer = ByteBuffer.allocate(COPY_BYTES);
    file.position(0);
    while (file.read(buffer) >= 0) {
      digest.update(buffer.flip());
      buffer.clear();
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The last part may end in zeros that nothing is behind. */
  private void fill() throws IOException {
    if (file.size() < bytes) {
      file.write(ByteBuffer.allocate(1), bytes - 1);
    }
  }

  @Override
  public void close() throws IOException {
    fill();
    file.close();
  }
}
