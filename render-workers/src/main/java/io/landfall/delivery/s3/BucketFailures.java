package io.landfall.delivery.s3;

import io.landfall.delivery.s3.UserBucket.AccessKeys;
import io.landfall.delivery.s3.UserBucket.AssumedRole;
import io.landfall.destination.OwnerCode;
import io.landfall.export.StaleCommitException;
import io.landfall.http.AddressRefusedException;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.PlainText;
import io.landfall.pool.PoolFullException;
import io.landfall.secret.Secret;
import io.landfall.store.s3.S3ErrorResponse;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sts.model.StsException;

/** What a failure at a user's bucket means, and what to do about it. */
final class BucketFailures {
  private static final Set<String> WRONG_KEYS =
      Set.of(
          "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "ExpiredToken",
          "InvalidToken",
          "TokenRefreshRequired",
          "InvalidClientTokenId",
          "RequestExpired");
  private static final Set<String> NO_ROOM =
      Set.of("InsufficientStorage", "QuotaExceeded", "XMinioStorageFull", "ServiceQuotaExceeded");
  private static final Set<String> OTHER_REGION =
      Set.of(
          "PermanentRedirect",
          "TemporaryRedirect",
          "AuthorizationHeaderMalformed",
          "IllegalLocationConstraintException");

  /** What is shorter stands in many a word, and is no secret of a store. */
  private static final int SHORTEST_SECRET = 8;

  /** What lies in an archive must be thawed first. */
  private static final String NOT_READABLE = "InvalidObjectState";

  private final UserBucket bucket;
  private final Consumer<ExportFailure> onRefusedKeys;

  /** Says of keys that the store does not know to who is to hear it. */
  BucketFailures(UserBucket bucket, Consumer<ExportFailure> onRefusedKeys) {
    this.bucket = bucket;
    this.onRefusedKeys = onRefusedKeys;
  }

  /** Tells whether another try may succeed. */
  static boolean isTransient(Throwable thrown) {
    Throwable cause = S3ErrorResponse.findIn(thrown);
    boolean mayPass =
        cause instanceof S3ErrorResponse
            || cause instanceof SdkClientException
            || cause instanceof IOException
            || cause instanceof TimeoutException
            || cause instanceof PoolFullException;
    return mayPass
        && Thrown.find(cause, AddressRefusedException.class) == null
        && S3ErrorResponse.isTransient(cause);
  }

  /** Tells whether the object is there already, or somebody else writes it at this moment. */
  static boolean isTaken(Throwable thrown) {
    return thrown != null
        && S3ErrorResponse.findIn(thrown) instanceof S3ErrorResponse answer
        && (answer.status() == 412 || answer.status() == 409);
  }

  /** Tells whether the keys or rights do not suffice. */
  static boolean isDenied(Throwable thrown) {
    return thrown != null
        && S3ErrorResponse.findIn(thrown) instanceof S3ErrorResponse answer
        && (answer.status() == 401 || answer.status() == 403 || isWrongKeys(answer));
  }

  private static boolean isWrongKeys(S3ErrorResponse answer) {
    return WRONG_KEYS.contains(answer.code());
  }

  /**
   * Says what could not be done, why, and what to do. What tells of the export itself stays as it
   * is.
   *
   * @param what as {@code write s3://bucket/key}
   */
  RuntimeException of(String what, Throwable thrown) {
    Throwable cause = S3ErrorResponse.findIn(thrown);
    if (cause instanceof ExportFailure
        || cause instanceof CancellationException
        || cause instanceof UploadGoneException
        || StaleCommitException.isCauseOf(cause)) {
      return (RuntimeException) cause;
    }
    ErrorCode code = code(cause);
    String reason = hidden(PlainText.cleaned(reason(thrown, cause))).replaceFirst("\\.$", "");
    AddressRefusedException refused = Thrown.find(thrown, AddressRefusedException.class);
    String whole =
        refused == null
            ? "Cannot %s: %s. %s.".formatted(what, reason, fix(code, cause, thrown))
            : "Cannot %s: %s".formatted(what, refused.reason()); // which has the fix
    var failure = new ExportFailure(code, whole, null);
    if (cause instanceof S3ErrorResponse answer && isWrongKeys(answer)) {
      onRefusedKeys.accept(failure);
    }
    return failure;
  }

