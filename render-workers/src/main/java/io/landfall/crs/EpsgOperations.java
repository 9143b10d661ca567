package io.landfall.crs;

import io.landfall.crs.DatumShift.Ellipsoid;
import io.landfall.crs.DatumShift.Parameters;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** The datums of the EPSG database and the operations between them, read once. */
final class EpsgOperations {
  private static final int LONGITUDE_ROTATION = 9601;
  private static final int LONLAT_OFFSETS = 9619;
  private static final int SEXAGESIMAL = 9110;

  /** In metres, as EPSG itself writes where it does not know. */
  static final double UNKNOWN_ACCURACY = 999;

  /**
   * Offsets, translation, position vector, coordinate frame, Molodensky-Badekas, in each domain.
   */
  private static final Set<Integer> SHIFTS =
      Set.of(
          LONGITUDE_ROTATION,
          LONLAT_OFFSETS,
          9603,
          1031,
          1035,
          9606,
          1033,
          1037,
          9607,
          1032,
          1038,
          9636,
          1034,
          1039,
          1061,
          1062,
          1063);

  /** Those of the shifts that turn the axes instead of the position. */
  private static final Set<Integer> OF_THE_FRAME = Set.of(9607, 1032, 1038, 9636, 1034, 1039);

  /** NADCON, NTv1, NTv2, NADCON5, IGN's grids, GNTRANS and OSTN: by files of shifts. */
  private static final Set<Integer> BY_GRID =
      Set.of(9613, 9614, 9615, 1074, 1075, 1087, 1040, 9633);

  private final Map<Integer, Integer> datums = new HashMap<>();
  private final Map<Integer, Integer> planes = new HashMap<>();
  private final Map<Integer, Set<Integer>> rotated = new HashMap<>();
  private final Map<Integer, Double> meridians = new HashMap<>();
  private final Map<Integer, Ellipsoid> ellipsoids = new HashMap<>();
  private final Map<Integer, List<DatumOperation>> operations = new HashMap<>();

  private EpsgOperations() {}

