package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SceneId;
import io.landfall.model.color.ColorCorrectionReader;
import io.landfall.node.services.BackingServices;
import io.landfall.workspace.Access;
import io.landfall.workspace.Caller;
import io.landfall.workspace.JdbcOwnSceneStore;
import io.landfall.workspace.JdbcProjectStore;
import io.landfall.workspace.JdbcToolStore;
import io.landfall.workspace.OwnScene.OwnSceneContent;
import io.landfall.workspace.PageRequest;
import io.landfall.workspace.Project;
import io.landfall.workspace.Project.ProjectContent;
import io.landfall.workspace.ProjectScene;
import io.landfall.workspace.Visibility;
import io.landfall.workspace.WorkspaceEntry;
import io.landfall.workspace.WorkspaceIds;
import io.landfall.workspace.WorkspacePage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Projects and tools in a real PostgreSQL. */
@ExtendWith(SharedService.Starter.class)
class ProjectStoreIT {
  private static final int WRITERS = 8;
  private static final int RACES = 20;

  private final BackingServices services;
  private final DataSource database;
  private final JdbcProjectStore projects;
  private final Caller ann = user("ann", "acme");
  private final Caller ben = user("ben", "acme");
  private final Caller eve = user("eve", null);
  private final Caller root = new Caller("root", null, true);

  ProjectStoreIT(SharedService service) {
    services = BackingServices.connectDatabase(service.config());
    database = services.database().dataSource();
    projects = new JdbcProjectStore(database);
  }

  @AfterEach
  void disconnect() {
    services.close();
  }

  @Test
  void aProjectComesBackAsItWasInEachOfItsVersions() {
    var correction =
        ColorCorrectionReader.read("{\"gamma\": {\"redGamma\": 1.25}, \"redBand\": 3}");
    var scenes =
        List.of(
            new ProjectScene(new SceneId("LC80220342026101LGN00"), correction),
            new ProjectScene(new SceneId(WorkspaceIds.generate().toString()), null));
    var content = new ProjectContent("Olinda \u2603", scenes, List.of("4", "3", "2"), correction);
    UUID id = WorkspaceIds.generate();

    Project made = projects.create(id, Access.ofOwner(ann), content);
    Project changed = projects.update(id, version -> version == 1, null, content("b"), ann);
    projects.delete(id, version -> true, ann);

    assertThat(made.content()).isEqualTo(content);
    assertThat(changed.version()).isEqualTo(2);
    assertThat(changed.updatedAt()).isAfter(made.updatedAt());
    assertThat(projects.find(id, ann)).isEmpty();
    assertThat(projects.findVersion(id, 1, ann)).contains(made);
    assertThat(projects.findVersion(id, 2, ann)).contains(changed);
    assertThat(projects.findVersion(id, 3, ann)).isEmpty();
    assertThat(projects.findVersion(id, 1, eve)).isEmpty();
    assertThatFails(() -> projects.delete(id, version -> true, ann), ErrorCode.WORKSPACE_UNKNOWN);
  }

  @Test
  void whatWasPrivateIsNotReadByThoseItIsSharedWithLater() {
    UUID id = create(ann, Visibility.PRIVATE).id();
    projects.update(id, version -> true, Visibility.PUBLIC, content("shared"), ann);

    assertThat(projects.findVersion(id, 2, eve)).isPresent();
    assertThat(projects.findVersion(id, 1, eve)).isEmpty();
    assertThat(projects.findVersion(id, 1, ann)).isPresent();
  }