  private static ErrorCode code(Throwable cause) {
    if (!(cause instanceof S3ErrorResponse answer)) {
      return ErrorCode.DESTINATION_UNWRITABLE;
    }
    if (answer.status() == 507 || NO_ROOM.contains(answer.code())) {
      return ErrorCode.DESTINATION_FULL;
    }
    if (answer.code().equals(NOT_READABLE)) {
      return ErrorCode.DESTINATION_UNWRITABLE;
    }
    return isDenied(answer) ? ErrorCode.DESTINATION_DENIED : ErrorCode.DESTINATION_UNWRITABLE;
  }

  private static String reason(Throwable thrown, Throwable cause) {
    if (isUnknownHost(thrown)) {
      return "the host of the store cannot be found";
    }
    return cause instanceof TimeoutException || cause instanceof ApiCallAttemptTimeoutException
        ? "the store did not answer in time"
        : String.valueOf(cause.getMessage());
  }

  private String fix(ErrorCode code, Throwable cause, Throwable thrown) {
    if (isUnknownHost(thrown)) {
      return "Check that %s is right; if not, make another delivery configuration"
          .formatted(bucket.shownAddress());
    }
    if (!(cause instanceof S3ErrorResponse answer)) {
      return "Check that the store at %s is up, then retry the export"
          .formatted(bucket.shownAddress());
    }
    if (Thrown.find(thrown, StsException.class) != null) {
      return "Let the role trust this service under the external id %s, as the configuration's policy shows"
          .formatted(OwnerCode.externalId(bucket.owner()));
    }
    if (OTHER_REGION.contains(answer.code()) || answer.status() / 100 == 3) {
      return "The bucket is not in region %s: make a delivery configuration with its region"
          .formatted(bucket.region());
    }
    if (answer.code().equals("NoSuchBucket")) {
      return "Make bucket %s in region %s, or a delivery configuration with another"
          .formatted(bucket.name(), bucket.region());
    }
    if (answer.code().equals(NOT_READABLE)) {
      return "What is written with this storage class cannot be read back: make a delivery"
          + " configuration with another, as GLACIER_IR";
    }
    if (answer.code().equals("RequestTimeTooSkewed")) {
      return "Ask the operators to set the clocks: they are too far apart";
    }
    return switch (code) {
      case DESTINATION_FULL -> "Make room there, then retry the export";
      case DESTINATION_DENIED ->
          isWrongKeys(answer)
              ? "Make a delivery configuration with keys that are valid, and deliver to that"
              : "Allow %s what the configuration's policy lists, then retry the export"
                  .formatted(whom());
      default -> "Check that the store takes such requests, then retry the export";
    };
  }

  private String whom() {
    if (bucket.access() instanceof AccessKeys) {
      return "the account of the access key";
    }
    return bucket.access() instanceof AssumedRole ? "the role" : "this service";
  }

  private static boolean isUnknownHost(Throwable thrown) {
    return Thrown.find(thrown, UnknownHostException.class) != null;
  }

  /** A store may say what it was sent; what is secret of that nobody is to read. */
  private String hidden(String text) {
    if (!(bucket.access() instanceof AccessKeys keys)) {
      return text;
    }
    String without = without(text, keys.secretAccessKey());
    return keys.sessionToken() == null ? without : without(without, keys.sessionToken());
  }

  private static String without(String text, Secret secret) {
    return secret.reveal().length() < SHORTEST_SECRET
        ? text
        : text.replace(secret.reveal(), secret.toString());
  }

  /** Looks for a failure among the causes of another. */
  private static final class Thrown {
    private static final int MAX_DEPTH = 20;

    private static <T extends Throwable> T find(Throwable thrown, Class<T> type) {
      Throwable cause = thrown;
      for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
        if (type.isInstance(cause)) {
          return type.cast(cause);
        }
        cause = cause.getCause();
      }
      return null;
    }
  }
}
