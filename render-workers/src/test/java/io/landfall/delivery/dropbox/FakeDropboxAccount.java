package io.landfall.delivery.dropbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** One account: its files, folders, upload sessions and space. One call at a time. */
public final class FakeDropboxAccount extends FakeDropboxTokens {
  /** What a single request may carry. */
  private static final long MOST_REQUEST_BYTES = 150L * 1000 * 1000;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** A file. */
  public record StoredFile(String path, String rev, byte[] content) {}

  private static final class UploadSession {
    private byte[] content = new byte[0];
    private boolean isClosed;
    private boolean isCommitted;
  }

  private final Map<String, StoredFile> files = new TreeMap<>();
  private final Set<String> folders = new TreeSet<>(Set.of(""));
  private final Map<String, UploadSession> sessions = new LinkedHashMap<>();
  private final AtomicLong number = new AtomicLong();

  /** Folders, in lower case, that nothing may be written below. */
  public final Set<String> readOnly = new HashSet<>();

  /** What the account may hold, in bytes. */
  public volatile long allocated = 2_000_000_000L;

  /** What is used by others of the team; below 0: it is an account of its own. */
  public volatile long usedByTeam = -1;

  /** Commits that ever made a file, by path. */
  public final Map<String, Integer> commits = new TreeMap<>();

  /** Returns all files by their paths. */
  public synchronized Map<String, byte[]> files() {
    return files.values().stream()
        .collect(
            Collectors.toMap(StoredFile::path, StoredFile::content, (a, b) -> a, TreeMap::new));
  }

  /** Returns the paths of all folders, in lower case; the top one is empty. */
  public synchronized Set<String> folders() {
    return new TreeSet<>(folders);
  }

  /** Puts a file of somebody else there. */
  public synchronized void put(String path, byte[] content) {
    write(path, content);
  }

