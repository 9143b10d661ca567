package io.landfall.node.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.Arrays;

/** What a service refuses, as the failures that the program's exit codes go by. */
final class ClientFailures {
  private ClientFailures() {}

  /** Returns the failure of a command that cannot be run as it stands. */
  static ExportFailure usage(String message) {
    return new ExportFailure(ErrorCode.REQUEST_INVALID, message);
  }

  /** Returns the failure of a service that does not answer, or not as one does. */
  static ExportFailure service(String message) {
    return new ExportFailure(ErrorCode.CLUSTER_UNAVAILABLE, message);
  }

  /** Returns the failure of something that was done here with what the service gave. */
  static ExportFailure local(String message) {
    return new ExportFailure(ErrorCode.DESTINATION_UNWRITABLE, message);
  }

  /**
   * Returns what a refusal says, places and all.
   *
   * @param problem the body of the response; not an object: it was no problem document
   */
  static ExportFailure refused(int status, JsonNode problem, String request) {
    var text = new StringBuilder(ScreenText.line(detail(status, problem, request)));
    for (JsonNode error : problem.path("errors")) {
      String line = error.path("detail").asText("");
      if (!line.isEmpty() && !text.toString().startsWith(ScreenText.line(line))) {
        text.append("\n  ").append(ScreenText.line(line));
      }
      String pointer = error.path("pointer").asText("");
      if (!pointer.isEmpty()) { // that of the whole body tells nothing
        text.append(" (at ").append(ScreenText.line(pointer)).append(')');
      }
    }
    if (status >= 500 && problem.hasNonNull("traceId")) {
      text.append(" Trace id: ")
          .append(ScreenText.line(problem.path("traceId").asText()))
          .append('.');
    }
    if (status == 401) {
      text.append(" Run landfall login, or set LANDFALL_TOKEN.");
    }
    return new ExportFailure(code(status, problem), text.toString());
  }

  /** Returns what is the matter: with several things, the first of them. */
  private static String detail(int status, JsonNode problem, String request) {
    String first = problem.path("errors").path(0).path("detail").asText("");
    String detail = problem.path("detail").asText("");
    if (!first.isEmpty() && detail.startsWith(first)) {
      return first;
    }
    return detail.isEmpty()
        ? "The service answers %s with status %d.".formatted(request, status)
        : detail;
  }

  private static ErrorCode code(int status, JsonNode problem) {
    if (status >= 500 || status == 429) {
      return ErrorCode.CLUSTER_UNAVAILABLE;
    }
    String type = problem.path("type").asText("");
    String slug = type.substring(type.lastIndexOf('/') + 1);
    return Arrays.stream(ErrorCode.values())
        .filter(code -> code.slug().equals(slug))
        .findFirst()
        .orElseGet(() -> byStatus(status));
  }

  private static ErrorCode byStatus(int status) {
    return switch (status) {
      case 401 -> ErrorCode.NOT_AUTHENTICATED;
      case 403 -> ErrorCode.NOT_ALLOWED;
      case 404, 410 -> ErrorCode.EXPORT_UNKNOWN;
      case 409, 412 -> ErrorCode.STATE_CONFLICT;
      default -> ErrorCode.REQUEST_INVALID;
    };
  }
}
