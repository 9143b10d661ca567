package io.landfall.node.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.landfall.http.BoundedBody;
import io.landfall.http.ResponseHead;
import io.landfall.http.TransientException;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.delivery.CompanionFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Brings one file of an export into a folder. What came before a break is kept and not fetched
 * again: the link is asked for the rest of that very file ({@code Range} with {@code If-Range}).
 * The file gets its name only when its SHA-256 is that of the export, so nothing that is there is
 * replaced by something broken.
 */
final class FileDownload {
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MAX_PROBLEM_BYTES = 64 << 10;

  /** A link has a life: another may be had. */
  private static final Set<Integer> LINK_OVER = Set.of(403, 404, 410);

  private final ServiceClient service;
  private final RemoteFile file;
  private final Path folder;
  private final Path target;
  private final boolean overwrite;
  private final Supplier<URI> freshLink;
  private final ProgressLine progress;
  private URI link;
  private boolean linkIsFresh;
  private String etag;

  /**
   * @param overwrite whether another file of the same name may be replaced
   * @param freshLink asks the service for a new link
   */
  FileDownload(
      ServiceClient service,
      RemoteFile file,
      Path folder,
      boolean overwrite,
      Supplier<URI> freshLink) {
    this.service = service;
    this.file = file;
    this.folder = folder;
    this.target = folder.resolve(file.name());
    this.overwrite = overwrite;
    this.freshLink = freshLink;
    this.link = file.href();
    this.progress = new ProgressLine(service.err());
  }

  /** Returns where the file lies, once it is there and right. */
  Path fetch() {
    try {
      boolean exists = Files.exists(target);
      if (exists && (!Files.isRegularFile(target) || !Files.isReadable(target))) {
        throw isTaken();
      }
      if (exists && PartialFile.matches(target, file)) {
        return target;
      }
      boolean isCut = exists && Files.size(target) < file.bytes();
      if (exists && !isCut && !overwrite) {
        throw isTaken();
      }
      if (!exists && !overwrite) {
        checkCompanions();
      }
      try (PartialFile part = PartialFile.open(folder, file)) {
        fetchInto(part, isCut);
      }
      return target;
    } catch (IOException e) {
      throw ClientFailures.local(
          "Cannot write %s: %s.".formatted(target, TransientException.messageOf(e)));
    } finally {
      progress.close();
    }
  }

  /**
   * @param isCut whether what has the name may be the beginning of the file
   */
  private void fetchInto(PartialFile part, boolean isCut) throws IOException {
    boolean isSeeded = isCut && part.bytes() == 0;
    if (isSeeded) {
      part.seed(target);
    }
    boolean isResumed = part.bytes() > 0;
    complete(part);
    if (!part.isWhole(file)) {
      part.clear();
      if (isSeeded && !overwrite) {
        throw isTaken();
      }
      if (isResumed) { // what was there was no beginning of this file
        progress.say("What was there of %s was not right: once more from the start.", file.name());
        complete(part);
      }
      if (!isResumed || !part.isWhole(file)) {
        part.clear();
        throw new ExportFailure(
            ErrorCode.DESTINATION_CORRUPT,
            ("Cannot download %s: what came has another SHA-256 than the export says. Nothing was"
                    + " kept; try again.")
                .formatted(file.name()));
      }
    }
    if (Files.exists(target) && !isCut && !overwrite) {
      throw isTaken(); // it came while this went on
    }
    part.moveTo(target);
    if (overwrite) {
      for (Path companion : companions()) {
        Files.deleteIfExists(companion); // made of what was there
      }
    }
  }

  /** What programs made of an earlier file of the name would be read with this one. */
  private void checkCompanions() {
    List<Path> there = companions();
    if (!there.isEmpty()) {
      throw new ExportFailure(
          ErrorCode.DESTINATION_EXISTS,
          ("Cannot download to %s: %s is there from an earlier file, and would be read as part of"
                  + " this one. Choose another folder with -o, or give --overwrite, which removes"
                  + " it.")
              .formatted(target, there.get(0).getFileName()));
    }
  }

  /** Returns those that are there: no folders. */
  private List<Path> companions() {
    return CompanionFiles.of(file.name()).stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .toList();
  }

  private ExportFailure isTaken() {
    return new ExportFailure(
        ErrorCode.DESTINATION_EXISTS,
        ("Cannot download to %s: something else is there. Choose another folder with -o, or give"
                + " --overwrite.")
            .formatted(target));
  }

