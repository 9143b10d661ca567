package io.landfall.api.download;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.NotUsed;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.ResponseEntity;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.landfall.api.audit.Requesters;
import io.landfall.api.download.ByteRanges.ByteRange;
import io.landfall.api.download.Downloads.DownloadFile;
import io.landfall.api.download.FileStream.FilePart;
import io.landfall.api.download.LinkSigner.ValidLink;
import io.landfall.api.http.HttpResponses.AnswerReceipt;
import io.landfall.api.http.RequestRate;
import io.landfall.api.http.RequestRate.Allowance;
import io.landfall.api.json.ApiProblem;
import io.landfall.metering.ByteRates.ByteRate;
import io.landfall.metering.DownloadLedger.DownloadOpening;
import io.landfall.metering.DownloadLedger.ExportOwner;
import io.landfall.metering.DownloadLedger.OpenedDownload;
import io.landfall.metering.DownloadLedger.OpeningVerdict;
import io.landfall.metering.DownloadLedger.QuotaReached;
import io.landfall.metering.MeteredDownload;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

/**
 * {@code /v1/downloads/{signature}/{name}}: whoever holds the link gets the file, in ranges; whose
 * export it is pays for the bytes.
 */
public final class DownloadRoutes extends AllDirectives {
  private final DownloadPorts ports;
  private final ExportOwners owners;
  private final Requesters requesters;
  private final RequestRate ownerRate;
  private final RequestRate linkRate;
  private final Clock clock;

  public DownloadRoutes(
      DownloadPorts ports,
      ExportOwners owners,
      Requesters requesters,
      DownloadSettings settings,
      Clock clock) {
    this.ports = ports;
    this.requesters = requesters;
    this.owners = owners;
    this.ownerRate = new RequestRate("downloads", settings.requestsPerMinute(), clock);
    this.linkRate =
        new RequestRate("downloads-of-export", settings.requestsPerMinuteOfExport(), clock);
    this.clock = clock;
  }

  /** The route below {@code /v1/downloads}. */
  public Route routes() {
    return path(
        segment("downloads").slash(segment()).slash(segment()),
        (signature, name) -> get(() -> extractRequest(request -> serve(request, signature, name))));
  }

  private Route serve(HttpRequest request, String signature, String name) {
    ValidLink link = verify(signature, name);
    ports.memory().checkFree(link.attempt());
    return completeWithFuture(
        owners
            .of(link.attempt().id())
            .thenCompose(
                owner -> {
                  Allowance allowance = takeRequest(link.attempt(), owner.owner());
                  return ports
                      .files()
                      .find(link.attempt(), name)
                      .thenCompose(
                          found ->
                              open(
                                  request,
                                  new WantedFile(
                                      link, name, owner, found.orElseThrow(DownloadRoutes::gone))))
                      .thenApply(allowance::on);
                }));
  }

