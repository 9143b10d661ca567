package io.landfall.raster.tiff;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** EPSG codes of geographic CRSs by the names that Esri and EPSG give their datums. */
final class WktDatums {
  private static final Map<String, Integer> CODES =
      Map.ofEntries(
          Map.entry("wgs1984", 4326),
          Map.entry("wgs84", 4326),
          Map.entry("worldgeodeticsystem1984", 4326),
          Map.entry("worldgeodeticsystem1984ensemble", 4326),
          Map.entry("wgs1984majorauxiliarysphere", 4326),
          Map.entry("wgs1972", 4322),
          Map.entry("northamerican1927", 4267),
          Map.entry("northamericandatum1927", 4267),
          Map.entry("northamerican1983", 4269),
          Map.entry("northamericandatum1983", 4269),
          Map.entry("northamerican1983harn", 4152),
          Map.entry("northamerican1983csrs", 4617),
          Map.entry("nad831996", 6783),
          Map.entry("nad1983nsrs2007", 4759),
          Map.entry("nad19832011", 6318),
          Map.entry("nad83nationalspatialreferencesystem2011", 6318),
          Map.entry("etrs1989", 4258),
          Map.entry("europeanterrestrialreferencesystem1989", 4258),
          Map.entry("europeanterrestrialreferencesystem1989ensemble", 4258),
          Map.entry("european1950", 4230),
          Map.entry("europeandatum1950", 4230),
          Map.entry("gda1994", 4283),
          Map.entry("geocentricdatumofaustralia1994", 4283),
          Map.entry("gda2020", 7844),
          Map.entry("geocentricdatumofaustralia2020", 7844),
          Map.entry("australian1966", 4202),
          Map.entry("australian1984", 4203),
          Map.entry("nzgd2000", 4167),
          Map.entry("newzealandgeodeticdatum2000", 4167),
          Map.entry("newzealand1949", 4272),
          Map.entry("osgb1936", 4277),
          Map.entry("ordnancesurveyofgreatbritain1936", 4277),
          Map.entry("irenet95", 4173),
          Map.entry("tm65", 4299),
          Map.entry("amersfoort", 4289),
          Map.entry("belge1972", 4313),
          Map.entry("reseaunationalbelge1972", 4313),
          Map.entry("deutscheshauptdreiecksnetz", 4314),
          Map.entry("mgi", 4312),
          Map.entry("militargeographischeinstitut", 4312),
          Map.entry("ch1903", 4149),
          Map.entry("ch1903plus", 4150),
          Map.entry("rgf1993", 4171),
          Map.entry("reseaugeodesiquefrancais1993", 4171),
          Map.entry("ntf", 4275),
          Map.entry("nouvelletriangulationfrancaise", 4275),
          Map.entry("montemario", 4265),
          Map.entry("pulkovo1942", 4284),
          Map.entry("pulkovo1995", 4200),
          Map.entry("sjtsk", 4156),
          Map.entry("hungariandatum1972", 4237),
          Map.entry("rt1990", 4124),
          Map.entry("sweref99", 4619),
          Map.entry("kkj", 4123),
          Map.entry("ggrs1987", 4121),
          Map.entry("southamerican1969", 4618),
          Map.entry("sirgas2000", 4674),
          Map.entry("sistemadereferenciageocentricoparalasamericas2000", 4674),
          Map.entry("magna", 4686),
          Map.entry("corregoalegre", 4225),
          Map.entry("provisionalsamerican1956", 4248),
          Map.entry("tokyo", 4301),
          Map.entry("jgd2000", 4612),
          Map.entry("japanesegeodeticdatum2000", 4612),
          Map.entry("jgd2011", 6668),
          Map.entry("japanesegeodeticdatum2011", 6668),
          Map.entry("korea2000", 4737),
          Map.entry("korean2000", 4737),
          Map.entry("china2000", 4490),
          Map.entry("beijing1954", 4214),
          Map.entry("xian1980", 4610),
          Map.entry("hongkong1980", 4611),
          Map.entry("indian1975", 4240),
          Map.entry("kertau", 4245),
          Map.entry("cape", 4222),
          Map.entry("hartebeesthoek1994", 4148),
          Map.entry("arc1950", 4209),
          Map.entry("arc1960", 4210),
          Map.entry("adindan", 4201),
          Map.entry("egypt1907", 4229),
          Map.entry("nordsahara1959", 4307));

  private WktDatums() {}

  /** Finds the geographic CRS of a datum. */
  static OptionalInt find(String name) {
    String plain =
        name.toLowerCase(Locale.ROOT)
            .replaceFirst("^d_", "")
            .replace("+", "plus")
            .replaceAll("[^\\p{L}\\p{N}]", "");
    Integer code = CODES.get(plain);
    return code == null ? OptionalInt.empty() : OptionalInt.of(code);
  }
}
