package io.landfall.tiles;

import io.landfall.model.tile.TileImage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encoded tiles on the disk of the node, the latest so many bytes of them: each is written behind
 * the one before, at the end from the start again, over the oldest. The file has no name that
 * others could open, and is gone with the process. Where the disk fails nothing is kept any more,
 * and nobody notices but the log. Safe for any thread; reads and writes block.
 */
final class TileFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TileFile.class);

  /**
   * What a tile counts at least, so that very small ones do not fill the heap with their places.
   */
  static final int LEAST_BYTES = 16 << 10;

  /** Of what is free on the disk: others write there, too. */
  private static final long SHARE_OF_DISK = 4;

  /** What is no disk. */
  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

  private final long capacity;
  private final Map<TileKey, FilePlace> places = new HashMap<>();

  /** The same by where they start: a write that began earlier may end later. */
  private final NavigableMap<Long, FilePlace> byStart = new TreeMap<>();

  /** Where tiles start that are being written. */
  private final NavigableSet<Long> writing = new TreeSet<>();

  private FileChannel file; // null: nothing is kept
  private long end;

  /**
   * Where a tile is.
   *
   * @param start counted on over all that was ever written
   * @param length -1: the layer shows nothing there
   */
  private record FilePlace(TileKey key, long start, int length) {}

  private TileFile(FileChannel file, long capacity) {
    this.file = file;
    this.capacity = capacity;
  }

  /** Keeps nothing. */
  static TileFile none() {
    return new TileFile(null, 0);
  }

  /**
   * Makes an empty one.
   *
   * @param folder where its file is
   * @param bytes that are kept at most; below {@link #LEAST_BYTES}: nothing is
   */
  static TileFile in(Path folder, long bytes) {
    if (bytes < LEAST_BYTES) {
      return none();
    }
    try {
      Path path = Files.createTempFile(folder, "landfall-", ".tiles"); // for its owner only
      FileChannel file =
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      return new TileFile(file, bytes);
    } catch (IOException e) {
      LOG.warn("Cannot keep map tiles on the disk, in {}: {}", folder, e.toString());
      return none();
    }
  }

  /**
   * Makes one of as much as suits a disk: a quarter of what is free at most, and nothing where the
   * folder is no disk but memory.
   *
   * @param most bytes
   */
  static TileFile fitting(Path folder, long most) {
    try {
      FileStore store = Files.getFileStore(folder);
      if (IN_MEMORY.contains(store.type())) {
        LOG.info("Map tiles are not kept in {}, which is memory", folder);
        return none();
      }
      return in(folder, Math.min(most, store.getUsableSpace() / SHARE_OF_DISK));
    } catch (IOException e) {
      LOG.warn("Cannot keep map tiles on the disk, in {}: {}", folder, e.toString());
      return none();
    }
  }

  /** Tells whether a tile is here. */
  synchronized boolean holds(TileKey key) {
    return places.containsKey(key);
  }

  /** Returns how many bytes are kept at most. */
  long capacity() {
    return capacity;
  }

  /** Returns how many bytes are in use. */
  synchronized long bytes() {
    return file == null ? 0 : Math.min(end, capacity);
  }

  /** Writes a tile. */
  void put(TileKey key, Optional<TileImage> image) {
    byte[] bytes = image.map(TileImage::bytes).orElse(new byte[0]);
    FileChannel into;
    FilePlace place;
    synchronized (this) {
      into = file;
      if (into == null || bytes.length > capacity || places.containsKey(key)) {
        return;
      }
      long start = startOfNext(bytes.length);
      if (!makeRoom(start + Math.max(bytes.length, LEAST_BYTES))) {
        return; // one who writes there since all was written over must not do so later
      }
      writing.add(start);
      place = new FilePlace(key, start, image.isPresent() ? bytes.length : -1);
    }
    boolean isWritten = write(into, place.start, bytes);
    synchronized (this) {
      writing.remove(place.start);
      if (isWritten && file != null && places.putIfAbsent(key, place) == null) {
        byStart.put(place.start, place);
      }
    }
  }

  private boolean write(FileChannel into, long start, byte[] bytes) {
    try {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        into.write(rest, start % capacity + rest.position());
      }
      return true;
    } catch (IOException e) {
      giveUp(e);
      return false;
    }
  }

  /** Returns a tile; empty where it is not here. */
  Optional<KeptTile> read(TileKey key) {
    FileChannel from;
    FilePlace place;
    synchronized (this) {
      from = file;
      place = places.get(key);
    }
    if (from == null || place == null) {
      return Optional.empty();
    }
    if (place.length < 0) {
      return Optional.of(new KeptTile(Optional.empty()));
    }
    ByteBuffer bytes = ByteBuffer.allocate(place.length);
    try {
      while (bytes.hasRemaining()) {
        if (from.read(bytes, place.start % capacity + bytes.position()) < 0) {
          throw new EOFException("it ends within a tile");
        }
      }
    } catch (IOException e) {
      giveUp(e);
      return Optional.empty();
    }
    synchronized (this) {
      return places.get(key) == place // else it was written over meanwhile
          ? Optional.of(new KeptTile(Optional.of(new TileImage(key.format(), bytes.array()))))
          : Optional.empty();
    }
  }

  /** No tile lies across the end of the file. */
  private long startOfNext(int length) {
    long left = capacity - end % capacity;
    return Math.max(length, LEAST_BYTES) > left ? end + left : end;
  }

  /** Forgets the tiles that the next one is written over; false: one of them is being written. */
  private boolean makeRoom(long nextEnd) {
    if (!writing.isEmpty() && writing.first() < nextEnd - capacity) {
      return false;
    }
    end = nextEnd;
    Map<Long, FilePlace> overwritten = byStart.headMap(end - capacity);
    overwritten.values().forEach(place -> places.remove(place.key));
    overwritten.clear();
    return true;
  }

  private void giveUp(IOException e) {
    synchronized (this) {
      if (file == null) {
        return; // closed, or another has seen it
      }
    }
    if (!(e instanceof ClosedByInterruptException)) { // the node ends
      LOG.warn("Map tiles are not kept on the disk any more: {}", e.toString());
    }
    close();
  }

  /** Frees the room on the disk; nothing is kept any more. */
  @Override
  public void close() {
    FileChannel open;
    synchronized (this) {
      open = file;
      file = null;
      places.clear();
      byStart.clear();
    }
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.warn("Cannot close the file of map tiles: {}", e.toString());
      }
    }
  }
}
