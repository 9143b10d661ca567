package io.landfall.api.console;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.AcceptEncoding;
import akka.http.javadsl.model.headers.HttpEncodingRange;
import akka.http.javadsl.model.headers.HttpEncodings;
import akka.util.ByteString;
import io.landfall.api.http.HttpResponses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/**
 * One static file in memory, plain and compressed.
 *
 * @param etag hash of the content, weak: the same for both encodings
 * @param gzip empty where it would be no smaller
 */
record ConsoleFile(ContentType type, String etag, ByteString plain, ByteString gzip) {
  private static final int HASH_BYTES = 12;

  static ConsoleFile of(ContentType type, byte[] content) {
    byte[] compressed = gzip(content);
    return new ConsoleFile(
        type,
        "\"" + hash(content) + "\"",
        ByteString.fromArrayUnsafe(content),
        compressed.length < content.length
            ? ByteString.fromArrayUnsafe(compressed)
            : ByteString.emptyByteString());
  }

  /** Answers with the file, or 304: it is asked for anew at each load of the page. */
  HttpResponse answer(HttpRequest request) {
    return answer(request, "no-cache");
  }

  /** Answers with the file, at an address that will never have another content. */
  HttpResponse answerForEver(HttpRequest request) {
    return answer(request, "public, max-age=31536000, immutable");
  }

  private HttpResponse answer(HttpRequest request, String cacheControl) {
    HttpResponse response =
        HttpResponses.matchesIfNoneMatch(request, etag)
            ? HttpResponse.create().withStatus(StatusCodes.NOT_MODIFIED)
            : content(request);
    return HttpResponses.withHeader(
        HttpResponses.withHeader(response, "ETag", "W/" + etag), "Cache-Control", cacheControl);
  }

  private HttpResponse content(HttpRequest request) {
    return gzip.isEmpty() || !acceptsGzip(request)
        ? HttpResponse.create().withEntity(HttpEntities.create(type, plain))
        : HttpResponses.withHeader(
            HttpResponse.create().withEntity(HttpEntities.create(type, gzip)),
            "Content-Encoding",
            "gzip");
  }

  private static boolean acceptsGzip(HttpRequest request) {
    return request
        .getHeader(AcceptEncoding.class)
        .map(
            header -> {
              for (HttpEncodingRange range : header.getEncodings()) {
                if (range.matches(HttpEncodings.GZIP)) {
                  return range.qValue() > 0;
                }
              }
              return false;
            })
        .orElse(false);
  }

  private static String hash(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  private static byte[] gzip(byte[] content) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