  /** Returns the ids of sessions that hold bytes and were neither committed nor forgotten. */
  public synchronized Set<String> sessionsWithBytes() {
    return sessions.entrySet().stream()
        .filter(entry -> !entry.getValue().isCommitted && entry.getValue().content.length > 0)
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  synchronized void forgetSessions() {
    sessions.clear();
  }

  synchronized void fillUp() {
    allocated = used();
  }

  private long used() {
    return files.values().stream().mapToLong(file -> file.content().length).sum();
  }

  /** Answers a call of the API. */
  synchronized JsonNode call(String path, JsonNode arg, byte[] content, String token) {
    String name = path.replaceFirst("^/2/", "");
    authorize(name, token);
    if (content.length > MOST_REQUEST_BYTES) {
      throw DropboxRefusal.endpoint("payload_too_large");
    }
    return switch (name) {
      case "check/user" -> JSON.objectNode().put("result", arg.path("query").asText());
      case "users/get_current_account" -> currentAccount();
      case "users/get_space_usage" -> spaceUsage();
      case "files/upload_session/start" -> start(arg, content);
      case "files/upload_session/append_v2" -> append(arg, content);
      case "files/upload_session/finish" -> finish(path, arg, content);
      case "files/upload" -> upload(path, arg, content);
      case "files/get_metadata" -> metadata(path, arg);
      case "files/create_folder_v2" -> createFolder(path, arg);
      case "files/delete_v2" -> delete(arg);
      default -> throw DropboxRefusal.badRequest(path, "Unknown API function");
    };
  }

  private static JsonNode currentAccount() {
    var account =
        JSON.objectNode()
            .put("account_id", "dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRopQngc")
            .put("email", "franz@example.org")
            .put("email_verified", true)
            .put("disabled", false)
            .put("locale", "en")
            .put("referral_link", "https://db.tt/ZITNuhtI")
            .put("is_paired", false);
    account.set(
        "name",
        JSON.objectNode()
            .put("given_name", "Franz")
            .put("surname", "Ferdinand")
            .put("familiar_name", "Franz")
            .put("display_name", "Franz Ferdinand")
            .put("abbreviated_name", "FF"));
    account.set("account_type", JSON.objectNode().put(".tag", "basic"));
    account.set(
        "root_info",
        JSON.objectNode()
            .put(".tag", "user")
            .put("root_namespace_id", "1")
            .put("home_namespace_id", "1"));
    return account;
  }

  private JsonNode spaceUsage() {
    var usage = JSON.objectNode().put("used", used());
    boolean isTeam = usedByTeam >= 0;
    var allocation = JSON.objectNode().put(".tag", isTeam ? "team" : "individual");
    if (isTeam) {
      allocation.put("used", usedByTeam + used());
      allocation.put("user_within_team_space_allocated", 0);
      allocation.put("user_within_team_space_used_cached", 0);
      allocation.set("user_within_team_space_limit_type", JSON.objectNode().put(".tag", "off"));
    }
    usage.set("allocation", allocation.put("allocated", allocated));
    return usage;
  }

  private JsonNode start(JsonNode arg, byte[] content) {
    checkHash(arg, content);
    var session = new UploadSession();
    session.content = content;
    session.isClosed = arg.path("close").asBoolean();
    String id = "pid_upload_session:" + number.incrementAndGet();
    sessions.put(id, session);
    return JSON.objectNode().put("session_id", id);
  }

  private JsonNode append(JsonNode arg, byte[] content) {
    UploadSession session = session(arg.path("cursor"), "");
    if (used() + session.content.length + content.length > allocated && content.length > 0) {
      throw DropboxRefusal.endpoint("other");
    }
    checkHash(arg, content);
    session.content = joined(session.content, content);
    session.isClosed = arg.path("close").asBoolean();
    return JSON.nullNode();
  }

  /** Finds the session of a cursor; errors have {@code before} in front. */
  private UploadSession session(JsonNode cursor, String before) {
    UploadSession session = sessions.get(cursor.path("session_id").asText());
    if (session == null) {
      throw DropboxRefusal.endpoint(before + "not_found");
    }
    if (session.isCommitted || session.isClosed && before.isEmpty()) {
      throw DropboxRefusal.endpoint(before + "closed");
    }
    if (cursor.path("offset").asLong() != session.content.length) {
      throw DropboxRefusal.union(
          409,
          before + "incorrect_offset",
          JSON.objectNode().put("correct_offset", session.content.length));
    }
    return session;
  }

  private JsonNode finish(String path, JsonNode arg, byte[] content) {
    UploadSession session = session(arg.path("cursor"), "lookup_failed/");
    checkHash(arg, content);
    byte[] whole = joined(session.content, content);
    try {
      ObjectNode file = commit(path, arg.path("commit"), whole);
      session.isCommitted = true;
      return file;
    } catch (WriteRefusal refusal) {
      throw DropboxRefusal.endpoint("path/" + refusal.getMessage());
    }
  }

  private JsonNode upload(String path, JsonNode arg, byte[] content) {
    checkHash(arg, content);
    try {
      return commit(path, arg, content);
    } catch (WriteRefusal refusal) {
      ObjectNode error = JSON.objectNode().put(".tag", "path");
      String[] tags = refusal.getMessage().split("/");
      ObjectNode reason = JSON.objectNode().put(".tag", tags[0]);
      if (tags.length > 1) {
        reason.set(tags[0], JSON.objectNode().put(".tag", tags[1]));
      }
      error.set("reason", reason);
      error.put("upload_session_id", "none");
      throw DropboxRefusal.of(409, "path/" + refusal.getMessage(), error);
    }
  }

  /** What keeps a write from being made: the tags of a WriteError. */
  private static final class WriteRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WriteRefusal(String tags) {
      super(tags);
    }
  }

  private ObjectNode commit(String call, JsonNode info, byte[] content) {
    String path = info.path("path").asText();
    JsonNode mode = info.path("mode");
    if (!(mode.isTextual() ? mode : mode.path(".tag")).asText("add").equals("add")) {
      throw DropboxRefusal.badRequest(call, "this account is for additions alone");
    }
    checkWritable(path);
    StoredFile there = files.get(key(path));
    if (there != null || folders.contains(key(path))) {
      boolean isSame = there != null && hash(there.content()).equals(hash(content));
      if (isSame && !info.path("strict_conflict").asBoolean()) {
        return describe(there);
      }
      if (!info.path("autorename").asBoolean()) {
        throw new WriteRefusal(there == null ? "conflict/folder" : "conflict/file");
      }
      path = path + " (1)";
    }
    if (used() + content.length > allocated) {
      throw new WriteRefusal("insufficient_space");
    }
    commits.merge(path, 1, Integer::sum);
    return describe(write(path, content));
  }