  @Test
  void ofWritersOfOneVersionOneSucceeds() throws Exception {
    UUID id = create(ann, Visibility.PRIVATE).id();
    List<Callable<Long>> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      var content = content("writer " + i);
      writers.add(() -> projects.update(id, version -> version == 1, null, content, ann).version());
    }
    var threads = Executors.newFixedThreadPool(WRITERS);
    List<ErrorCode> refused = new ArrayList<>();
    List<Long> made = new ArrayList<>();
    try {
      for (Future<Long> future : threads.invokeAll(writers)) {
        try {
          made.add(future.get());
        } catch (ExecutionException e) {
          refused.add(ExportFailure.of(e).code());
        }
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(made).containsExactly(2L);
    assertThat(refused).hasSize(WRITERS - 1).containsOnly(ErrorCode.VERSION_CHANGED);
    assertThat(projects.find(id, ann).orElseThrow().version()).isEqualTo(2);
  }

  @Test
  void aSceneThatIsDeletedWhileAProjectIsSavedIsInUseOrRefused() throws Exception {
    var scenes = new JdbcOwnSceneStore(database);
    var threads = Executors.newFixedThreadPool(2);
    try {
      for (int i = 0; i < RACES; i++) {
        UUID scene = register(scenes, Access.ofOwner(ann));
        var content =
            new ProjectContent(
                "race",
                List.of(new ProjectScene(new SceneId(scene.toString()), null)),
                List.of(),
                null);
        var start = new CountDownLatch(1);
        Future<?> saved =
            threads.submit(
                () -> {
                  start.await();
                  return projects.create(WorkspaceIds.generate(), Access.ofOwner(ann), content);
                });
        Future<?> deleted =
            threads.submit(
                () -> {
                  start.await();
                  scenes.delete(scene, ann);
                  return scene;
                });
        start.countDown();
        assertThat(List.of(outcome(saved), outcome(deleted)))
            .isIn(
                List.of("done", ErrorCode.STATE_CONFLICT.name()),
                List.of(ErrorCode.SCENE_UNKNOWN.name(), "done"));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** As above, but the other connection has not committed yet: who comes second waits. */
  @Test
  void whoDeletesASceneWaitsForAProjectThatIsBeingSaved() throws Exception {
    var scenes = new JdbcOwnSceneStore(database);
    UUID scene = register(scenes, Access.ofOwner(ann));
    var content =
        new ProjectContent(
            "slow",
            List.of(new ProjectScene(new SceneId(scene.toString()), null)),
            List.of(),
            null);
    var threads = Executors.newSingleThreadExecutor();
    try (var other = database.getConnection();
        var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("select 1 from own_scenes where id = '" + scene + "' for share");
      Future<?> deleted =
          threads.submit(
              () -> {
                scenes.delete(scene, ann);
                return scene;
              });
      projects.create(WorkspaceIds.generate(), Access.ofOwner(ann), content);
      assertThat(deleted.isDone()).isFalse();
      other.commit();
      assertThat(outcome(deleted)).isEqualTo(ErrorCode.STATE_CONFLICT.name());
    } finally {
      threads.shutdownNow();
    }
  }

  private static String outcome(Future<?> work) throws InterruptedException {
    try {
      work.get();
      return "done";
    } catch (ExecutionException e) {
      return ExportFailure.of(e).code().name();
    }
  }

  @Test
  void whoMayReadItIsAsItsOwnerSays() {
    UUID own = create(ann, Visibility.PRIVATE).id();
    UUID shared = create(ann, Visibility.ORGANIZATION).id();
    UUID known = create(ann, Visibility.PUBLIC).id();

    assertThat(readable(ann, own, shared, known)).containsExactly(known, shared, own);
    assertThat(readable(ben, own, shared, known)).containsExactly(known, shared);
    assertThat(readable(eve, own, shared, known)).containsExactly(known);
    assertThat(readable(root, own, shared, known)).containsExactly(known, shared, own);
    assertThatFails(
        () -> projects.update(known, version -> true, null, content("x"), eve),
        ErrorCode.NOT_ALLOWED);
    assertThatFails(
        () -> projects.update(own, version -> true, null, content("x"), ben),
        ErrorCode.WORKSPACE_UNKNOWN);
    Project hidden = projects.update(known, v -> true, Visibility.PRIVATE, content("x"), root);
    assertThat(hidden.access().owner()).isEqualTo("ann");
    assertThat(readable(eve, known)).isEmpty();
    assertThatFails(() -> Access.ofOwner(eve, Visibility.ORGANIZATION), ErrorCode.REQUEST_INVALID);
  }

  @Test
  void pagesShowEachOnceWhateverIsMadeAndDeletedMeanwhile() {
    Caller cid = user("cid-" + WorkspaceIds.generate(), null);
    List<UUID> made = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      made.add(0, create(cid, Visibility.PRIVATE).id());
    }
    List<UUID> seen = new ArrayList<>();
    String after = null;
    do {
      WorkspacePage<WorkspaceEntry> page = projects.list(cid, new PageRequest(3, after));
      page.items().stream()
          .filter(entry -> entry.access().owner().equals(cid.user()))
          .forEach(entry -> seen.add(entry.id()));
      after = page.next();
      if (seen.size() == 3) {
        projects.delete(seen.get(2), version -> true, cid);
        create(cid, Visibility.PRIVATE);
      }
    } while (after != null);
    assertThat(seen).isEqualTo(made);
    assertThatFails(() -> projects.list(cid, new PageRequest(3, "x")), ErrorCode.REQUEST_INVALID);
  }

  @Test
  void theSameIdFindsTheSameProjectAndNoOther() {
    UUID id = WorkspaceIds.generate();
    Project first = projects.create(id, Access.ofOwner(ann), content("a"));

    assertThat(projects.create(id, Access.ofOwner(ann), content("a"))).isEqualTo(first);
    assertThatFails(
        () -> projects.create(id, Access.ofOwner(ann), content("b")), ErrorCode.STATE_CONFLICT);
    assertThatFails(
        () -> projects.create(id, Access.ofOwner(eve), content("a")), ErrorCode.STATE_CONFLICT);
    assertThatFails(
        () -> projects.create(id, Access.ofOwner(ann, Visibility.PUBLIC), content("a")),
        ErrorCode.STATE_CONFLICT);
  }

  @Test
  void whoUsesASceneIsFoundUntilHeUsesItNoMore() {
    UUID scene = WorkspaceIds.generate();
    UUID id = WorkspaceIds.generate();
    var with =
        new ProjectContent(
            "with",
            List.of(new ProjectScene(new SceneId(scene.toString()), null)),
            List.of(),
            null);
    projects.create(id, Access.ofOwner(ann), with);
    assertThat(projects.listUsersOfScene(scene, 10))
        .extracting(WorkspaceEntry::id)
        .containsExactly(id);
    projects.update(id, version -> true, null, content("without"), ann);
    assertThat(projects.listUsersOfScene(scene, 10)).isEmpty();
  }

  @Test
  void theOwnersOfScenesAreFoundForWhoMayReadThem() {
    var scenes = new JdbcOwnSceneStore(database);
    UUID own = register(scenes, Access.ofOwner(ann));
    UUID shared = register(scenes, Access.ofOwner(ann, Visibility.ORGANIZATION));
    UUID deleted = register(scenes, Access.ofOwner(ann));
    scenes.delete(deleted, ann);
    Set<UUID> all = Set.of(own, shared, deleted, WorkspaceIds.generate());

    assertThat(scenes.findOwners(all, ann)).containsOnly(entry(own, "ann"), entry(shared, "ann"));
    assertThat(scenes.findOwners(all, ben)).containsOnly(entry(shared, "ann"));
    assertThat(scenes.findOwners(all, eve)).isEmpty();
    assertThat(scenes.findOwners(Set.of(), ann)).isEmpty();
  }

  private static UUID register(JdbcOwnSceneStore scenes, Access access) {
    UUID id = WorkspaceIds.generate();
    var footprint = JsonNodeFactory.instance.objectNode().put("type", "Polygon");
    var content =
        new OwnSceneContent(
            "a", null, null, List.of(), List.of(), "EPSG:4326", footprint, 10, 10, List.of());
    scenes.create(id, access, content, "");
    return id;
  }

  @Test
  void aToolComesBackAsItWas() throws Exception {
    var tools = new JdbcToolStore(database);
    var tree =
        new ObjectMapper()
            .readTree(
                """
                {"apply": "+", "args": [{"type": "src", "id": "b"}, {"type": "src", "id": "a"}],
                 "metadata": {"label": "sum", "z": 1, "a": 0.1}}
                """);
    UUID id = WorkspaceIds.generate();
    tools.create(id, Access.ofOwner(ann), "sum", tree);
    assertThat(tools.find(id, ann).orElseThrow().definition()).hasToString(tree.toString());
    assertThat(tools.list(ann, new PageRequest(1, null)).items().get(0).size()).isEqualTo(2);
  }

  private Project create(Caller caller, Visibility visibility) {
    return projects.create(
        WorkspaceIds.generate(), Access.ofOwner(caller, visibility), content("a project"));
  }

  private List<UUID> readable(Caller caller, UUID... among) {
    return projects.list(caller, new PageRequest(500, null)).items().stream()
        .map(WorkspaceEntry::id)
        .filter(List.of(among)::contains)
        .peek(id -> assertThat(projects.find(id, caller)).isPresent())
        .toList();
  }

  private static ProjectContent content(String name) {
    return new ProjectContent(name, List.of(), List.of(), null);
  }

  private static Caller user(String name, String organization) {
    return new Caller(name, organization, false);
  }

  private static void assertThatFails(ThrowingCallable work, ErrorCode code) {
    assertThatThrownBy(work)
        .asInstanceOf(type(ExportFailure.class))
        .extracting(ExportFailure::code)
        .isEqualTo(code);
  }
}
