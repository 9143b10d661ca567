package io.landfall.api.json;

import io.landfall.model.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a problem's {@code type} means: the source of the pages at {@code /problems/} and of the one
 * in the documentation.
 *
 * @param slug the last part of its URL
 * @param status by which it is answered
 * @param fixer who can fix it
 * @param meaning one sentence; what exactly is wrong, the {@code detail} of the problem says
 */
public record ProblemType(String slug, int status, String fixer, String meaning) {
  private static final String CALLER = "the caller: the request";

  /** Those of requests themselves; what an export can fail with has an {@link ErrorCode}. */
  private static final List<ProblemType> OF_REQUESTS =
      List.of(
          ofRequest("parameter-invalid", 400, "A path or query parameter cannot be what it is."),
          ofRequest("json-malformed", 400, "The body is not JSON."),
          ofRequest(
              "body-malformed", 400, "The body broke off, or is not encoded as its headers say."),
          ofRequest(
              "idempotency-key-invalid",
              400,
              "The Idempotency-Key is empty, too long, or has characters of no text."),
          ofRequest(
              "idempotency-key-reused",
              409,
              "The Idempotency-Key has begun another export already. Take a new key for each"
                  + " request, and the same one only to send the same request again."),
          new ProblemType(
              "forwarded-malformed",
              400,
              "the operator of the proxy",
              "A trusted proxy says of the request by Forwarded or X-Forwarded- headers what cannot"
                  + " be."),
          ofRequest("not-found", 404, "Nothing is at this path."),
          ofRequest("problem-unknown", 404, "No problem has this type."),
          ofRequest("collection-unknown", 404, "There is no such collection: landsat is the one."),
          ofRequest("item-unknown", 404, "The index has no scene of this id."),
          ofRequest("preview-unknown", 404, "No preview of this scene is known."),
          ofRequest("source-type-unknown", 404, "The index has no scenes of this source type."),
          ofRequest(
              "file-unknown",
              404,
              "The export has no file of this name, or the link is for a file of another name."),
          ofRequest(
              "tile-unknown",
              404,
              "There is no such tile: its zoom, column or row is out of range, or it lies outside"
                  + " the layer."),
          ofRequest(
              "console-outdated",
              404,
              "The page is of another version of Landfall than this node, as while the service is"
                  + " updated. Reload it."),
          ofRequest("token-unknown", 404, "There is no such token, or it is another user's."),
          ofRequest("file-gone", 410, "The store has the file no more."),
          ofRequest(
              "link-expired",
              410,
              "The link, or the signature of the map, was good for a while. Ask the export for a"
                  + " new link, the tilejson.json of the layer for a new address."),
          ofRequest(
              "link-invalid",
              403,
              "The link, or the signature of the map, was not made by this service for this file or"
                  + " layer."),
          ofRequest(
              "link-revoked",
              403,
              "The owner of the export has revoked its links. Ask the export for a new one."),
          ofRequest(
              "method-not-allowed",
              405,
              "The path has other methods; the header Allow names them."),
          ofRequest("not-acceptable", 406, "The answer has no type that Accept names."),
          ofRequest("request-timeout", 408, "Head or body of the request did not arrive in time."),
          ofRequest("content-too-large", 413, "The body is larger than this service reads."),
          ofRequest(
              "unsupported-media-type",
              415,
              "The body is of a Content-Type or Content-Encoding that is not read here."),
          ofRequest(
              "precondition-required",
              428,
              "A change must say by If-Match which version it changes: the ETag of that."),
          ofRequest(
              "range-not-satisfiable",
              416,
              "The ranges lie beyond the end of the file, overlap, or are too many."));

  private static ProblemType ofRequest(String slug, int status, String meaning) {
    return new ProblemType(slug, status, CALLER, meaning);
  }

  /** Returns all types: those of exports first. */
  public static List<ProblemType> all() {
    List<ProblemType> all =
        new ArrayList<>(Arrays.stream(ErrorCode.values()).map(ProblemType::of).toList());
    all.addAll(OF_REQUESTS);
    return all;
  }

  /** Finds one by the last part of its URL. */
  public static Optional<ProblemType> find(String slug) {
    return all().stream().filter(type -> type.slug().equals(slug)).findFirst();
  }

