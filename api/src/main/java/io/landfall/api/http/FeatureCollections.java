package io.landfall.api.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.Json;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Answers of GeoJSON features. Many are written while they are sent: as JSON they take ten times
 * what they take as rows.
 */
public final class FeatureCollections {
  /** So many features are written at once, and sent with their length. */
  static final int MOST_AT_ONCE = 50;

  /** Features and commas that are sent as one chunk: some 100 KB. */
  private static final int CHUNK_ELEMENTS = 64;

  private static final ByteString COMMA = ByteString.fromString(",");
  private static final ByteString BEGIN =
      ByteString.fromString("{\"type\":\"FeatureCollection\",\"features\":[");
  private static final ByteString END = ByteString.fromString("]");

  private FeatureCollections() {}

  /**
   * Answers with features that are at hand as rows.
   *
   * @param members of the collection besides, behind its features
   */
  public static <T> HttpResponse of(
      ContentType type, List<T> rows, Function<T, ObjectNode> feature, ObjectNode members) {
    if (rows.size() > MOST_AT_ONCE) {
      return stream(type, Source.from(rows).map(feature::apply), () -> members);
    }
    ObjectNode json = Json.object().put("type", "FeatureCollection");
    ArrayNode features = json.putArray("features");
    rows.forEach(row -> features.add(feature.apply(row)));
    return HttpResponses.json(200, type, json.setAll(members));
  }

  /**
   * Answers with features as they come.
   *
   * @param members of the collection besides, behind its features; called when all have come
   */
  public static HttpResponse stream(
      ContentType type, Source<ObjectNode, ?> features, Supplier<ObjectNode> members) {
    Source<ByteString, ?> bytes =
        features
            .map(feature -> ByteString.fromArrayUnsafe(Json.toBytes(feature)))
            .intersperse(BEGIN, COMMA, END)
            .concatLazy(Source.lazySingle(() -> closing(members.get())))
            .grouped(CHUNK_ELEMENTS)
            .map(parts -> parts.stream().reduce(ByteString.emptyByteString(), ByteString::concat));
    return HttpResponse.create().withEntity(HttpEntities.create(type, bytes));
  }

  private static ByteString closing(ObjectNode members) {
    return members.isEmpty()
        ? ByteString.fromString("}")
        : COMMA.concat(ByteString.fromArrayUnsafe(Json.toBytes(members)).drop(1));
  }
}
