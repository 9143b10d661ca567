package io.landfall.delivery.image;

import io.landfall.model.StoredPart;
import io.landfall.store.UploadStream;
import java.io.OutputStream;
import java.util.List;

/**
 * A file that is written from front to back, in the store or on this machine. It exists once {@link
 * #complete} returns; closing it before drops it.
 */
abstract class FileOutput extends OutputStream {
  /** Writes an object of the store. */
  static FileOutput of(UploadStream object) {
    return new FileOutput() {
      @Override
      public void write(byte[] bytes, int at, int length) {
        object.write(bytes, at, length);
      }

      @Override
      void overwriteStart(byte[] bytes) {
        object.overwriteStart(bytes);
      }

      @Override
      List<StoredPart> complete() {
        return object.complete();
      }

      @Override
      public void close() {
        object.close();
      }
    };
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public abstract void write(byte[] bytes, int at, int length);

  /**
   * Writes over the first bytes of a file that was begun for it.
   *
   * @param bytes no more than 8 MiB
   */
  abstract void overwriteStart(byte[] bytes);

  /** Makes the file and returns its parts; none where it does not consist of parts. */
  abstract List<StoredPart> complete();

  @Override
  public abstract void close();
}
