package io.landfall.api.export;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.Location;
import io.landfall.api.download.DownloadLinks;
import io.landfall.api.json.ApiProblem;
import io.landfall.export.ExportSummary;
import io.landfall.model.request.Destination.LinkDestination;

/** Redirects to the files of exports that this service keeps. */
public record FileRedirects(DownloadLinks links) {
  /**
   * Returns a redirect to a signed link.
   *
   * @throws ApiProblem 404 for a file that the export has not, 410 for one that is not kept any
   *     more
   */
  public HttpResponse to(ExportSummary summary, String name, HttpRequest request) {
    links.checkKept(summary);
    LinkDestination through =
        ExportJson.findLink(summary, name)
            .orElseThrow(
                () ->
                    new ApiProblem(
                        404, "file-unknown", "Cannot find a file of this name in the export."));
    return HttpResponse.create()
        .withStatus(StatusCodes.TEMPORARY_REDIRECT)
        .addHeader(Location.create(links.url(request, summary, name, through)));
  }
}