  /** Returns what the answers to a failure are of. */
  public static ProblemType of(ErrorCode code) {
    return new ProblemType(code.slug(), ProblemStatus.of(code), fixer(code), meaning(code));
  }

  private static String fixer(ErrorCode code) {
    return switch (code.blame()) {
      case CALLER -> CALLER;
      case SOURCE -> "the owner of the imagery";
      case DESTINATION -> "the owner of the destination";
      case SERVICE -> "the operator";
    };
  }

  private static String meaning(ErrorCode code) {
    return switch (code) { // no default: a new code must say what it means to compile
      case REQUEST_INVALID -> "A value of the request cannot be what it is.";
      case OPTION_UNSUPPORTED -> "The request asks for what this version does not do.";
      case AOI_INVALID -> "The area of interest is not one: it is not well-formed, or too complex.";
      case AOI_OUTSIDE_SCENES -> "No scene has pixels in the area of interest.";
      case CRS_UNKNOWN -> "The coordinate system is unknown, or does not reach the scenes.";
      case BAND_UNKNOWN -> "A scene has no such band.";
      case TOOL_INVALID -> "The tool cannot be calculated as it is written.";
      case SCENE_UNKNOWN -> "There is no such scene.";
      case EXPORT_UNKNOWN -> "There is no such export, or it is another user's.";
      case WORKSPACE_UNKNOWN ->
          "There is no such project, tool, area, scene of one's own or delivery configuration, or"
              + " it is not for who asks.";
      case EXPORT_TOO_LARGE -> "The output would be larger than what can be made.";
      case SEARCH_TOO_EXPENSIVE -> "The search takes longer than searches may. Narrow it.";
      case STATE_CONFLICT -> "The state it is in does not allow this.";
      case VERSION_CHANGED -> "Somebody has changed it meanwhile: If-Match names an older version.";
      case NOT_AUTHENTICATED -> "The request has no token, or one that is not good any more.";
      case NOT_ALLOWED -> "Who asks may not do this.";
      case TOO_MANY_REQUESTS ->
          "Too much of one owner: exports submitted or downloads within a minute, exports that have"
              + " not ended, or estimates under way. Retry-After says when to try again.";
      case QUOTA_REACHED ->
          "A quota of the owner of the export, or of his organization, does not have what is"
              + " needed: exports at a time, pixels a day or bytes a day. Retry-After says when it"
              + " renews.";
      case CANCELED -> "The export was canceled.";
      case SCENE_UNREADABLE -> "A file of a scene is damaged, or cannot be read.";
      case SCENE_UNSUPPORTED -> "A file of a scene is of a kind that is not read.";
      case SCENE_CHANGED -> "A file of a scene is another one than when the export was planned.";
      case DESTINATION_EXISTS -> "Something is already there that must not be overwritten.";
      case DESTINATION_DENIED -> "The destination refuses the credentials.";
      case DESTINATION_UNWRITABLE -> "The destination cannot be written to.";
      case DESTINATION_FULL -> "The destination has no room left.";
      case DESTINATION_CORRUPT -> "What was read back is not what was written.";
      case STORE_UNAVAILABLE -> "The object store does not answer. Try again later.";
      case STORE_DENIED -> "The object store refuses the credentials of the service.";
      case DATABASE_UNAVAILABLE -> "The database does not answer. Try again later.";
      case CLUSTER_UNAVAILABLE -> "The node that should answer cannot be reached. Try again later.";
      case NODE_BUSY -> "The node has all the work it can take. Try again in a few seconds.";
      case NO_ANSWER_IN_TIME ->
          "Whether the request was done cannot be told in time, as where a node is busy or has just"
              + " started. With an Idempotency-Key it may be sent again without harm; else look"
              + " first whether it was done.";
      case ISSUER_UNAVAILABLE ->
          "The issuer of the token does not publish its keys now. Try again later.";
      case STEP_TIMED_OUT -> "A step of the export did not move for too long. Retry the export.";
      case POISON_TASK -> "A part of the export has failed on several nodes, or ended them.";
      case POISON_STEP -> "A step of the export has ended the nodes that tried it.";
      case INTERNAL -> "An error of ours. The log has it under the traceId of the problem.";
    };
  }
}
