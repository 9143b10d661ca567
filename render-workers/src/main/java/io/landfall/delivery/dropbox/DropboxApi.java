package io.landfall.delivery.dropbox;

import com.dropbox.core.DbxHost;
import com.dropbox.core.DbxRequestConfig;
import com.dropbox.core.oauth.DbxCredential;
import com.dropbox.core.v2.DbxClientV2;
import com.dropbox.core.v2.files.CommitInfo;
import com.dropbox.core.v2.files.FileMetadata;
import com.dropbox.core.v2.files.GetMetadataErrorException;
import com.dropbox.core.v2.files.Metadata;
import com.dropbox.core.v2.files.UploadSessionCursor;
import com.dropbox.core.v2.files.WriteMode;
import com.dropbox.core.v2.teamcommon.MemberSpaceLimitType;
import com.dropbox.core.v2.users.SpaceAllocation;
import com.dropbox.core.v2.users.SpaceUsage;
import com.dropbox.core.v2.users.TeamSpaceAllocation;
import io.landfall.http.BoundedHttpClient;
import io.landfall.secret.Secret;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * The calls of Dropbox that deliveries make, with one access token. Each is one request, blocks,
 * and fails with {@link DropboxRefusedException}. A commit adds a file and never replaces or
 * renames one.
 */
final class DropboxApi {
  /** What {@link #freeBytes} says where Dropbox does not tell. */
  static final long UNKNOWN_SPACE = Long.MAX_VALUE;

  private final DbxClientV2 client;

  private DropboxApi(DbxClientV2 client) {
    this.client = client;
  }

  /** Makes the calls with {@code token}. */
  static DropboxApi with(Secret token, DropboxRequestor requestor) {
    return new DropboxApi(new DbxClientV2(config(requestor), token.reveal(), DbxHost.DEFAULT));
  }

  private static DbxRequestConfig config(DropboxRequestor requestor) {
    return DbxRequestConfig.newBuilder(BoundedHttpClient.USER_AGENT)
        .withHttpRequestor(requestor)
        .build();
  }

  /** Gets an access token for a refresh token of an app that has no secret. */
  static Secret refresh(Secret refreshToken, String appKey, DropboxRequestor requestor) {
    var credential = new DbxCredential("", 0L, refreshToken.reveal(), appKey);
    return call(
        () ->
            Secret.of(
                credential
                    .refresh(config(requestor), DbxHost.DEFAULT, List.of())
                    .getAccessToken()));
  }

  /** Asks whether the token is good for anything. */
  void ping() {
    call(() -> client.check().user("landfall"));
  }

  /** Returns the e-mail address of the account. */
  String email() {
    return call(() -> client.users().getCurrentAccount().getEmail());
  }

  /** Returns how many bytes more the account takes. */
  long freeBytes() {
    SpaceUsage usage = call(() -> client.users().getSpaceUsage());
    SpaceAllocation allocation = usage.getAllocation();
    return switch (allocation.tag()) {
      case INDIVIDUAL ->
          Math.max(0, allocation.getIndividualValue().getAllocated() - usage.getUsed());
      case TEAM -> Math.max(0, freeInTeam(allocation.getTeamValue()));
      case OTHER -> UNKNOWN_SPACE;
    };
  }

  private static long freeInTeam(TeamSpaceAllocation team) {
    long ofTeam = team.getAllocated() - team.getUsed();
    boolean isLimited =
        team.getUserWithinTeamSpaceLimitType() == MemberSpaceLimitType.STOP_SYNC
            && team.getUserWithinTeamSpaceAllocated() > 0;
    return isLimited
        ? Math.min(
            ofTeam,
            team.getUserWithinTeamSpaceAllocated() - team.getUserWithinTeamSpaceUsedCached())
        : ofTeam;
  }

  /** Finds what has a name. */
  Optional<DropboxFile> find(String path) {
    return call(
        () -> {
          try {
            return Optional.of(describe(path, client.files().getMetadata(path)));
          } catch (GetMetadataErrorException e) {
            if (e.errorValue.getPathValue().isNotFound()) {
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  /** Opens an upload session without a byte, and returns its id. */
  String startSession() {
    return call(
        () ->
            client
                .files()
                .uploadSessionStart()
                .uploadAndFinish(new ByteArrayInputStream(new byte[0]))
                .getSessionId());
  }

  /**
   * Adds bytes to an upload session that has {@code offset} already; none is a question whether it
   * has.
   */
  void append(String session, long offset, byte[] bytes, int from, int count) {
    call(
        () ->
            client
                .files()
                .uploadSessionAppendV2Builder(new UploadSessionCursor(session, offset))
                .withContentHash(ContentHash.of(bytes, from, count))
                .uploadAndFinish(new ByteArrayInputStream(bytes, from, count)));
  }

  /** Makes a file of an upload session that has all its bytes. */
  DropboxFile finish(String session, long bytes, String path) {
    return call(
        () ->
            describe(
                path,
                client
                    .files()
                    .uploadSessionFinish(new UploadSessionCursor(session, bytes), addition(path))
                    .uploadAndFinish(new ByteArrayInputStream(new byte[0]))));
  }

  private static CommitInfo addition(String path) {
    return CommitInfo.newBuilder(path)
        .withMode(WriteMode.ADD)
        .withAutorename(false)
        .withStrictConflict(true)
        .build();
  }

  /** Makes a small file. */
  DropboxFile upload(String path, byte[] content) {
    return call(
        () ->
            describe(
                path,
                client
                    .files()
                    .uploadBuilder(path)
                    .withMode(WriteMode.ADD)
                    .withAutorename(false)
                    .withStrictConflict(true)
                    .withContentHash(ContentHash.of(content, 0, content.length))
                    .uploadAndFinish(new ByteArrayInputStream(content))));
  }

  /** Removes a file if it is still the one that was seen. */
  void delete(DropboxFile file) {
    call(() -> client.files().deleteV2(file.path(), file.rev()));
  }

  private static DropboxFile describe(String path, Metadata metadata) {
    return metadata instanceof FileMetadata file
        ? new DropboxFile(path, file.getRev(), file.getSize(), file.getContentHash())
        : new DropboxFile(path, null, -1, null);
  }

  private static <T> T call(Callable<T> call) {
    try {
      return call.call();
    } catch (IllegalArgumentException e) { // the SDK checks what it is given
      throw DropboxErrors.of(e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw DropboxErrors.of(e);
    }
  }
}