  private ValidLink verify(String signature, String name) {
    LinkSigner.LinkVerification verification = ports.links().verify(signature, name);
    if (verification instanceof ValidLink valid) {
      return valid;
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

  /** Counts a request, heads included, whoever sends it: the owner's and the export's. */
  private Allowance takeRequest(ExportAttempt attempt, String owner) {
    Allowance ofOwner = ownerRate.take(owner);
    Allowance ofExport = linkRate.take(attempt.id().toString());
    for (Allowance allowance : List.of(ofOwner, ofExport)) {
      if (allowance.isExceeded()) {
        throw allowance.on(
            new ApiProblem(
                429,
                ErrorCode.TOO_MANY_REQUESTS.slug(),
                String.format(
                    Locale.ROOT,
                    "Cannot serve more than %d downloads a minute of %s. Ask again in %d s, or for"
                        + " larger ranges.",
                    allowance.most(),
                    allowance == ofOwner ? "one owner's exports" : "one export",
                    allowance.seconds())));
      }
    }
    return ofExport.left() < ofOwner.left() ? ofExport : ofOwner;
  }

  /** What is asked for. */
  private record WantedFile(ValidLink link, String name, ExportOwner owner, DownloadFile stored) {}

  private CompletionStage<HttpResponse> open(HttpRequest request, WantedFile file) {
    FileAnswer answer = FileAnswer.of(request, file.name(), file.stored());
    List<ByteRate> rates = rates(file);
    if (answer.bytes() > 0) {
      checkPlace(rates);
    }
    var opening =
        new DownloadOpening(
            file.owner().owner(),
            file.owner().organization(),
            file.link().attempt(),
            file.name(),
            file.link().generation(),
            answer.bytes(),
            requesters.client(request));
    return ports
        .ledger()
        .open(opening)
        .thenApply(
            verdict -> {
              MeteredDownload download = opened(verdict);
              answer.checkRanges();
              HttpResponse made = answer.make(range -> stream(file, download, rates, range));
              return answer.bytes() == 0 ? made : metered(made, download);
            });
  }

  /** Notes when the bytes begin to go out, when they break off, and when the reader has them. */
  private static HttpResponse metered(HttpResponse response, MeteredDownload download) {
    ResponseEntity entity = response.entity();
    Source<ByteString, NotUsed> bytes =
        Source.lazySource(
                () -> {
                  download.start();
                  return entity.getDataBytes();
                })
            .watchTermination(
                (none, ended) -> {
                  ended.whenComplete(
                      (done, thrown) -> {
                        if (thrown != null) {
                          download.endCut();
                        }
                      });
                  return NotUsed.getInstance();
                });
    return response
        .addAttribute(AnswerReceipt.KEY, receipt(download))
        .withEntity(
            HttpEntities.create(
                entity.getContentType(), entity.getContentLengthOption().getAsLong(), bytes));
  }

  private static AnswerReceipt receipt(MeteredDownload download) {
    return new AnswerReceipt() {
      @Override
      public boolean confirm() {
        return download.endWhole();
      }

      @Override
      public void lose() {
        download.endCut();
      }
    };
  }

  private MeteredDownload opened(OpeningVerdict verdict) {
    if (verdict instanceof OpenedDownload opened) {
      return opened.download();
    }
    if (verdict instanceof QuotaReached) { // how much his owner has is not the reader's business
      Instant now = clock.instant();
      long seconds =
          Duration.between(now, now.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS))
              .toSeconds();
      throw new ApiProblem(
              429,
              "quota-reached",
              String.format(
                  Locale.ROOT,
                  "Cannot serve the file: it is more than is left of the bytes that its owner, or"
                      + " his organization, may have today. Ask again in %d s, after midnight UTC,"
                      + " or for a smaller range.",
                  seconds + 1))
          .withHeader("Retry-After", Long.toString(seconds + 1));
    }
    throw new ApiProblem(
        403,
        "link-revoked",
        "Cannot serve this link: its owner has revoked it. Ask the export for a new one.");
  }

  private List<ByteRate> rates(WantedFile file) {
    List<ByteRate> rates = new ArrayList<>();
    if (file.link().bytesPerSecond() > 0) {
      rates.add(
          ports.rates().rate("export " + file.link().attempt().id(), file.link().bytesPerSecond()));
    }
    if (ports.ownerBytesPerSecond() > 0) {
      rates.add(ports.rates().rate("owner " + file.owner().owner(), ports.ownerBytesPerSecond()));
    }
    return rates;
  }

  /** Refuses a reader who would get so few bytes a second that his connection would be ended. */
  private static void checkPlace(List<ByteRate> rates) {
    if (rates.stream().anyMatch(ByteRate::isCrowded)) {
      throw new ApiProblem(
              429,
              ErrorCode.TOO_MANY_REQUESTS.slug(),
              "Cannot serve the file now: as many readers share its bytes a second as get on with"
                  + " them. Ask again in some seconds, or for fewer ranges at a time.")
          .withHeader("Retry-After", "10");
    }
  }

  private Source<ByteString, NotUsed> stream(
      WantedFile file, MeteredDownload download, List<ByteRate> rates, ByteRange range) {
    var part =
        new FilePart(
            file.link().attempt(),
            (offset, length, isWanted) ->
                ports
                    .files()
                    .read(
                        file.link().attempt(),
                        file.name(),
                        file.stored(),
                        offset,
                        length,
                        isWanted),
            range.first(),
            range.length(),
            download,
            rates);
    return Source.fromGraph(new FileStream(part, ports.memory()));
  }
}
