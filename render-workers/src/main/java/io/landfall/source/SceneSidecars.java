package io.landfall.source;

import io.landfall.model.Rescaling;
import io.landfall.model.plan.ExternalMask;
import io.landfall.model.plan.MemberHref;
import io.landfall.raster.BandMetadata;
import io.landfall.raster.DecimalText;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.sidecar.MaskedRasterFile;
import io.landfall.raster.sidecar.PamPlace;
import io.landfall.raster.sidecar.PamXml;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLStreamException;

/**
 * What GDAL keeps in files beside a raster: {@code a.tif.aux.xml} tells more of its bands, {@code
 * a.tif.msk} which pixels are valid; a world file and a {@code .prj} where they lie. They are
 * looked for beside local files only: on another machine each would take a request more for every
 * file, mostly to learn that there is none.
 */
public final class SceneSidecars {
  private static final int MAX_METADATA_BYTES = 4 << 20;

  private final SceneFiles files;

  /** Looks beside the files that {@code files} opens. */
  public SceneSidecars(SceneFiles files) {
    this.files = files;
  }

  /**
   * Returns what a file and the metadata beside it tell. No-data, colours and items are as beside
   * it where told there; name, calibration and unit only where the file tells none, as GDAL has it.
   *
   * @throws io.landfall.model.ExportFailure as {@link SceneFiles#open}; metadata that cannot be
   *     read is a warning
   */
  public RasterInfo info(String href, SceneFiles.FileVersion version) {
    RasterInfo own = files.open(href, version).info();
    List<String> warnings = new ArrayList<>(own.warnings());
    Path image = beside(href, "");
    if (image != null && VirtualRasters.is(image)) { // which holds all that itself
      return own;
    }
    RasterInfo info = image == null ? own : PlaceSidecars.place(own, image, warnings);
    Path path = beside(href, ".aux.xml");
    if (path == null) {
      return info.withBands(info.bands(), warnings);
    }
    String xml = read(path, warnings);
    Map<Integer, BandMetadata> beside = new HashMap<>();
    if (xml != null) {
      try {
        beside.putAll(PamXml.bands(xml));
        if (BandMetadata.dropExcess(beside.values())) {
          warnings.add(
              "%s is read without names or items of its bands, which are too long or too many."
                  .formatted(path));
        }
        List<String> items = new ArrayList<>(info.fileItems());
        PamXml.fileItems(xml).forEach(name -> BandMetadata.addFileItem(name, items));
        info = info.toBuilder().fileItems(items).build();
        info = PamPlace.read(xml).place(info, path.toString(), warnings);
      } catch (XMLStreamException e) {
        warnings.add("%s is not read: it is not valid XML.".formatted(path));
      }
    }
    List<RasterInfo.BandInfo> bands = new ArrayList<>();
    int parts = info.isComplex() ? 2 : 1;
    for (int band = 0; band < info.bands().size(); band++) {
      BandMetadata told = beside.get(band / parts);
      RasterInfo.BandInfo header = info.bands().get(band);
      bands.add(told == null ? header : merged(header, told, band / parts, info, path, warnings));
    }
    return info.withBands(bands, warnings);
  }

  /**
   * Returns the mask beside a file, pinned; {@code null}: there is none.
   *
   * @param info of the file
   * @throws io.landfall.model.ExportFailure SCENE_UNREADABLE or SCENE_UNSUPPORTED, if there is one
   *     that cannot be used: nothing else tells which pixels are valid
   */
  public ExternalMask mask(String href, RasterInfo info) {
    if (beside(href, ".msk") == null) {
      return null;
    }
    String mask = href + ".msk";
    SceneFiles.FileVersion version = files.version(mask);
    try {
      MaskedRasterFile.check(info, files.open(mask, version));
    } catch (RasterException e) {
      throw SceneFiles.failure(e);
    }
    return new ExternalMask(mask, version.etag(), version.bytes());
  }

  private static Path beside(String href, String suffix) {
    if (!href.startsWith("file:") || MemberHref.parse(href).isPresent()) {
      return null;
    }
    Path path = Path.of(URI.create(href + suffix));
    return Files.isRegularFile(path) ? path : null;
  }

  private static String read(Path path, List<String> warnings) {
    String why;
    try {
      long bytes = Files.size(path);
      if (bytes <= MAX_METADATA_BYTES) {
        return Files.readString(path, StandardCharsets.UTF_8);
      }
      why = "it has %d bytes, and at most %d are read".formatted(bytes, MAX_METADATA_BYTES);
    } catch (IOException e) {
      why = e.toString();
    }
    warnings.add("%s is not read: %s.".formatted(path, why));
    return null;
  }

  private static RasterInfo.BandInfo merged(
      RasterInfo.BandInfo own,
      BandMetadata told,
      int band,
      RasterInfo info,
      Path path,
      List<String> warnings) {
    Rescaling calibration =
        told.calibration(
            dropped ->
                warnings.add(
                    "%s is read without the %s of band %d, which is not usable."
                        .formatted(path, dropped, band + 1)));
    String number = String.valueOf(band + 1);
    String name = told.get(BandMetadata.Field.DESCRIPTION);
    String unit = told.get(BandMetadata.Field.UNIT);
    String color = told.get(BandMetadata.Field.COLOR);
    Map<String, String> items = new HashMap<>(own.items());
    items.putAll(told.items());
    return new RasterInfo.BandInfo(
        name != null && own.name().equals(number) ? name : own.name(),
        own.type(),
        nodata(own, told, number, path, warnings),
        color == null || info.isComplex() ? own.color() : color.strip().toLowerCase(Locale.ROOT),
        own.calibration() == null ? calibration : own.calibration(),
        own.unit() == null ? unit : own.unit(),
        items);
  }

  private static Double nodata(
      RasterInfo.BandInfo own, BandMetadata told, String number, Path path, List<String> warnings) {
    String text = told.get(BandMetadata.Field.NODATA);
    Double nodata = text == null ? null : DecimalText.parseNodata(text, own.type());
    if (nodata == null && text != null) {
      warnings.add(
          "%s is read without the no-data value of band %s, which is not a number."
              .formatted(path, number));
    }
    if (nodata != null && own.nodata() != null && nodata.compareTo(own.nodata()) != 0) {
      warnings.add(
          "%s tells the no-data value %s of band %s, the file itself %s; as in GDAL, the former counts."
              .formatted(path, text.strip(), number, own.nodata()));
    }
    return nodata == null ? own.nodata() : nodata;
  }
}
