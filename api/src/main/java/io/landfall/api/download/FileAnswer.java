package io.landfall.api.download;

import akka.NotUsed;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.ResponseEntity;
import akka.http.javadsl.model.StatusCodes;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.landfall.api.download.ByteRanges.ByteRange;
import io.landfall.api.download.Downloads.DownloadFile;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.MethodHabits;
import io.landfall.api.http.TraceIds;
import io.landfall.api.json.ApiProblem;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What is answered to a request for a file: all of it, ranges, or its head alone. */
final class FileAnswer {
  private final String name;
  private final DownloadFile stored;
  private final boolean isUnchanged;
  private final boolean isHead;

  /** {@code null}: the whole file. */
  private final List<ByteRange> ranges;

  private FileAnswer(HttpRequest request, String name, DownloadFile stored) {
    this.name = name;
    this.stored = stored;
    this.isUnchanged = HttpResponses.matchesIfNoneMatch(request, etag());
    HttpResponses.checkIfMatch(request, etag());
    this.isHead = MethodHabits.isHead(request);
    this.ranges = requestedRanges(request);
  }

  /**
   * Finds out what is wanted.
   *
   * @throws ApiProblem 412 when the file is none of those that If-Match names
   */
  static FileAnswer of(HttpRequest request, String name, DownloadFile stored) {
    return new FileAnswer(request, name, stored);
  }

  /**
   * Checks that there is something to answer with.
   *
   * @throws ApiProblem 416 when no range can be served
   */
  void checkRanges() {
    if (ranges != null && ranges.isEmpty() && !isUnchanged) {
      throw new ApiProblem(
              416,
              "range-not-satisfiable",
              String.format(
                  Locale.ROOT,
                  "Cannot serve these ranges: all begin beyond the file's end, or some overlap,"
                      + " or there are more than %d.",
                  ByteRanges.MAX_RANGES))
          .withHeader("Content-Range", "bytes */" + stored.bytes());
    }
  }

  /** Returns how many bytes of the file it has. */
  long bytes() {
    if (isHead || isUnchanged) {
      return 0;
    }
    return ranges == null ? stored.bytes() : ranges.stream().mapToLong(ByteRange::length).sum();
  }

  /**
   * Makes it.
   *
   * @param reader gives the bytes of a range that is not empty
   */
  HttpResponse make(Function<ByteRange, Source<ByteString, NotUsed>> reader) {
    HttpResponse answer =
        isUnchanged ? HttpResponse.create().withStatus(StatusCodes.NOT_MODIFIED) : content(reader);
    answer = HttpResponses.withHeader(answer, "ETag", etag());
    answer = HttpResponses.withHeader(answer, "Accept-Ranges", "bytes");
    answer = HttpResponses.withHeader(answer, "Cache-Control", "private, max-age=3600");
    answer = HttpResponses.withHeader(answer, "Referrer-Policy", "no-referrer");
    return HttpResponses.withHeader(answer, "Content-Disposition", disposition(name));
  }

  private HttpResponse content(Function<ByteRange, Source<ByteString, NotUsed>> reader) {
    ContentType type = ContentTypes.parse(stored.mediaType());
    if (ranges == null) {
      return HttpResponse.create()
          .withEntity(entity(type, new ByteRange(0, stored.bytes() - 1), reader));
    }
    HttpResponse partial = HttpResponse.create().withStatus(StatusCodes.PARTIAL_CONTENT);
    if (ranges.size() > 1) {
      return partial.withEntity(multipart(type, reader));
    }
    ByteRange range = ranges.get(0);
    return HttpResponses.withHeader(partial, "Content-Range", contentRange(range))
        .withEntity(entity(type, range, reader));
  }

  private String etag() {
    return "\"" + stored.etag().replace("\"", "") + "\"";
  }

  /** A range counts only while the file is the one that If-Range names. */
  private List<ByteRange> requestedRanges(HttpRequest request) {
    String ifRange = request.getHeader("If-Range").map(HttpHeader::value).orElse(etag());
    if (!ifRange.equals(etag())) {
      return null;
    }
    return ByteRanges.parse(
        request.getHeader("Range").map(HttpHeader::value).orElse(null), stored.bytes());
  }

  private ResponseEntity entity(
      ContentType type, ByteRange range, Function<ByteRange, Source<ByteString, NotUsed>> reader) {
    if (range.length() == 0) {
      return HttpEntities.create(type, ByteString.emptyByteString());
    }
    return HttpEntities.create(type, range.length(), isHead ? Source.empty() : reader.apply(range));
  }

  private ResponseEntity multipart(
      ContentType type, Function<ByteRange, Source<ByteString, NotUsed>> reader) {
    String boundary = TraceIds.random();
    long length = 0;
    Source<ByteString, NotUsed> body = Source.empty();
    for (ByteRange range : ranges) {
      ByteString head =
          ByteString.fromString(
              String.format(
                  Locale.ROOT,
                  "\r\n--%s\r\nContent-Type: %s\r\nContent-Range: %s\r\n\r\n",
                  boundary,
                  type,
                  contentRange(range)));
      length += head.length() + range.length();
      body =
          body.concatLazy(Source.single(head))
              .concatLazy(Source.lazySource(() -> reader.apply(range)));
    }
    ByteString end = ByteString.fromString("\r\n--" + boundary + "--\r\n");
    return HttpEntities.create(
        ContentTypes.parse("multipart/byteranges; boundary=" + boundary),
        length + end.length(),
        body.concatLazy(Source.single(end)));
  }

  private String contentRange(ByteRange range) {
    return String.format(
        Locale.ROOT, "bytes %d-%d/%d", range.first(), range.last(), stored.bytes());
  }

  private static String disposition(String name) {
    String ascii = name.replaceAll("[^A-Za-z0-9._-]", "_");
    String utf8 = HttpResponses.urlEncode(name);
    return String.format(
        Locale.ROOT, "attachment; filename=\"%s\"; filename*=UTF-8''%s", ascii, utf8);
  }
}