  /** Reads a database of the EPSG data set. */
  static EpsgOperations read(DataSource database) throws SQLException {
    var read = new EpsgOperations();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      read.readDatums(statement);
      read.readEnsembles(statement);
      read.readOperations(statement);
    }
    return read;
  }

  /** Returns the code of the datum of a CRS; 0 if it has none that is known. */
  int datum(int crs) {
    return datums.getOrDefault(crs, 0);
  }

  /**
   * Returns the datums that are a datum but for where longitudes start, as NTF is NTF (Paris), and
   * itself: longitudes count from Greenwich here.
   */
  Set<Integer> fromGreenwich(int datum) {
    return rotated.getOrDefault(datum, Set.of(datum));
  }

  /** Returns the code of a CRS without its heights; the same code if it has none. */
  int plane(int crs) {
    return planes.getOrDefault(crs, crs);
  }

  /** Returns the operations that start or end at a datum, by their codes. */
  List<DatumOperation> of(int datum) {
    return operations.getOrDefault(datum, List.of());
  }

  /** Returns the ellipsoid of a datum. */
  Ellipsoid ellipsoid(int datum) {
    return ellipsoids.get(datum);
  }

  private void readDatums(Statement statement) throws SQLException {
    Map<Integer, Integer> bases = new HashMap<>();
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT coord_ref_sys_code, datum_code, base_crs_code, coord_ref_sys_kind, deprecated"
                + " FROM epsg_coordinatereferencesystem WHERE coord_ref_sys_kind IN ('geographic"
                + " 2D', 'geographic 3D', 'geocentric', 'projected') ORDER BY"
                + " coord_ref_sys_code")) {
      while (rows.next()) {
        (rows.getInt(2) == 0 ? bases : datums)
            .put(rows.getInt(1), rows.getInt(rows.getInt(2) == 0 ? 3 : 2));
        if (rows.getString(4).equals("geographic 2D") && rows.getInt(5) == 0) {
          planes.putIfAbsent(rows.getInt(3), rows.getInt(1));
        }
      }
    }
    bases.forEach((crs, base) -> datums.put(crs, datums.getOrDefault(base, 0)));
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT d.datum_code, e.semi_major_axis * u.factor_b / u.factor_c,"
                + " e.semi_minor_axis * u.factor_b / u.factor_c, e.inv_flattening FROM epsg_datum d"
                + " JOIN epsg_ellipsoid e ON e.ellipsoid_code = d.ellipsoid_code"
                + " JOIN epsg_unitofmeasure u ON u.uom_code = e.uom_code")) {
      while (rows.next()) {
        double major = rows.getDouble(2);
        double inverse = rows.getDouble(4);
        double minor = inverse == 0 ? rows.getDouble(3) : major * (1 - 1 / inverse);
        double ratio = minor == 0 ? 1 : minor / major;
        ellipsoids.put(rows.getInt(1), new Ellipsoid(major, 1 - ratio * ratio));
      }
    }
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT d.datum_code, m.greenwich_longitude, u.uom_code, u.factor_b, u.factor_c"
                + " FROM epsg_datum d"
                + " JOIN epsg_primemeridian m ON m.prime_meridian_code = d.prime_meridian_code"
                + " JOIN epsg_unitofmeasure u ON u.uom_code = m.uom_code")) {
      while (rows.next()) {
        meridians.put(rows.getInt(1), Math.toDegrees(value(rows, 2)));
      }
    }
  }

  /** Reads a value, its unit and the unit's two factors: metres, radians, and parts of one. */
  private static double value(ResultSet rows, int column) throws SQLException {
    double value = rows.getDouble(column);
    if (rows.getInt(column + 1) != SEXAGESIMAL) {
      return value * rows.getDouble(column + 2) / rows.getDouble(column + 3);
    }
    double rest = Math.abs(value) + 1e-11; // -17.394602: 17 degrees, 39 minutes, 46.02 seconds
    double degrees = Math.floor(rest);
    double minutes = Math.floor((rest - degrees) * 100);
    double seconds = ((rest - degrees) * 100 - minutes) * 100;
    return Math.copySign(Math.toRadians(degrees + minutes / 60 + seconds / 3600), value);
  }

  private void readOperations(Statement statement) throws SQLException {
    Map<Integer, List<LonLatBox>> extents = new HashMap<>();
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT u.object_code, e.bbox_west_bound_lon, e.bbox_south_bound_lat,"
                + " e.bbox_east_bound_lon, e.bbox_north_bound_lat FROM epsg_usage u"
                + " JOIN epsg_extent e ON e.extent_code = u.extent_code"
                + " WHERE LOWER(u.object_table_name) = 'epsg_coordoperation'"
                + " AND e.bbox_west_bound_lon IS NOT NULL")) {
      while (rows.next()) {
        extents
            .computeIfAbsent(rows.getInt(1), code -> new ArrayList<>())
            .add(
                LonLatBox.ofBounds(
                    rows.getDouble(2), rows.getDouble(3), rows.getDouble(4), rows.getDouble(5)));
      }
    }
    Map<Integer, List<Integer>> superseded = new HashMap<>();
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT object_code, superseded_by FROM epsg_supersession"
                + " WHERE LOWER(object_table_name) = 'epsg_coordoperation'")) {
      while (rows.next()) {
        superseded.computeIfAbsent(rows.getInt(1), code -> new ArrayList<>()).add(rows.getInt(2));
      }
    }
    Map<Integer, Map<Integer, Double>> values = readValues(statement);
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT coord_op_code, coord_op_name, source_crs_code, target_crs_code,"
                + " coord_op_accuracy, coord_op_method_code FROM epsg_coordoperation"
                + " WHERE deprecated = 0 AND coord_op_type = 'transformation'"
                + " AND coord_op_method_code IN (%s) ORDER BY coord_op_code"
                    .formatted(methods()))) {
      while (rows.next()) {
        int code = rows.getInt(1);
        int method = rows.getInt(6);
        double accuracy = rows.getDouble(5);
        boolean unknown = rows.wasNull();
        int from = datum(rows.getInt(3));
        int to = datum(rows.getInt(4));
        Parameters parameters =
            BY_GRID.contains(method) ? null : parameters(method, values.get(code));
        if (method == LONGITUDE_ROTATION) {
          double turn = meridians.getOrDefault(to, 0.0) - meridians.getOrDefault(from, 0.0);
          parameters = Parameters.ofLongitude(parameters.addLongitude() + turn);
          if (parameters.isNone()) {
            rotated.computeIfAbsent(from, one -> new TreeSet<>(Set.of(one))).add(to);
            continue;
          }
        }
        add(
            new DatumOperation(
                code,
                rows.getString(2),
                from,
                to,
                unknown ? UNKNOWN_ACCURACY : accuracy,
                extents.getOrDefault(code, List.of()),
                parameters,
                superseded.getOrDefault(code, List.of())));
      }
    }
  }

  private static String methods() {
    List<Integer> methods = new ArrayList<>(SHIFTS);
    methods.addAll(BY_GRID);
    return methods.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** Reads the numbers of all shifts. */
  private static Map<Integer, Map<Integer, Double>> readValues(Statement statement)
      throws SQLException {
    Map<Integer, Map<Integer, Double>> values = new HashMap<>();
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT v.coord_op_code, v.parameter_code, v.parameter_value, u.uom_code, u.factor_b,"
                + " u.factor_c FROM epsg_coordoperationparamvalue v"
                + " JOIN epsg_unitofmeasure u ON u.uom_code = v.uom_code"
                + " WHERE v.coord_op_method_code IN (%s)".formatted(methods()))) {
      while (rows.next()) {
        values
            .computeIfAbsent(rows.getInt(1), code -> new HashMap<>())
            .put(rows.getInt(2), value(rows, 3));
      }
    }
    return values;
  }

  private static Parameters parameters(int method, Map<Integer, Double> values) {
    double sign = OF_THE_FRAME.contains(method) ? -1 : 1;
    return new Parameters(
        values.getOrDefault(8605, 0.0),
        values.getOrDefault(8606, 0.0),
        values.getOrDefault(8607, 0.0),
        sign * values.getOrDefault(8608, 0.0),
        sign * values.getOrDefault(8609, 0.0),
        sign * values.getOrDefault(8610, 0.0),
        values.getOrDefault(8611, 0.0),
        values.getOrDefault(8617, 0.0),
        values.getOrDefault(8618, 0.0),
        values.getOrDefault(8667, 0.0),
        Math.toDegrees(values.getOrDefault(8602, 0.0)),
        Math.toDegrees(values.getOrDefault(8601, 0.0)));
  }

  /** Joins the realizations of an ensemble, such as WGS 84 (G1762), with it. */
  private void readEnsembles(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT m.datum_code, e.datum_ensemble_code, e.ensemble_accuracy FROM"
                + " epsg_datumensemble e JOIN epsg_datumensemblemember m ON m.datum_ensemble_code ="
                + " e.datum_ensemble_code ORDER BY m.datum_code")) {
      while (rows.next()) {
        if (ellipsoids.containsKey(rows.getInt(1))) {
          ellipsoids.putIfAbsent(rows.getInt(2), ellipsoids.get(rows.getInt(1)));
        }
        add(
            new DatumOperation(
                0,
                "Realization of an ensemble",
                rows.getInt(1),
                rows.getInt(2),
                rows.getDouble(3),
                List.of(new LonLatBox(-180, -90, 180, 90)),
                Parameters.NONE,
                List.of()));
      }
    }
  }

  private void add(DatumOperation operation) {
    if (operation.from() != operation.to()
        && ellipsoids.containsKey(operation.from())
        && ellipsoids.containsKey(operation.to())) {
      operations.computeIfAbsent(operation.from(), datum -> new ArrayList<>()).add(operation);
      operations.computeIfAbsent(operation.to(), datum -> new ArrayList<>()).add(operation);
    }
  }
}
