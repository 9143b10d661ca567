package io.landfall.store.s3;

import akka.stream.StreamLimitReachedException;
import akka.stream.alpakka.s3.S3Exception;
import io.landfall.http.Backoff;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** What the store answered instead of doing what it was asked. */
public final class S3ErrorResponse extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_TEXT = 300;

  /** An error that stands in the body of an answer 200 is one of the server. */
  private static final int IN_200 = 500;

  private static final int MAX_WAIT_S = 30; // longer, and those who wait for us would give up

  private final int status;
  private final String code;
  private final Duration retryAfter;

  public S3ErrorResponse(int status, String code, String message) {
    this(status, code, message, Duration.ZERO);
  }

  private S3ErrorResponse(int status, String code, String message, Duration retryAfter) {
    super(
        "the store answered %d %s%s"
            .formatted(status, code, message == null || message.isBlank() ? "" : ": " + message)
            .strip());
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /**
   * Reads an answer's XML; its text is only ever shown, and cut if it is long.
   *
   * @param retryAfter the header of that name, in seconds; anything else is not heeded
   */
  static S3ErrorResponse of(int status, String xml, String retryAfter) {
    String message = element(xml, "Message");
    return new S3ErrorResponse(
        status,
        element(xml, "Code"),
        message.substring(0, Math.min(MAX_TEXT, message.length())),
        retryAfter(retryAfter));
  }

  /** Finds the answer that made {@code thrown}, or returns {@code thrown} itself. */
  public static Throwable findIn(Throwable thrown) {
    Throwable cause = Backoff.unwrap(thrown);
    if (cause instanceof AwsServiceException service) {
      return of(service);
    }
    return cause instanceof S3Exception s3
        ? new S3ErrorResponse(s3.statusCode().intValue(), s3.code(), s3.message())
        : cause;
  }

  private static S3ErrorResponse of(AwsServiceException service) {
    AwsErrorDetails details = service.awsErrorDetails();
    int status = service.statusCode() / 100 == 2 ? IN_200 : service.statusCode();
    if (details == null) {
      return new S3ErrorResponse(status, "", "");
    }
    String message = details.errorMessage() == null ? "" : details.errorMessage();
    return new S3ErrorResponse(
        status,
        details.errorCode() == null ? "" : details.errorCode(),
        message.substring(0, Math.min(MAX_TEXT, message.length())),
        retryAfter(
            details.sdkHttpResponse() == null
                ? ""
                : details.sdkHttpResponse().firstMatchingHeader("Retry-After").orElse("")));
  }

  private static Duration retryAfter(String seconds) {
    return seconds.matches("[0-9]{1,5}")
        ? Duration.ofSeconds(Math.min(MAX_WAIT_S, Long.parseLong(seconds)))
        : Duration.ZERO;
  }

  /** Returns the text of the first element of that name, empty when there is none. */
  static String element(String xml, String name) {
    Matcher matcher = Pattern.compile("<" + name + ">([^<]*)</" + name + ">").matcher(xml);
    return matcher.find() ? matcher.group(1) : "";
  }

  /** Tells whether {@code thrown} may pass by itself: any broken connection, 5xx, a throttle. */
  public static boolean isTransient(Throwable thrown) {
    Throwable cause = findIn(thrown);
    if (cause instanceof StreamLimitReachedException || cause instanceof ExportFailure) {
      return false;
    }
    return !(cause instanceof S3ErrorResponse answer)
        || answer.status >= 500 && answer.status != 501
        || answer.status == 408
        || answer.status == 429
        || answer.code.equals("SlowDown")
        || answer.code.equals("RequestTimeout")
        || answer.code.equals("BadDigest");
  }

  /**
   * Tells whether a failure of store or journal, after their own retries, or of a pool that is full
   * may pass later.
   */
  public static boolean isTransientLater(Throwable thrown) {
    ExportFailure failure = ExportFailure.of(thrown);
    return failure.code() == ErrorCode.DATABASE_UNAVAILABLE
        || failure.code() == ErrorCode.NODE_BUSY
        || failure.code() == ErrorCode.NO_ANSWER_IN_TIME
        || failure.code() == ErrorCode.STORE_UNAVAILABLE
            && failure.getCause() != null
            && isTransient(failure.getCause());
  }

  /**
   * Tells whether the store understood what it was asked and does not do such things: not for want
   * of rights, and not for now.
   */
  public static boolean isRefusal(Throwable thrown) {
    return thrown != null
        && findIn(thrown) instanceof S3ErrorResponse answer
        && !answer.isDenied()
        && (isUnsupported(answer) || answer.status / 100 == 4 && !isTransient(answer));
  }

  /** Tells whether the store does not know such requests. */
  static boolean isUnsupported(Throwable thrown) {
    return findIn(thrown) instanceof S3ErrorResponse answer
        && (answer.status == 501 || answer.status == 405);
  }

  /** Tells whether the store says that the object, upload or bucket is not there. */
  public static boolean isMissing(Throwable thrown) {
    return findIn(thrown) instanceof S3ErrorResponse answer
        && (answer.status == 404 || answer.code.startsWith("NoSuch"));
  }

  /** Tells whether the store has another part, or none, of a number than an upload was to have. */
  static boolean isOtherPart(Throwable thrown) {
    Throwable cause = Backoff.unwrap(thrown);
    Throwable answered = cause instanceof ExportFailure ? cause.getCause() : cause;
    return answered instanceof S3ErrorResponse answer && answer.code.equals("InvalidPart");
  }

  /** Returns the status of HTTP. */
  public int status() {
    return status;
  }

  /** Returns the word of S3 for it, as {@code NoSuchBucket}; empty: none was given. */
  public String code() {
    return code;
  }

  /** Tells whether the object is another one than was asked for. */
  static boolean isPreconditionFailed(Throwable thrown) {
    return thrown != null
        && findIn(thrown) instanceof S3ErrorResponse answer
        && answer.status == 412;
  }

  /** Returns what a store answers to who names an upload that is not open. */
  static S3ErrorResponse ofUnknownUpload(String message) {
    return new S3ErrorResponse(404, "NoSuchUpload", message);
  }

  /** Returns what a store that knows If-Match would have answered. */
  static S3ErrorResponse ofOtherVersion() {
    return new S3ErrorResponse(412, "PreconditionFailed", "it has another version");
  }

  /** Returns a failure for an answer that is shorter than what it had to be. */
  static S3ErrorResponse ofShortRead(long bytes, long wanted) {
    return new S3ErrorResponse(
        502, "ShortRead", String.format(Locale.ROOT, "it gave %d bytes of %d", bytes, wanted));
  }

  /** Tells whether the store asks for less. */
  boolean isThrottle() {
    return status == 429 || status == 503 || code.equals("SlowDown");
  }

  /** Returns how long the store wants to be left alone. */
  public Duration retryAfter() {
    return retryAfter;
  }

  /** Says what to do about the answer. */
  String fix() {
    return switch (code) {
      case "RequestTimeTooSkewed" ->
          "Set this node's clock, or the store's: they are too far apart";
      case "NoSuchBucket" -> "Make the bucket, or check its name and the region";
      case "SignatureDoesNotMatch" -> "Check the secret of the access key and the region";
      case "AuthorizationHeaderMalformed" -> "Check the region";
      case "NoSuchUpload" ->
          "Retry the export: the upload that it had begun is not in the bucket, as after a restore,"
              + " or was ended by somebody else or by a rule of the bucket";
      case "InvalidPart" ->
          "Retry the export, and see that nothing else writes to the bucket: a part is not the one"
              + " that was stored";
      default ->
          isDenied()
              ? "Check the access key and its rights, the bucket, the region and this node's clock"
              : "Check that the store is up and has room";
    };
  }

  /** Tells whether asking again is in vain until somebody has changed keys or settings. */
  boolean isDenied() {
    return status == 401
        || status == 403
        || status == 301
        || code.equals("NoSuchBucket")
        || code.equals("AuthorizationHeaderMalformed");
  }
}
