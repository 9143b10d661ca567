package io.landfall.catalogue;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The band files of one product, by number; those without one come last. Where several files hold a
 * band, the best comes first: reflectance of the surface, then the finest.
 */
final class FolderBands {
  private static final List<String> LEVELS = List.of("SR", "ST", "", "TOA", "TA", "BT");

  private static final Comparator<NamedFile> ORDER =
      Comparator.comparing((NamedFile file) -> file.sortKey())
          .thenComparing(file -> LEVELS.indexOf(file.band().level()))
          .thenComparing(file -> file.band().meters());

  /** A file whose name is a band's. */
  record NamedFile(Path path, BandFile band) {
    private String stem() {
      String name = path.getFileName().toString();
      return name.substring(0, name.lastIndexOf('.'));
    }

    private boolean isJpeg2000() {
      return path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".jp2");
    }

    private String sortKey() {
      return band.number() == null
          ? "~" + band.code().toUpperCase(Locale.ROOT)
          : String.format(
              Locale.ROOT,
              "%3s%s/%s",
              band.number().replace("A", ""),
              band.number(),
              band.gain() == null ? "" : band.gain());
    }

    private String rank() {
      return String.format(Locale.ROOT, "%s %s %d", sortKey(), band.level(), band.meters());
    }
  }

  /** One band file, and what else of the product holds its band. */
  record ProductBand(NamedFile file, boolean isBest, List<String> otherCodes) {
    /** Returns what it answers to, the name for people first. */
    List<String> aliases(BandAliases names) {
      BandFile band = file.band();
      if (!isBest) {
        return names.secondaryAliases(band);
      }
      List<String> aliases = new ArrayList<>(names.aliases(band));
      aliases.removeIf(alias -> otherCodes.stream().anyMatch(alias::equalsIgnoreCase));
      if (band.meters() > 0) {
        aliases.addAll(names.secondaryAliases(band));
      }
      return aliases;
    }
  }

  private final List<NamedFile> files;

  private FolderBands(List<NamedFile> files) {
    this.files = files;
  }

  /**
   * Reads the names of rasters; files that are no bands are left out.
   *
   * @param folder for messages
   * @throws ExportFailure SCENE_UNSUPPORTED where they are of several products, or two hold the
   *     same
   */
  static FolderBands of(Path folder, List<Path> rasters) {
    List<NamedFile> named = new ArrayList<>();
    for (Path raster : rasters) {
      BandFile.parse(new NamedFile(raster, null).stem())
          .ifPresent(band -> named.add(new NamedFile(raster, band)));
    }
    requireOneProduct(folder, named);
    named.sort(ORDER);
    return new FolderBands(withoutDuplicates(folder, named));
  }

  private static void requireOneProduct(Path folder, List<NamedFile> files) {
    Map<String, String> products = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    files.forEach(file -> products.putIfAbsent(file.band().product(), file.stem()));
    if (products.size() > 1) {
      List<String> names =
          products.entrySet().stream()
              .map(product -> product.getKey().isEmpty() ? product.getValue() : product.getKey())
              .toList();
      throw new ExportFailure(
          ErrorCode.SCENE_UNSUPPORTED,
          String.format(
              Locale.ROOT,
              "Cannot use %s as a scene: it holds bands of %d products, %s, which are never mixed in one scene. Put the files of each into a folder of its own.",
              folder,
              names.size(),
              names.size() == 2
                  ? names.get(0) + " and " + names.get(1)
                  : String.format(Locale.ROOT, "%s, %s and others", names.get(0), names.get(1))));
    }
  }

  /** A JPEG 2000 file counts only where no TIFF holds the same. */
  private static List<NamedFile> withoutDuplicates(Path folder, List<NamedFile> files) {
    Map<String, NamedFile> byRank = new LinkedHashMap<>();
    for (NamedFile file : files) {
      NamedFile other = byRank.putIfAbsent(file.rank(), file);
      if (other == null) {
        continue;
      }
      if (file.isJpeg2000() == other.isJpeg2000()) {
        throw new ExportFailure(
            ErrorCode.SCENE_UNSUPPORTED,
            String.format(
                Locale.ROOT,
                "Cannot use %s as a scene: both %s and %s are band %s. Take one of them out of the folder.",
                folder,
                other.path().getFileName(),
                file.path().getFileName(),
                file.band().code()));
      }
      byRank.put(file.rank(), file.isJpeg2000() ? other : file);
    }
    return List.copyOf(byRank.values());
  }

  /** Tells whether no file is named like a band. */
  boolean isEmpty() {
    return files.isEmpty();
  }

  /** Returns what the names of the files start with; {@code ""}: they are bands alone. */
  String product() {
    return files.get(0).band().product();
  }

  /** Returns the bands in their order. */
  List<ProductBand> bands() {
    List<ProductBand> bands = new ArrayList<>();
    String last = null;
    for (NamedFile file : files) {
      List<String> otherCodes =
          files.stream()
              .filter(other -> other != file && other.sortKey().equals(file.sortKey()))
              .map(other -> other.band().code())
              .filter(code -> !code.equalsIgnoreCase(file.band().code()))
              .toList();
      bands.add(new ProductBand(file, !file.sortKey().equals(last), otherCodes));
      last = file.sortKey();
    }
    return bands;
  }
}
