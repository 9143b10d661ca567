package io.landfall.raster.zarr;

import static io.landfall.raster.zarr.ZarrJson.object;

import io.landfall.model.request.OutputFormat.BlockCompression;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The {@code zarr.json} of groups and arrays, but for their attributes. */
final class ZarrArrays {
  private static final Map<String, Object> LITTLE_ENDIAN =
      codec("bytes", object("endian", "little"));

  private ZarrArrays() {}

  static Map<String, Object> group(Map<String, Object> attributes) {
    return object("zarr_format", 3, "node_type", "group", "attributes", attributes);
  }

  /** Describes an array that is one chunk. */
  static Map<String, Object> whole(
      String type, List<Integer> shape, List<String> dimensions, Map<String, Object> attributes) {
    return array(type, shape, shape, 0, List.of(LITTLE_ENDIAN), dimensions, attributes);
  }

  /**
   * Describes an array of shards.
   *
   * @param shape bands if there are, rows, columns
   * @param chunk of rows and columns
   * @param chunksOfSide of a shard
   * @param fill the value where there is no chunk
   * @param level of the compression
   */
  static Map<String, Object> sharded(
      String type,
      List<Integer> shape,
      int chunk,
      int chunksOfSide,
      Object fill,
      BlockCompression compression,
      int level,
      List<String> dimensions,
      Map<String, Object> attributes) {
    List<Integer> bands = shape.subList(0, shape.size() - 2);
    boolean interleaved = !bands.isEmpty() && bands.get(0) > 1;
    List<Map<String, Object>> codecs =
        Stream.of(
                interleaved ? codec("transpose", object("order", List.of(1, 2, 0))) : null,
                LITTLE_ENDIAN,
                compression == BlockCompression.ZSTD
                    ? codec("zstd", object("level", level, "checksum", false))
                    : null)
            .filter(codec -> codec != null)
            .toList();
    Map<String, Object> sharding =
        codec(
            "sharding_indexed",
            object(
                "chunk_shape",
                with(bands, chunk),
                "codecs",
                codecs,
                "index_codecs",
                List.of(LITTLE_ENDIAN, object("name", "crc32c")),
                "index_location",
                "end"));
    return array(
        type,
        shape,
        with(bands, chunk * chunksOfSide),
        fill,
        List.of(sharding),
        dimensions,
        attributes);
  }

  private static List<Integer> with(List<Integer> bands, int side) {
    return Stream.concat(bands.stream(), IntStream.of(side, side).boxed()).toList();
  }

  private static Map<String, Object> array(
      String type,
      List<Integer> shape,
      List<Integer> chunk,
      Object fill,
      List<Map<String, Object>> codecs,
      List<String> dimensions,
      Map<String, Object> attributes) {
    return object(
        "zarr_format",
        3,
        "node_type",
        "array",
        "shape",
        shape,
        "data_type",
        type,
        "chunk_grid",
        object("name", "regular", "configuration", object("chunk_shape", chunk)),
        "chunk_key_encoding",
        object("name", "default", "configuration", object("separator", "/")),
        "fill_value",
        fill,
        "codecs",
        codecs,
        "dimension_names",
        dimensions,
        "attributes",
        attributes);
  }

  private static Map<String, Object> codec(String name, Map<String, Object> configuration) {
    return object("name", name, "configuration", configuration);
  }
}
