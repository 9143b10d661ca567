package io.landfall.api.tiles;

import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.ApiProblem.FieldError;
import io.landfall.api.tiles.LayerTarget.LayerKind;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** What is wrong with a layer, in words of its address. */
final class LayerProblems {
  /** Places of the body that parameters become, and the parameters. */
  private static final List<Map.Entry<String, String>> PARAMETERS =
      List.of(
          Map.entry("/source/bands", "/bands"),
          Map.entry("/source/toolId", "/tool"),
          Map.entry("/source/tool", "/tool"),
          Map.entry("/source/inputs", "/input"),
          Map.entry("/stretch", "/stretch"),
          Map.entry("/colorCorrection", "/color"),
          Map.entry("/colorRamp", "/ramp"));

  private LayerProblems() {}

  /** Returns the failure to find what is not there, or not for who asks. */
  static ExportFailure unknown(String kind, String id) {
    return new ExportFailure(
        ErrorCode.WORKSPACE_UNKNOWN,
        "Cannot find %s %s: there is none, or it is not for you.".formatted(kind, id));
  }

  /** Returns the failure of reading the body that parameters became. */
  static Throwable ofParameters(LayerTarget target, Throwable thrown) {
    Throwable cause = unwrapped(thrown);
    if (!(cause instanceof ApiProblem problem) || problem.errors().isEmpty()) {
      return cause;
    }
    List<FieldError> errors = problem.errors().stream().map(LayerProblems::inAddress).toList();
    boolean ofScene = problem.slug().equals(ErrorCode.SCENE_UNKNOWN.slug());
    if (target.kind() == LayerKind.SCENE && ofScene) {
      return unknown("scene", target.id());
    }
    boolean invalid = problem.slug().equals(ErrorCode.REQUEST_INVALID.slug());
    boolean ofTarget =
        problem.errors().stream().anyMatch(at -> at.pointer().startsWith("/source/projectId"));
    return invalid && !ofTarget
        ? ApiProblem.of(400, "parameter-invalid", errors)
        : ApiProblem.of(problem.status(), problem.slug(), errors);
  }

  private static FieldError inAddress(FieldError error) {
    for (Map.Entry<String, String> each : PARAMETERS) {
      if (error.pointer().startsWith(each.getKey())) {
        String rest = error.pointer().substring(each.getKey().length());
        return new FieldError(each.getValue() + rest, error.detail());
      }
    }
    return error;
  }

  /** Returns the failure of what shows a scene: that one is not there is a matter of the path. */
  static Throwable ofLayer(LayerTarget target, Throwable thrown) {
    Throwable cause = unwrapped(thrown);
    if (ExportFailure.of(cause).code() == ErrorCode.CANCELED) { // by the engine, as nobody waited
      return new ApiProblem(
          503,
          ErrorCode.NODE_BUSY.slug(),
          "Cannot go on: the client has closed its side of the connection. Keep it open until the"
              + " answer is there.");
    }
    if (ExportFailure.of(cause).code() == ErrorCode.POISON_STEP) { // it is what is shown that fails
      return new ApiProblem(
          422, ErrorCode.POISON_STEP.slug(), ExportFailure.of(cause).getMessage());
    }
    return target.kind() == LayerKind.SCENE
            && ExportFailure.of(cause).code() == ErrorCode.SCENE_UNKNOWN
        ? unknown("scene", target.id())
        : cause;
  }

  private static Throwable unwrapped(Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
