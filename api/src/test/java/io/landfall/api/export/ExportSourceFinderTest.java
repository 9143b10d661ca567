package io.landfall.api.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.landfall.api.MemoryOwnScenes;
import io.landfall.api.MemoryProjects;
import io.landfall.api.MemoryTools;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SceneId;
import io.landfall.workspace.Access;
import io.landfall.workspace.Caller;
import io.landfall.workspace.ExportSourceFinder;
import io.landfall.workspace.ExportSources.SourceIds;
import io.landfall.workspace.Project.ProjectContent;
import io.landfall.workspace.ProjectScene;
import io.landfall.workspace.WorkspaceIds;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ExportSourceFinderTest {
  private static final Caller ANN = new Caller("ann", null, false);

  private final MemoryProjects projects = new MemoryProjects();
  private final ExportSourceFinder finder =
      new ExportSourceFinder(projects, new MemoryTools(), new MemoryOwnScenes());

  @Test
  void projectsThatDoNotFitInMemoryTogetherAreRefused() {
    Set<UUID> ids = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      ids.add(project(10_000));
    }
    assertThat(find(ids)).isEqualTo(5);
    ids.add(project(1));
    assertThatThrownBy(() -> find(ids))
        .asInstanceOf(type(ExportFailure.class))
        .extracting(ExportFailure::code)
        .isEqualTo(ErrorCode.EXPORT_TOO_LARGE);
  }

  private int find(Set<UUID> ids) {
    return finder.find(new SourceIds(ids, Set.of(), Set.of()), ANN).projects().size();
  }

  private UUID project(int scenes) {
    UUID id = WorkspaceIds.generate();
    var scene = new ProjectScene(new SceneId("LC80220342026101LGN00"), null);
    projects.create(
        id,
        Access.ofOwner(ANN),
        new ProjectContent("p", Collections.nCopies(scenes, scene), List.of(), null));
    return id;
  }
}
