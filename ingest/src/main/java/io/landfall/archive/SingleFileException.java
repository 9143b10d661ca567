package io.landfall.archive;

import java.io.IOException;

/** What was given as an archive is one raster that is compressed as a whole. */
public final class SingleFileException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String command;

  SingleFileException(ArchiveForm form) {
    super("it is one raster that is compressed as a whole, and no archive");
    this.command =
        switch (form) {
          case TAR_BZIP2 -> "bunzip2 -k";
          case TAR_XZ -> "unxz -k";
          case TAR_ZSTD -> "unzstd";
          case TAR, TAR_GZIP, ZIP, EMPTY_ZIP -> "gunzip -k";
        };
  }

  /** Returns the command that decompresses it, before the name of the file. */
  public String command() {
    return command;
  }
}
