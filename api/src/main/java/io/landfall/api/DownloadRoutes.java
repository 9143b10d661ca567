package io.landfall.api;

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
import io.landfall.api.ByteRanges.Part;
import io.landfall.api.Downloads.Stored;
import io.landfall.model.Attempt;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code /v1/downloads/{signature}/{name}}: whoever holds the link gets the file, in ranges. */
final class DownloadRoutes extends AllDirectives {
  private final ApiPorts ports;

  DownloadRoutes(ApiPorts ports) {
    this.ports = ports;
  }

  /** The route below {@code /v1/downloads}. */
  Route routes() {
    return path(
        segment("downloads").slash(segment()).slash(segment()),
        (signature, name) ->
            concat(
                get(() -> extractRequest(request -> serve(request, signature, name, false))),
                head(() -> extractRequest(request -> serve(request, signature, name, true)))));
  }

  private Route serve(HttpRequest request, String signature, String name, boolean headOnly) {
    Attempt attempt = checked(signature, name);
    CompletionStage<HttpResponse> answer =
        ports
            .downloads()
            .find(attempt, name)
            .thenApply(
                found ->
                    answer(
                        request,
                        new File(
                            attempt, name, found.orElseThrow(DownloadRoutes::gone), headOnly)));
    return completeWithFuture(answer);
  }

  private Attempt checked(String signature, String name) {
    LinkSigner.Verdict verdict = ports.links().check(signature, name);
    if (verdict instanceof LinkSigner.Good good) {
      return good.attempt();
    }
    if (verdict instanceof LinkSigner.Expired expired) {
      throw new ApiProblem(
          410,
          "link-expired",
          "Cannot serve this link: it was good until %s. Ask the export for a new one."
              .formatted(expired.at()));
    }
    throw new ApiProblem(
        403, "link-invalid", "Cannot serve this link: it was not made here for this file.");
  }

  private static ApiProblem gone() {
    return new ApiProblem(410, "file-gone", "Cannot serve the file: the store has it no more.");
  }

  /** What is asked for. */
  private record File(Attempt attempt, String name, Stored stored, boolean headOnly) {
    String etag() {
      return "\"" + stored.etag().replace("\"", "") + "\"";
    }

    long bytes() {
      return stored.bytes();
    }
  }

  private HttpResponse answer(HttpRequest request, File file) {
    HttpResponse answer =
        Answers.isKnown(request, file.etag())
            ? HttpResponse.create().withStatus(StatusCodes.NOT_MODIFIED)
            : content(request, file);
    answer = Answers.with(answer, "ETag", file.etag());
    answer = Answers.with(answer, "Accept-Ranges", "bytes");
    answer = Answers.with(answer, "Cache-Control", "private, max-age=3600");
    answer = Answers.with(answer, "Referrer-Policy", "no-referrer");
    return Answers.with(answer, "Content-Disposition", disposition(file.name()));
  }

  private HttpResponse content(HttpRequest request, File file) {
    List<Part> parts = parts(request, file);
    ContentType type = ContentTypes.parse(file.stored().mediaType());
    if (file.headOnly()) {
      return HttpResponse.create()
          .addHeader(new ContentLength(file.bytes()))
          .withEntity(HttpEntities.create(type, ByteString.emptyByteString()));
    }
    if (parts == null) {
      return HttpResponse.create().withEntity(entity(type, file, new Part(0, file.bytes() - 1)));
    }
    if (parts.isEmpty()) {
      throw new ApiProblem(
              416, "range-not-satisfiable", "Cannot serve bytes beyond the end of the file.")
          .withHeader("Content-Range", "bytes */" + file.bytes());
    }
    HttpResponse partial = HttpResponse.create().withStatus(StatusCodes.PARTIAL_CONTENT);
    if (parts.size() == 1) {
      Part part = parts.get(0);
      return Answers.with(partial, "Content-Range", contentRange(part, file.bytes()))
          .withEntity(entity(type, file, part));
    }
    return partial.withEntity(multipart(type, file, parts));
  }

  /** A range counts only for GET, and only while the file is the one that If-Range names. */
  private static List<Part> parts(HttpRequest request, File file) {
    String ifRange = request.getHeader("If-Range").map(HttpHeader::value).orElse(file.etag());
    if (file.headOnly() || !ifRange.equals(file.etag())) {
      return null;
    }
    return ByteRanges.of(
        request.getHeader("Range").map(HttpHeader::value).orElse(null), file.bytes());
  }

  private ResponseEntity entity(ContentType type, File file, Part part) {
    return part.length() == 0
        ? HttpEntities.create(type, ByteString.emptyByteString())
        : HttpEntities.create(type, part.length(), bytes(file, part));
  }

  private Source<ByteString, NotUsed> bytes(File file, Part part) {
    return ports
        .downloads()
        .read(file.attempt(), file.name(), file.stored(), part.first(), part.length());
  }

  private ResponseEntity multipart(ContentType type, File file, List<Part> parts) {
    String boundary = TraceIds.next();
    long length = 0;
    Source<ByteString, NotUsed> body = Source.empty();
    for (Part part : parts) {
      ByteString head =
          ByteString.fromString(
              "\r\n--%s\r\nContent-Type: %s\r\nContent-Range: %s\r\n\r\n"
                  .formatted(boundary, type, contentRange(part, file.bytes())));
      length += head.length() + part.length();
      body =
          body.concatLazy(Source.single(head))
              .concatLazy(Source.lazySource(() -> bytes(file, part)));
    }
    ByteString end = ByteString.fromString("\r\n--" + boundary + "--\r\n");
    return HttpEntities.create(
        ContentTypes.parse("multipart/byteranges; boundary=" + boundary),
        length + end.length(),
        body.concatLazy(Source.single(end)));
  }

  private static String contentRange(Part part, long size) {
    return "bytes %d-%d/%d".formatted(part.first(), part.last(), size);
  }

  private static String disposition(String name) {
    String ascii = name.replaceAll("[^A-Za-z0-9._-]", "_");
    String utf8 = Answers.encoded(name);
    return "attachment; filename=\"%s\"; filename*=UTF-8''%s".formatted(ascii, utf8);
  }
}
