package io.landfall.simulation;

import io.landfall.export.ExportStep;
import io.landfall.export.StepPorts;
import io.landfall.export.UploadTarget;
import io.landfall.export.entity.ExportEvent;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.model.delivery.DeliverySession;
import io.landfall.model.request.Destination;
import io.landfall.store.ObjectKeys;
import io.landfall.store.orphan.Orphans;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What must hold after every step, whatever goes wrong, checked from outside: by the rows of the
 * journal and the requests that reach the bucket, with a table of its own of what may follow what.
 */
final class SimInvariants {

  /** An invariant was violated. */
  static final class InvariantViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvariantViolation(String what) {
      super(what);
    }
  }

  private static final String NEW = "new";
  private static final String WAITING = "waiting"; // for the clean-up before another attempt
  private static final String PENDING = "pending";
  private static final String SUBMITTED = "submitted";
  private static final String RENDERING = "rendering";
  private static final String COMMITTING = "committing";
  private static final String DELIVERING = "delivering";
  private static final String DELIVERED = "delivered"; // to all
  private static final String SUCCESS = "success";
  private static final String ERROR = "error";
  private static final List<String> RUNNING =
      List.of(WAITING, PENDING, SUBMITTED, RENDERING, COMMITTING, DELIVERING);

  /** What the journal says of one export. */
  private static final class ExportModel {
    String state = NEW;
    int attempt = 1;
    int next = 1;
    long rows;
    Instant since = SimTime.START;
    boolean isPaused;
    boolean isClean;
    boolean isFileKept;
    boolean isFileBad;
    int givenUpBelow;
    String uploadId;
    ExportEvent.Planned plan;
    ExportEvent.CommitIntended intent;
    final Set<Integer> storedTasks = new HashSet<>();
    final List<Destination> destinations = new ArrayList<>();
    final Set<Integer> received = new HashSet<>();
    final Set<Integer> refused = new HashSet<>();
    final Set<DeliverySession> sessions = new HashSet<>();
    final Set<String> left = new HashSet<>();

    boolean hasEnded(int destination) {
      return received.contains(destination) || refused.contains(destination);
    }

    void endDelivery() {
      if (received.size() + refused.size() == destinations.size()) {
        state = DELIVERED;
      }
    }
  }

  private final SimWorld world;
  private final Map<ExportId, ExportModel> models = new HashMap<>();
  private final Map<String, String> commits = new HashMap<>();
  SimMutants mutants;

  SimInvariants(SimWorld world) {
    this.world = world;
    this.mutants = new SimMutants(world);
  }

  private ExportModel model(ExportId id) {
    return models.computeIfAbsent(id, none -> new ExportModel());
  }

  /** A row was added to the journal. */
  void appended(ExportId id, SimJournal.Row row) {
    ExportModel model = model(id);
    check(
        row.number() == ++model.rows,
        "row %d is written where row %d of %s should be",
        row.number(),
        model.rows,
        id);
    String before = model.state;
    model.since = world.time.clock();
    if (!follow(id, model, row.event())) {
      throw broken("%s after %s in %s of %s", row.event(), before, model.attempt, id);
    }
  }

  private boolean follow(ExportId id, ExportModel model, ExportEvent event) {
    String state = model.state;
    switch (event.getClass().getSimpleName()) {
      case "Requested" -> {
        model.state = PENDING;
        model.destinations.addAll(((ExportEvent.Requested) event).request().delivery());
        return state.equals(NEW);
      }
      case "Planned" -> {
        model.plan = (ExportEvent.Planned) event;
        model.state = SUBMITTED;
        return state.equals(PENDING);
      }
      case "UploadOpened" -> {
        model.uploadId = uploadId(((ExportEvent.UploadOpened) event).uploadTarget());
        model.state = RENDERING;
        return state.equals(SUBMITTED);
      }
      case "TaskStored" -> {
        int task = ((ExportEvent.TaskStored) event).task().index();
        check(model.storedTasks.add(task), "task %d of %s is journalled twice", task, id);
        return state.equals(RENDERING) && task < model.plan.plan().layout().tasks().size();
      }
      case "CommitIntended" -> {
        model.intent = (ExportEvent.CommitIntended) event;
        model.state = COMMITTING;
        return state.equals(RENDERING)
            && model.storedTasks.size() == model.plan.plan().layout().tasks().size();
      }
      case "ObjectStored" -> {
        model.state = DELIVERING;
        return state.equals(COMMITTING);
      }
      case "DeliveryOpened" -> {
        DeliverySession session = ((ExportEvent.DeliveryOpened) event).session();
        model.sessions.add(session);
        return state.equals(DELIVERING) && !model.hasEnded(session.destination());
      }
      case "Delivered" -> {
        boolean isFirst =
            model.received.add(((ExportEvent.Delivered) event).receipt().destination());
        model.endDelivery();
        return state.equals(DELIVERING) && isFirst;
      }
      case "DeliveryFailed" -> {
        boolean isFirst =
            model.refused.add(((ExportEvent.DeliveryFailed) event).failure().destination());
        model.endDelivery();
        return state.equals(DELIVERING) && isFirst;
      }
      case "Completed" -> {
        model.state = SUCCESS;
        checkFile(id, model);
        return state.equals(DELIVERED)
            && model.refused.stream().allMatch(i -> i < model.givenUpBelow);
      }
      case "Failed", "Canceled" -> {
        checkFailure(id, model, event);
        model.state = ERROR;
        model.isPaused = false;
        model.isFileKept = isFileKept(state, event);
        IntStream.range(0, model.destinations.size())
            .filter(i -> !model.received.contains(i))
            .forEach(model.refused::add);
        model.isFileBad =
            event instanceof ExportEvent.Failed failed
                && failed.code() == ErrorCode.DESTINATION_CORRUPT;
        return RUNNING.contains(state) || state.equals(DELIVERED) && !model.refused.isEmpty();
      }
      case "CleanedUp" -> {
        ((ExportEvent.CleanedUp) event).left().forEach(left -> model.left.add(left.href()));
        return cleaned(id, model);
      }
      default -> {
        return followWish(model, event);
      }
    }
  }

  /** A failed delivery may be tried again, unless it is the file that is bad. */
  private static boolean isFileKept(String state, ExportEvent event) {
    return event instanceof ExportEvent.Canceled canceled && canceled.partial()
        || event instanceof ExportEvent.Failed failed
            && (failed.partial()
                || List.of(DELIVERING, DELIVERED).contains(state)
                    && failed.code() != ErrorCode.DESTINATION_CORRUPT);
  }

  private boolean followWish(ExportModel model, ExportEvent event) {
    boolean isRunning = RUNNING.contains(model.state);
    switch (event.getClass().getSimpleName()) {
      case "Paused" -> {
        boolean isNew = !model.isPaused;
        model.isPaused = true;
        return isRunning && isNew;
      }
      case "Resumed" -> {
        boolean wasPaused = model.isPaused;
        model.isPaused = false;
        return isRunning && wasPaused;
      }
      case "Reprioritized" -> {
        return isRunning;
      }
      case "DestinationsAdded" -> {
        return added(model, (ExportEvent.DestinationsAdded) event);
      }
      case "Retried" -> {
        return retried(model, (ExportEvent.Retried) event);
      }
      default -> throw broken("unknown event %s", event);
    }
  }

  /** One that has ended and has its file delivers again. */
  private static boolean added(ExportModel model, ExportEvent.DestinationsAdded added) {
    boolean hasFile = model.state.equals(SUCCESS) || model.state.equals(ERROR) && model.isFileKept;
    boolean isRunning = RUNNING.contains(model.state);
    if (hasFile) {
      model.givenUpBelow = model.destinations.size();
    }
    model.destinations.addAll(added.destinations());
    if (hasFile) {
      model.state = DELIVERING;
      model.isClean = false;
      model.isFileKept = false;
    }
    return isRunning || hasFile;
  }

  /** First what the failed try left is cleaned up; then it begins anew, or delivers again. */
  private static boolean retried(ExportModel model, ExportEvent.Retried retried) {
    boolean wasError = model.state.equals(ERROR);
    model.state = WAITING;
    model.isClean = false;
    model.next = retried.attempt();
    boolean isRenderedAgain = !model.isFileKept || model.isFileBad;
    return wasError && retried.attempt() == model.attempt + (isRenderedAgain ? 1 : 0);
  }

  private boolean cleaned(ExportId id, ExportModel model) {
    ExportAttempt attempt = new ExportAttempt(id, model.attempt);
    String prefix = ObjectKeys.files(attempt);
    check(
        model.uploadId == null || !world.bucket.uploads.containsKey(model.uploadId),
        "the upload of %s is open after its end",
        attempt);
    boolean isFileDue = model.state.equals(SUCCESS) || model.isFileKept;
    if (!isFileDue && !isSingle(model)) {
      check(world.bucket.list(prefix).isEmpty(), "an object of %s is left after its end", attempt);
    }
    if (model.state.equals(WAITING)) {
      begin(model);
      return true;
    }
    boolean isFirst = !model.isClean;
    model.isClean = true;
    return isFirst && (model.state.equals(SUCCESS) || model.state.equals(ERROR));
  }

  private static void begin(ExportModel model) {
    model.state = model.next == model.attempt ? DELIVERING : PENDING;
    if (model.next != model.attempt) {
      model.attempt = model.next;
      model.storedTasks.clear();
      model.uploadId = null;
      model.intent = null;
      model.plan = null;
      model.received.clear();
      model.refused.clear();
    }
    model.isFileKept = false;
    model.refused.removeIf(i -> i >= model.givenUpBelow);
  }

  private static boolean isSingle(ExportModel model) {
    return model.plan == null || model.plan.plan().layout().singleObject();
  }

  private void checkFile(ExportId id, ExportModel model) {
    String key =
        ObjectKeys.file(new ExportAttempt(id, model.attempt), model.plan.plan().fileName());
    SimBucket.SimObject file = world.bucket.objects.get(at(key));
    check(file != null, "%s succeeds without its file", id);
    check(
        file.content().equals(SimExports.truth(model.plan.plan())),
        "%s succeeds with another file than a single process renders",
        id);
  }

  /** A commit that worked is never reported as a failure. */
  private void checkFailure(ExportId id, ExportModel model, ExportEvent event) {
    if (event instanceof ExportEvent.Failed failed
        && failed.step() == ExportStep.COMMIT
        && model.plan != null) {
      String key =
          ObjectKeys.file(new ExportAttempt(id, model.attempt), model.plan.plan().fileName());
      SimBucket.SimObject file = world.bucket.objects.get(at(key));
      check(
          file == null || !file.content().equals(SimExports.truth(model.plan.plan())),
          "%s fails though its file is there: %s",
          id,
          failed.detail());
    }
  }

  /** An upload was completed. */
  void committed(String key, String uploadId) {
    ExportId id = SimWorld.exportOf(key);
    ExportModel model = model(id);
    String[] path = key.split("/");
    boolean isOfNow = path.length < 4 || Integer.parseInt(path[2]) == model.attempt;
    check(model.intent != null && isOfNow, "%s is committed without an intent in the journal", key);
    check(
        uploadId.equals(model.uploadId),
        "%s is committed from %s, the journal has %s",
        key,
        uploadId,
        model.uploadId);
    String before = commits.put(key, uploadId);
    check(before == null, "%s is committed a second time", key);
  }

  /** A file has taken its name at a destination of the user's. */
  void delivered(StepPorts.DeliveryRequest delivery, DeliverySession session) {
    check(
        model(delivery.id()).sessions.contains(session),
        "%s is delivered by %s, which the journal has not",
        delivery.id(),
        session);
  }

  private void checkDestinations(ExportId id, ExportModel model) {
    ExportAttempt attempt = new ExportAttempt(id, model.attempt);
    for (int i = 0; i < model.destinations.size(); i++) {
      Destination destination = model.destinations.get(i);
      if (destination.deliveryConfigId() != null) {
        String key = SimDestinations.key(attempt, destination);
        boolean isThere = attempt.equals(world.userBucket.objects.get(key));
        check(isThere || !model.received.contains(i), "%s has a receipt and no file %s", id, key);
        check(
            !isThere || isReceived(model, destination) || model.left.contains(key),
            "%s has left a file that nobody is told of: %s",
            id,
            key);
      }
    }
    for (DeliverySession session : model.sessions) {
      check(
          session.upload() == null || !world.userBucket.uploads.containsKey(session.upload()),
          "%s has left an open upload at a destination: %s",
          id,
          session);
    }
  }

  private static boolean isReceived(ExportModel model, Destination destination) {
    return model.received.stream().anyMatch(i -> model.destinations.get(i).equals(destination));
  }

  /** Returns the state of an export, for the orphan collector. */
  Optional<Orphans.AttemptNeed> need(ExportId id) {
    ExportModel model = models.get(id);
    if (model == null || model.rows == 0) {
      return Optional.empty();
    }
    boolean isError = model.state.equals(ERROR);
    Orphans.ExportNeed need =
        model.state.equals(SUCCESS)
            ? Orphans.ExportNeed.FILE
            : !isError
                ? Orphans.ExportNeed.ALL
                : model.isFileKept && !model.received.isEmpty()
                    ? Orphans.ExportNeed.FILE
                    : model.isFileKept
                        ? Orphans.ExportNeed.FILE_FOR_RETRY
                        : Orphans.ExportNeed.NOTHING;
    return Optional.of(new Orphans.AttemptNeed(model.attempt, need, model.since));
  }

  /** Returns the exports that have not ended. */
  List<ExportId> unfinished() {
    return models.keySet().stream()
        .filter(id -> RUNNING.contains(models.get(id).state) || !models.get(id).isClean)
        .sorted(Comparator.comparing(ExportId::toString))
        .toList();
  }

  /** A client got the answer that its export is there. */
  void acknowledged(ExportId id) {
    check(model(id).rows > 0, "%s was acknowledged, and is not in the journal", id);
  }

  /** A coordinator leases a task. */
  void leased(StepPorts.RenderRequest assignment, int task) {
    check(
        assignment.storedTasks().stream().noneMatch(stored -> stored.index() == task),
        "task %d of %s is rendered again though it was known as stored",
        task,
        assignment.attempt());
  }

  /** Checks what must be when nothing has gone wrong for long. */
  void quiet() {
    for (var entry : models.entrySet()) {
      ExportModel model = entry.getValue();
      boolean isEnded = model.state.equals(SUCCESS) || model.state.equals(ERROR);
      check(
          isEnded && model.isClean || model.isPaused,
          "%s stands still as %s%s",
          entry.getKey(),
          model.state,
          isEnded ? " and is not cleaned up" : "");
      if (isEnded) {
        checkLeft(entry.getKey(), model);
      }
    }
  }

  private void checkLeft(ExportId id, ExportModel model) {
    String prefix = ObjectKeys.EXPORTS + id;
    check(world.bucket.uploads(prefix).isEmpty(), "uploads of %s are open at the end", id);
    List<String> scratch = world.bucket.list(ObjectKeys.SCRATCH + id);
    check(scratch.isEmpty(), "scratch of %s is left: %s", id, scratch);
    checkDestinations(id, model);
    List<String> files = world.bucket.list(prefix);
    if (model.state.equals(SUCCESS)) {
      check(files.size() == 1, "%s has the files %s", id, files);
      checkFile(id, model);
    } else if (!model.isFileKept) {
      check(files.isEmpty(), "files of %s are left: %s", id, files);
    }
  }

  /** Returns how many exports have this outcome. */
  long count(boolean success) {
    return models.values().stream()
        .filter(model -> model.state.equals(success ? SUCCESS : ERROR))
        .count();
  }

  private String at(String key) {
    return world.guards.has(SimGuard.ATTEMPT_IN_KEYS) ? key : key.replaceFirst("/\\d+/", "/");
  }

  private void check(boolean holds, String what, Object... values) {
    if (!holds) {
      throw broken(what, values);
    }
  }

  private InvariantViolation broken(String what, Object... values) {
    return new InvariantViolation(
        "after %.3f s: ".formatted(world.time.now() / 1e9) + what.formatted(strings(values)));
  }

  private static Object[] strings(Object[] values) {
    return java.util.Arrays.stream(values)
        .map(value -> value instanceof Number ? value : String.valueOf(value))
        .toArray();
  }

  private static String uploadId(UploadTarget target) {
    if (target instanceof UploadTarget.ComposedUpload composed) {
      return composed.uploadId();
    }
    return target instanceof UploadTarget.MultipartUpload upload ? upload.uploadId() : null;
  }
}