  private void checkWritable(String path) {
    if (!path.matches("(/[^/\\\\\\x00-\\x1f]{1,255})+") || path.endsWith(" ")) {
      throw new WriteRefusal("malformed_path");
    }
    for (String folder = key(path); !folder.isEmpty(); folder = parent(folder)) {
      if (readOnly.contains(folder)) {
        throw new WriteRefusal("no_write_permission");
      }
      if (!folder.equals(key(path)) && files.containsKey(folder)) {
        throw new WriteRefusal("conflict/file_ancestor");
      }
    }
  }

  private StoredFile write(String path, byte[] content) {
    var file = new StoredFile(path, "%09x".formatted(number.incrementAndGet()), content);
    files.put(key(path), file);
    for (String folder = parent(key(path)); !folder.isEmpty(); folder = parent(folder)) {
      folders.add(folder);
    }
    return file;
  }

  private JsonNode metadata(String call, JsonNode arg) {
    String path = arg.path("path").asText();
    if (path.isEmpty()) {
      throw DropboxRefusal.badRequest(call, "path: The root folder is unsupported.");
    }
    StoredFile file = files.get(key(path));
    if (file != null) {
      return tagged("file", describe(file));
    }
    if (folders.contains(key(path))) {
      return tagged("folder", describeFolder(path));
    }
    throw DropboxRefusal.endpoint("path/not_found");
  }

  private JsonNode createFolder(String call, JsonNode arg) {
    String path = arg.path("path").asText();
    try {
      checkWritable(path);
      if (files.containsKey(key(path)) || folders.contains(key(path))) {
        throw new WriteRefusal(files.containsKey(key(path)) ? "conflict/file" : "conflict/folder");
      }
    } catch (WriteRefusal refusal) {
      throw DropboxRefusal.endpoint("path/" + refusal.getMessage());
    }
    for (String folder = key(path); !folder.isEmpty(); folder = parent(folder)) {
      folders.add(folder);
    }
    var result = JSON.objectNode();
    result.set("metadata", describeFolder(path));
    return result;
  }

  private JsonNode delete(JsonNode arg) {
    String key = key(arg.path("path").asText());
    StoredFile file = files.get(key);
    if (file == null && !folders.remove(key)) {
      throw DropboxRefusal.endpoint("path_lookup/not_found");
    }
    var result = JSON.objectNode();
    if (file == null) {
      result.set("metadata", tagged("folder", describeFolder(key)));
      return result;
    }
    if (arg.hasNonNull("parent_rev") && !arg.path("parent_rev").asText().equals(file.rev())) {
      throw DropboxRefusal.endpoint("path_write/conflict/file");
    }
    files.remove(key);
    result.set("metadata", tagged("file", describe(file)));
    return result;
  }

  /** Says first which type it is, as Dropbox does and the SDK wants. */
  private static ObjectNode tagged(String tag, ObjectNode members) {
    return JSON.objectNode().put(".tag", tag).setAll(members);
  }

  private static ObjectNode describe(StoredFile file) {
    return JSON.objectNode()
        .put("name", file.path().substring(file.path().lastIndexOf('/') + 1))
        .put("id", "id:" + file.rev())
        .put("client_modified", "2026-01-01T00:00:00Z")
        .put("server_modified", "2026-01-01T00:00:00Z")
        .put("rev", file.rev())
        .put("size", file.content().length)
        .put("path_lower", key(file.path()))
        .put("path_display", file.path())
        .put("is_downloadable", true)
        .put("content_hash", hash(file.content()));
  }

  private static ObjectNode describeFolder(String path) {
    return JSON.objectNode()
        .put("name", path.substring(path.lastIndexOf('/') + 1))
        .put("id", "id:folder")
        .put("path_lower", key(path))
        .put("path_display", path);
  }

  private static void checkHash(JsonNode arg, byte[] content) {
    if (arg.hasNonNull("content_hash")
        && !arg.path("content_hash").asText().equals(hash(content))) {
      throw DropboxRefusal.endpoint("content_hash_mismatch");
    }
  }

  /** Computes a content hash in the plainest way, apart from the one in the main code. */
  static String hash(byte[] content) {
    return PlainContentHash.of(content);
  }

  private static byte[] joined(byte[] a, byte[] b) {
    byte[] all = java.util.Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  private static String key(String path) {
    return path.toLowerCase(Locale.ROOT);
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }
}
