package io.landfall.api.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Answers of GeoJSON features. Many are written while they are sent: as JSON they take ten times
 * what they take as rows.
 */
public final class FeatureCollections {
  /** So many features are written at once, and sent with their length. */
  static final int MOST_AT_ONCE = 50;

  /** So much is handed over at once; what is longer goes out in chunks, and its end is known. */
  static final int STRICT_BYTES = 128 << 10;

  /** A chunk of what is written already: clients have limits, of 1 MiB and more. */
  private static final int CHUNK_BYTES = 64 << 10;

  private static final int INITIAL_BYTES = 500;
  private static final int FEATURE_BYTES = 2_500;

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
      return stream(
          type,
          Source.from(rows)
              .map(row -> ByteString.fromArrayUnsafe(Json.toBytes(feature.apply(row)))),
          () -> members);
    }
    ObjectNode json = Json.object().put("type", "FeatureCollection");
    ArrayNode features = json.putArray("features");
    rows.forEach(row -> features.add(feature.apply(row)));
    return HttpResponses.json(200, type, json.setAll(members));
  }

  /** Writes a feature from its row. */
  @FunctionalInterface
  public interface FeatureWriter<T> {
    /** Writes one object. */
    void write(T row, JsonGenerator json) throws IOException;
  }

  /**
   * Answers with features that are written at once, in the thread that asks. What is longer than
   * 128 KiB is sent in chunks, so that what it takes can be held until it is sent.
   *
   * @param members of the collection besides, behind its features
   */
  public static <T> HttpResponse written(
      ContentType type, List<T> rows, FeatureWriter<T> feature, ObjectNode members) {
    var bytes = new ByteArrayBuilder(INITIAL_BYTES + rows.size() * FEATURE_BYTES);
    try (JsonGenerator json = Json.generator(bytes)) {
      json.writeStartObject();
      json.writeStringField("type", "FeatureCollection");
      json.writeArrayFieldStart("features");
      for (T row : rows) {
        feature.write(row, json);
      }
      json.writeEndArray();
      for (Map.Entry<String, JsonNode> member : members.properties()) {
        json.writeFieldName(member.getKey());
        json.writeTree(member.getValue());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write JSON in memory", e);
    }
    byte[] all = bytes.toByteArray();
    if (all.length <= STRICT_BYTES) {
      return HttpResponse.create().withEntity(HttpEntities.create(type, all));
    }
    ByteString whole = ByteString.fromArrayUnsafe(all);
    Source<ByteString, ?> chunks =
        Source.range(0, all.length - 1, CHUNK_BYTES)
            .map(from -> whole.slice(from, Math.min(from + CHUNK_BYTES, all.length)));
    return HttpResponse.create().withEntity(HttpEntities.create(type, chunks));
  }

  /** Writes one feature. */
  public static <T> ByteString bytes(T row, FeatureWriter<T> feature) {
    var bytes = new ByteArrayBuilder(FEATURE_BYTES);
    try (JsonGenerator json = Json.generator(bytes)) {
      feature.write(row, json);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write JSON in memory", e);
    }
    return ByteString.fromArrayUnsafe(bytes.toByteArray());
  }

  /**
   * Answers with features as they come.
   *
   * @param features each the bytes of an object
   * @param members of the collection besides, behind its features; called when all have come
   */
  public static HttpResponse stream(
      ContentType type, Source<ByteString, ?> features, Supplier<ObjectNode> members) {
    Source<ByteString, ?> bytes =
        features
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
