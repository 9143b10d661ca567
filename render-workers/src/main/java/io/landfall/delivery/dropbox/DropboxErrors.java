package io.landfall.delivery.dropbox;

import com.dropbox.core.AccessErrorException;
import com.dropbox.core.BadRequestException;
import com.dropbox.core.BadResponseCodeException;
import com.dropbox.core.DbxApiException;
import com.dropbox.core.DbxException;
import com.dropbox.core.InvalidAccessTokenException;
import com.dropbox.core.NetworkIOException;
import com.dropbox.core.RateLimitException;
import com.dropbox.core.RetryException;
import com.dropbox.core.ServerException;
import com.dropbox.core.oauth.DbxOAuthException;
import com.dropbox.core.v2.auth.AuthError;
import com.dropbox.core.v2.files.DeleteErrorException;
import com.dropbox.core.v2.files.GetMetadataErrorException;
import com.dropbox.core.v2.files.UploadError;
import com.dropbox.core.v2.files.UploadErrorException;
import com.dropbox.core.v2.files.UploadSessionAppendError;
import com.dropbox.core.v2.files.UploadSessionAppendErrorException;
import com.dropbox.core.v2.files.UploadSessionFinishError;
import com.dropbox.core.v2.files.UploadSessionFinishErrorException;
import com.dropbox.core.v2.files.UploadSessionLookupError;
import com.dropbox.core.v2.files.WriteError;
import io.landfall.delivery.dropbox.DropboxRefusedException.Refusal;
import io.landfall.http.ResponseHead;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the SDK's exceptions mean. Nothing of their texts is kept. */
final class DropboxErrors {
  private static final Pattern APPS_SCOPE = Pattern.compile("required scope '([a-z_.]{1,64})'");

  private DropboxErrors() {}

  /** Tells what a call came to that did not end well. */
  static DropboxRefusedException of(Exception e) {
    if (e instanceof UploadSessionAppendErrorException append) {
      return append(append.errorValue);
    }
    if (e instanceof UploadSessionFinishErrorException finish) {
      return finish(finish.errorValue);
    }
    if (e instanceof UploadErrorException upload) {
      return upload(upload.errorValue);
    }
    if (e instanceof GetMetadataErrorException metadata) {
      return refused(metadata.errorValue.getPathValue().tag());
    }
    if (e instanceof DeleteErrorException delete) {
      return refused(delete.errorValue.tag());
    }
    return e instanceof DbxException dropbox ? general(dropbox) : broken(e);
  }

  private static DropboxRefusedException general(DbxException e) {
    if (e instanceof RetryException retry) {
      return DropboxRefusedException.later(
          retry instanceof RateLimitException ? "429" : "503",
          Duration.ofMillis(retry.getBackoffMillis()));
    }
    if (e instanceof InvalidAccessTokenException token) {
      return token(token.getAuthError());
    }
    if (e instanceof DbxOAuthException grant) {
      return grant(grant);
    }
    if (e instanceof AccessErrorException || e instanceof DbxApiException) {
      return new DropboxRefusedException(
          e instanceof AccessErrorException ? Refusal.DENIED : Refusal.REFUSED,
          e instanceof AccessErrorException ? "403" : "409");
    }
    if (e instanceof BadRequestException) {
      return badRequest(String.valueOf(e.getMessage()));
    }
    if (e instanceof BadResponseCodeException status) {
      return new DropboxRefusedException(
          ResponseHead.isTransient(status.getStatusCode()) ? Refusal.TRANSIENT : Refusal.REFUSED,
          "status " + status.getStatusCode());
    }
    if (e instanceof NetworkIOException) {
      return broken(e.getCause() == null ? e : e.getCause());
    }
    // ServerException, and answers that cannot be read: a page of a proxy on the way, for instance
    return new DropboxRefusedException(
        Refusal.TRANSIENT, e instanceof ServerException ? "500" : "what is no answer of Dropbox's");
  }

  /** Tokens that are none, and scopes that the app itself lacks, are told in words alone. */
  private static DropboxRefusedException badRequest(String words) {
    Matcher scope = APPS_SCOPE.matcher(words);
    if (scope.find()) {
      return new DropboxRefusedException(Refusal.DENIED, "missing_scope " + scope.group(1));
    }
    return words.contains("access token") || words.contains("Authorization")
        ? new DropboxRefusedException(Refusal.DENIED, "400 (the access token is malformed)")
        : new DropboxRefusedException(Refusal.REFUSED, "400");
  }

  /** A connection that could not be made, broke, or was too slow. */
  private static DropboxRefusedException broken(Throwable e) {
    if (e instanceof IllegalArgumentException) { // the SDK itself has seen that a path is none
      return new DropboxRefusedException(Refusal.NOT_WRITABLE, "malformed_path");
    }
    return new DropboxRefusedException(
        e instanceof IOException || e instanceof NetworkIOException
            ? Refusal.TRANSIENT
            : Refusal.REFUSED,
        "nothing (" + e.getClass().getSimpleName().replace("Exception", "") + ")");
  }

