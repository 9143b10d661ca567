package io.landfall.api.download;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.NotUsed;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.ResponseEntity;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.landfall.api.download.ByteRanges.ByteRange;
import io.landfall.api.download.Downloads.DownloadFile;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.TraceIds;
import io.landfall.api.json.ApiProblem;
import io.landfall.model.ExportAttempt;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

/** {@code /v1/downloads/{signature}/{name}}: whoever holds the link gets the file, in ranges. */
public final class DownloadRoutes extends AllDirectives {
  private final Downloads downloads;
  private final LinkSigner links;

  public DownloadRoutes(Downloads downloads, LinkSigner links) {
    this.downloads = downloads;
    this.links = links;
  }

  /** The route below {@code /v1/downloads}. */
  public Route routes() {
    return path(
        segment("downloads").slash(segment()).slash(segment()),
        (signature, name) -> get(() -> extractRequest(request -> serve(request, signature, name))));
  }

  private Route serve(HttpRequest request, String signature, String name) {
    ExportAttempt attempt = verify(signature, name);
    CompletionStage<HttpResponse> answer =
        downloads
            .find(attempt, name)
            .thenApply(
                found ->
                    respond(
                        request,
                        new RequestedFile(attempt, name, found.orElseThrow(DownloadRoutes::gone))));
    return completeWithFuture(answer);
  }

  private ExportAttempt verify(String signature, String name) {
    LinkSigner.LinkVerification verification = links.verify(signature, name);
    if (verification instanceof LinkSigner.ValidLink valid) {
      return valid.attempt();
    }
    if (verification instanceof LinkSigner.ExpiredLink expired) {
      throw new ApiProblem(
          410,
          "link-expired",
          String.format(
              Locale.ROOT,
              "Cannot serve this link: it was good until %s. Ask the export for a new one.",
              expired.at()));
    }
    if (verification instanceof LinkSigner.OtherFileLink) { // readers look for sidecars
      throw new ApiProblem(
          404, "file-unknown", "Cannot find a file of this name: the link is for another one.");
    }
    throw new ApiProblem(
        403, "link-invalid", "Cannot serve this link: it was not made here for this file.");
  }

  private static ApiProblem gone() {
    return new ApiProblem(410, "file-gone", "Cannot serve the file: the store has it no more.");
  }

  /** What is asked for. */
  private record RequestedFile(ExportAttempt attempt, String name, DownloadFile stored) {
    String etag() {
      return "\"" + stored.etag().replace("\"", "") + "\"";
    }

    long bytes() {
      return stored.bytes();
    }
  }

  private HttpResponse respond(HttpRequest request, RequestedFile file) {
    HttpResponse answer =
        HttpResponses.matchesIfNoneMatch(request, file.etag())
            ? HttpResponse.create().withStatus(StatusCodes.NOT_MODIFIED)
            : content(request, file);
    answer = HttpResponses.withHeader(answer, "ETag", file.etag());
    answer = HttpResponses.withHeader(answer, "Accept-Ranges", "bytes");
    answer = HttpResponses.withHeader(answer, "Cache-Control", "private, max-age=3600");
    answer = HttpResponses.withHeader(answer, "Referrer-Policy", "no-referrer");
    return HttpResponses.withHeader(answer, "Content-Disposition", disposition(file.name()));
  }

  private HttpResponse content(HttpRequest request, RequestedFile file) {
    List<ByteRange> ranges = requestedRanges(request, file);
    ContentType type = ContentTypes.parse(file.stored().mediaType());
    if (ranges == null) {
      return HttpResponse.create()
          .withEntity(entity(type, file, new ByteRange(0, file.bytes() - 1)));
    }
    if (ranges.isEmpty()) {
      throw new ApiProblem(
              416,
              "range-not-satisfiable",
              "Cannot serve these ranges: all begin beyond the file's end, or some overlap, or"
                  + " there"
                  + String.format(Locale.ROOT, " are more than %d.", ByteRanges.MAX_RANGES))
          .withHeader("Content-Range", "bytes */" + file.bytes());
    }
    HttpResponse partial = HttpResponse.create().withStatus(StatusCodes.PARTIAL_CONTENT);
    if (ranges.size() == 1) {
      ByteRange range = ranges.get(0);
      return HttpResponses.withHeader(partial, "Content-Range", contentRange(range, file.bytes()))
          .withEntity(entity(type, file, range));
    }
    return partial.withEntity(multipart(type, file, ranges));
  }

  /** A range counts only while the file is the one that If-Range names. */
  private static List<ByteRange> requestedRanges(HttpRequest request, RequestedFile file) {
    String ifRange = request.getHeader("If-Range").map(HttpHeader::value).orElse(file.etag());
    if (!ifRange.equals(file.etag())) {
      return null;
    }
    return ByteRanges.parse(
        request.getHeader("Range").map(HttpHeader::value).orElse(null), file.bytes());
  }

  private ResponseEntity entity(ContentType type, RequestedFile file, ByteRange range) {
    return range.length() == 0
        ? HttpEntities.create(type, ByteString.emptyByteString())
        : HttpEntities.create(type, range.length(), bytes(file, range));
  }

  private Source<ByteString, NotUsed> bytes(RequestedFile file, ByteRange range) {
    return downloads.read(
        file.attempt(), file.name(), file.stored(), range.first(), range.length());
  }

  private ResponseEntity multipart(ContentType type, RequestedFile file, List<ByteRange> ranges) {
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
                  contentRange(range, file.bytes())));
      length += head.length() + range.length();
      body =
          body.concatLazy(Source.single(head))
              .concatLazy(Source.lazySource(() -> bytes(file, range)));
    }
    ByteString end = ByteString.fromString("\r\n--" + boundary + "--\r\n");
    return HttpEntities.create(
        ContentTypes.parse("multipart/byteranges; boundary=" + boundary),
        length + end.length(),
        body.concatLazy(Source.single(end)));
  }

  private static String contentRange(ByteRange range, long size) {
    return String.format(Locale.ROOT, "bytes %d-%d/%d", range.first(), range.last(), size);
  }

  private static String disposition(String name) {
    String ascii = name.replaceAll("[^A-Za-z0-9._-]", "_");
    String utf8 = HttpResponses.urlEncode(name);
    return String.format(
        Locale.ROOT, "attachment; filename=\"%s\"; filename*=UTF-8''%s", ascii, utf8);
  }
}
