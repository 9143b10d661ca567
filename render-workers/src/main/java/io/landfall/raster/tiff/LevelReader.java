package io.landfall.raster.tiff;

import static io.landfall.raster.tiff.format.TagValue.REDUCED_IMAGE;
import static io.landfall.raster.tiff.format.TagValue.TRANSPARENCY_MASK;

import io.landfall.model.SampleType;
import io.landfall.raster.RasterException;
import io.landfall.raster.tiff.codec.Codecs;
import io.landfall.raster.tiff.format.Tag;
import io.landfall.raster.tiff.format.TiffLimits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the image of a file, its reduced images and the masks of them all. */
final class LevelReader {
  private static final int PAGE = 0;

  private final TiffBytes bytes;
  private final Directory main;
  private final Map<Integer, List<Directory>> byKind = new HashMap<>();
  private final Codecs codecs;
  private final double fill;
  private final Map<Directory, Optional<ImageLayout>> reducedMasks = new HashMap<>();
  private long blocks;

  LevelReader(TiffBytes bytes, List<Directory> all, Codecs codecs) {
    this.bytes = bytes;
    this.main = all.get(0);
    this.codecs = codecs;
    this.fill = BandTags.fill(main);
    for (var directory : all.subList(1, all.size())) {
      kind(directory).ifPresent(kind -> directories(kind).add(directory));
    }
  }

  /** Returns full resolution first, then smaller ones; where it has a mask, they have one. */
  List<Level> read() {
    var full = layout(main, fill);
    var mask = mask(full);
    List<Level> levels = new ArrayList<>();
    for (var directory : directories(REDUCED_IMAGE)) {
      readable(directory, fill, "its overview")
          .filter(image -> isReductionOf(full, image))
          .map(image -> new Level(image, mask == null ? null : reducedMask(image)))
          .filter(level -> mask == null || level.mask() != null)
          .ifPresent(levels::add);
    }
    long pages =
        directories(PAGE).stream().filter(directory -> directory.has(Tag.IMAGE_WIDTH)).count();
    if (pages > 0) {
      bytes.warn(pages == 1 ? "its second page" : "the %d pages after the first".formatted(pages));
    }
    levels.sort(Comparator.<Level>comparingInt(level -> level.image().width()).reversed());
    levels.add(0, new Level(full, mask));
    return levels;
  }

  private List<Directory> directories(int kind) {
    return byKind.computeIfAbsent(kind, k -> new ArrayList<>());
  }

  /** Tells overviews and masks from pages, which are images of their own. */
  private Optional<Integer> kind(Directory directory) {
    try {
      int flags = (int) directory.number(Tag.NEW_SUBFILE_TYPE, PAGE);
      return Optional.of(flags & (REDUCED_IMAGE | TRANSPARENCY_MASK));
    } catch (RasterException damaged) {
      bytes.warnOf("the image directory at byte " + directory.offset(), damaged);
      return Optional.empty();
    }
  }

  /** A mask that cannot be read is a refusal: it says what of the image is valid. */
  private ImageLayout mask(ImageLayout full) {
    for (var directory : directories(TRANSPARENCY_MASK)) {
      var mask = maskLayout(directory);
      if (mask.width() == full.width() && mask.height() == full.height()) {
        if (!isMask(mask)) {
          throw bytes.unsupported(
              "a mask of %d bands of %s".formatted(mask.bands(), mask.stored().label()),
              "make it one of a single band of 1 or 8 bits");
        }
        return mask;
      }
    }
    return null;
  }

  private ImageLayout maskLayout(Directory directory) {
    try {
      return layout(directory, 0);
    } catch (RasterException bad) {
      throw new RasterException(
          bad.reason(), bad.getMessage() + " (this is its mask, which tells what is valid)", bad);
    }
  }

  private ImageLayout reducedMask(ImageLayout image) {
    return directories(REDUCED_IMAGE | TRANSPARENCY_MASK).stream()
        .flatMap(directory -> readableMask(directory).stream())
        .filter(mask -> mask.width() == image.width() && mask.height() == image.height())
        .filter(LevelReader::isMask)
        .findFirst()
        .orElse(null);
  }

  /** Reads each once, however many images it may belong to: its blocks count. */
  private Optional<ImageLayout> readableMask(Directory directory) {
    return reducedMasks.computeIfAbsent(
        directory, mask -> readable(mask, 0, "the mask of its overview"));
  }

  private static boolean isMask(ImageLayout mask) {
    return mask.bands() == 1 && mask.type() == SampleType.UINT8;
  }

  /** Overviews and their masks save work and say nothing new: bad ones are dropped. */
  private Optional<ImageLayout> readable(Directory directory, double fillOfSparse, String what) {
    try {
      var layout = layout(directory, fillOfSparse);
      for (int i = 0; i < layout.offsets().length; i++) {
        if (layout.offsets()[i] != 0) {
          bytes.checkRange(layout.offsets()[i], layout.lengths()[i], "a block");
        }
      }
      return Optional.of(layout);
    } catch (RasterException bad) {
      bytes.warnOf(what, bad);
      return Optional.empty();
    }
  }

  /** Directories may share their lists of blocks: a small file can claim many long ones. */
  private ImageLayout layout(Directory directory, double fillOfSparse) {
    if (blocks <= TiffLimits.BLOCKS_OF_ALL) {
      var layout = new LayoutReader(bytes, directory, codecs).read(fillOfSparse);
      blocks += layout.offsets().length;
      if (blocks <= TiffLimits.BLOCKS_OF_ALL) {
        return layout;
      }
    }
    throw bytes.damaged(
        directory.offset(),
        "an image that has more than %d blocks with its reduced ones and masks"
            .formatted(TiffLimits.BLOCKS_OF_ALL));
  }

  private static boolean isReductionOf(ImageLayout full, ImageLayout reduced) {
    return reduced.bands() == full.bands()
        && reduced.type() == full.type()
        && reduced.width() <= full.width()
        && reduced.height() <= full.height();
  }
}