  private void complete(PartialFile part) {
    String name = "download " + file.name();
    if (part.bytes() > file.bytes()) {
      clear(part);
    }
    while (part.bytes() < file.bytes()) {
      long before = part.bytes();
      try {
        service.retries().call(name, true, () -> readOnce(part));
      } catch (UncheckedIOException e) { // of the disk
        throw ClientFailures.local(
            "Cannot write %s: %s.".formatted(target, TransientException.messageOf(e.getCause())));
      }
      if (part.bytes() < file.bytes() && part.bytes() > before) {
        service.retries().pause();
      }
    }
  }

  /** Reads until the end or until a break; a break after some bytes is no failure. */
  private Boolean readOnce(PartialFile part) throws IOException, InterruptedException {
    try (InputStream in = openRest(part)) {
      long before = part.bytes();
      byte[] buffer = new byte[BUFFER_BYTES];
      while (true) {
        int read;
        try {
          read = in.read(buffer);
        } catch (IOException e) {
          if (part.bytes() > before) {
            return false;
          }
          throw e;
        }
        if (read < 0) {
          break;
        }
        if (part.bytes() + read > file.bytes()) {
          throw ClientFailures.service(
              "Cannot download %s: more than its %d bytes come."
                  .formatted(file.name(), file.bytes()));
        }
        append(part, buffer, read);
        progress.showBytes(file.name(), part.bytes(), file.bytes());
      }
      if (part.bytes() == before) {
        throw new TransientException("the answer holds no byte");
      }
      return part.bytes() == file.bytes();
    }
  }

  private static void append(PartialFile part, byte[] buffer, int length) {
    try {
      part.append(buffer, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void clear(PartialFile part) {
    try {
      part.clear();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens what is still missing; forgets what is there if the server has another file now. */
  private InputStream openRest(PartialFile part) throws IOException, InterruptedException {
    if (part.bytes() > 0 && etag == null) {
      HttpResponse<BoundedBody> head = service.head(link);
      etag = strongEtag(head);
      if (head.statusCode() == 200 && etag == null) {
        clear(part); // nothing tells that the rest would be that of the same file
      } else if (head.statusCode() != 200) {
        refuse(head, MissingNode.getInstance());
      }
    }
    Map<String, String> headers =
        part.bytes() == 0
            ? Map.of()
            : Map.of("Range", "bytes=" + part.bytes() + "-", "If-Range", etag);
    HttpResponse<InputStream> response = service.open(link, headers, READ_TIMEOUT);
    int status = response.statusCode();
    if (status == 206 && part.bytes() > 0 && beginsAt(response, part.bytes())) {
      return response.body();
    }
    if (status == 200) {
      clear(part);
      etag = strongEtag(response);
      return response.body();
    }
    try (InputStream body = response.body()) {
      if (status == 206 || status == 416) {
        clear(part);
        etag = null;
        throw new TransientException("the service has another file now");
      }
      refuse(response, ServiceClient.JSON.readTree(body.readNBytes(MAX_PROBLEM_BYTES)));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      refuse(response, MissingNode.getInstance());
    }
    throw new FileNotFoundException(file.name());
  }

  private static String strongEtag(HttpResponse<?> response) {
    return response.headers().firstValue("ETag").filter(tag -> tag.startsWith("\"")).orElse(null);
  }

  private boolean beginsAt(HttpResponse<?> response, long at) {
    String range = response.headers().firstValue("Content-Range").orElse("");
    return range.equals("bytes %d-%d/%d".formatted(at, file.bytes() - 1, file.bytes()));
  }

  private void refuse(HttpResponse<?> response, JsonNode problem) throws TransientException {
    int status = response.statusCode();
    if (LINK_OVER.contains(status) && !linkIsFresh) {
      linkIsFresh = true;
      link = freshLink.get();
      etag = null;
      throw new TransientException("the link is over, a new one was asked for");
    }
    ExportFailure refused =
        ClientFailures.refused(status, problem, "GET " + link.getScheme() + "://" + link.getHost());
    if (ResponseHead.isTransient(status)) {
      throw new TransientException(
          refused.getMessage().replaceAll("\\.$", ""), service.retryAfter(response));
    }
    throw refused;
  }
}