  private static DropboxRefusedException token(AuthError error) {
    return switch (error == null ? AuthError.Tag.OTHER : error.tag()) {
      case INVALID_ACCESS_TOKEN, EXPIRED_ACCESS_TOKEN ->
          new DropboxRefusedException(Refusal.TOKEN_REFUSED, tag(error.tag()));
      case MISSING_SCOPE ->
          new DropboxRefusedException(Refusal.DENIED, "missing_scope " + scope(error));
      case USER_SUSPENDED, ROUTE_ACCESS_DENIED, INVALID_SELECT_USER, INVALID_SELECT_ADMIN ->
          new DropboxRefusedException(Refusal.DENIED, tag(error.tag()));
      case OTHER -> new DropboxRefusedException(Refusal.DENIED, "401");
    };
  }

  /** Returns the scope by its name if it looks like one. */
  private static String scope(AuthError error) {
    String scope = error.getMissingScopeValue().getRequiredScope();
    return scope.matches("[a-z_.]{1,64}") ? scope : "unknown";
  }

  private static DropboxRefusedException grant(DbxOAuthException e) {
    return switch (e.getDbxOAuthError().getError()) {
      case "invalid_grant" -> new DropboxRefusedException(Refusal.DENIED, "invalid_grant");
      case "invalid_request", "unsupported_grant_type" ->
          new DropboxRefusedException(Refusal.DENIED, "invalid_request");
      default -> new DropboxRefusedException(Refusal.DENIED, "invalid_client");
    };
  }

  private static DropboxRefusedException upload(UploadError error) {
    return switch (error.tag()) {
      case PATH -> write(error.getPathValue().getReason());
      case CONTENT_HASH_MISMATCH -> bytesChanged();
      case PROPERTIES_ERROR, PAYLOAD_TOO_LARGE, OTHER -> refused(error.tag());
    };
  }

  private static DropboxRefusedException bytesChanged() {
    return new DropboxRefusedException(Refusal.BYTES_CHANGED, "content_hash_mismatch");
  }

  private static DropboxRefusedException append(UploadSessionAppendError error) {
    return switch (error.tag()) {
      case NOT_FOUND -> new DropboxRefusedException(Refusal.SESSION_LOST, "not_found");
      case CLOSED -> new DropboxRefusedException(Refusal.SESSION_COMMITTED, "closed");
      case INCORRECT_OFFSET ->
          DropboxRefusedException.wrongOffset(error.getIncorrectOffsetValue().getCorrectOffset());
      case CONTENT_HASH_MISMATCH -> bytesChanged();
      case NOT_CLOSED,
          TOO_LARGE,
          CONCURRENT_SESSION_INVALID_OFFSET,
          CONCURRENT_SESSION_INVALID_DATA_SIZE,
          PAYLOAD_TOO_LARGE,
          OTHER ->
          refused(error.tag());
    };
  }

  private static DropboxRefusedException finish(UploadSessionFinishError error) {
    return switch (error.tag()) {
      case LOOKUP_FAILED -> lookup(error.getLookupFailedValue());
      case PATH -> write(error.getPathValue());
      case TOO_MANY_WRITE_OPERATIONS ->
          new DropboxRefusedException(Refusal.TRANSIENT, "too_many_write_operations");
      case CONTENT_HASH_MISMATCH -> bytesChanged();
      case PROPERTIES_ERROR,
          TOO_MANY_SHARED_FOLDER_TARGETS,
          CONCURRENT_SESSION_DATA_NOT_ALLOWED,
          CONCURRENT_SESSION_NOT_CLOSED,
          CONCURRENT_SESSION_MISSING_DATA,
          PAYLOAD_TOO_LARGE,
          OTHER ->
          refused(error.tag());
    };
  }

  private static DropboxRefusedException lookup(UploadSessionLookupError error) {
    return switch (error.tag()) {
      case NOT_FOUND -> new DropboxRefusedException(Refusal.SESSION_LOST, "not_found");
      case CLOSED -> new DropboxRefusedException(Refusal.SESSION_COMMITTED, "closed");
      case INCORRECT_OFFSET ->
          DropboxRefusedException.wrongOffset(error.getIncorrectOffsetValue().getCorrectOffset());
      case NOT_CLOSED,
          TOO_LARGE,
          CONCURRENT_SESSION_INVALID_OFFSET,
          CONCURRENT_SESSION_INVALID_DATA_SIZE,
          PAYLOAD_TOO_LARGE,
          OTHER ->
          refused(error.tag());
    };
  }

  private static DropboxRefusedException write(WriteError error) {
    return switch (error.tag()) {
      case CONFLICT -> new DropboxRefusedException(Refusal.NAME_TAKEN, "conflict");
      case INSUFFICIENT_SPACE -> new DropboxRefusedException(Refusal.FULL, "insufficient_space");
      case TOO_MANY_WRITE_OPERATIONS ->
          new DropboxRefusedException(Refusal.TRANSIENT, "too_many_write_operations");
      case MALFORMED_PATH, NO_WRITE_PERMISSION, DISALLOWED_NAME, TEAM_FOLDER ->
          new DropboxRefusedException(Refusal.NOT_WRITABLE, tag(error.tag()));
      case OPERATION_SUPPRESSED, OTHER -> refused(error.tag());
    };
  }

  private static DropboxRefusedException refused(Enum<?> tag) {
    return new DropboxRefusedException(Refusal.REFUSED, tag(tag));
  }

  private static String tag(Enum<?> tag) {
    return tag.name().toLowerCase(Locale.ROOT);
  }
}
