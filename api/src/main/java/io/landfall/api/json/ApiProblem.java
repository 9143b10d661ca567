package io.landfall.api.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.model.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A refusal of a request, with pointers into its body where there are any. */
public final class ApiProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A place in the body and what is wrong there. */
  public record FieldError(String pointer, String detail) {}

  private final int status;
  private final String slug;
  private final transient List<FieldError> errors;
  private final transient Map<String, String> headers = new LinkedHashMap<>();
  private final transient ObjectNode members = Json.object();

  /**
   * Makes one.
   *
   * @param slug the last part of its type: {@code json-malformed}
   * @param detail one or two sentences: what cannot be and what to do
   */
  public ApiProblem(int status, String slug, String detail, List<FieldError> errors) {
    super(detail, null, false, false);
    this.status = status;
    this.slug = slug;
    this.errors = List.copyOf(errors);
  }

  /** Makes one without pointers. */
  public ApiProblem(int status, String slug, String detail) {
    this(status, slug, detail, List.of());
  }

  /** A body that is JSON but not one we can serve; the first error is the detail. */
  public static ApiProblem ofErrors(ErrorCode code, List<FieldError> errors) {
    return of(ProblemStatus.of(code), code.slug(), errors);
  }

  /** A problem of several errors; the first is the detail. */
  public static ApiProblem of(int status, String slug, List<FieldError> errors) {
    FieldError first = errors.get(0);
    String more = errors.size() > 1 ? " %d more below.".formatted(errors.size() - 1) : "";
    return new ApiProblem(status, slug, first.detail() + more, errors);
  }

  /** Adds a header to the answer. */
  public ApiProblem withHeader(String name, String value) {
    headers.put(name, value);
    return this;
  }

  public Map<String, String> headers() {
    return headers;
  }

  /** Adds a member of its own to the document, and returns its array. */
  public ArrayNode withArray(String member) {
    return members.withArray("/" + member);
  }

  /** Returns the members that are this problem's own. */
  public ObjectNode members() {
    return members;
  }

  /** Returns the HTTP status. */
  public int status() {
    return status;
  }

  /** Returns the last part of its type. */
  public String slug() {
    return slug;
  }

  /** Returns what is wrong where; the detail alone may tell it. */
  public List<FieldError> errors() {
    return errors;
  }
}
