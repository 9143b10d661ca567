package io.landfall.node.wiring;

import com.typesafe.config.Config;
import io.landfall.export.ExportPlanner;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.RequestOrigin;
import io.landfall.model.request.RequestOrigin.ProjectUse;
import io.landfall.node.services.BackingServices;
import io.landfall.workspace.Caller;
import io.landfall.workspace.JdbcProjectStore;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Plans what who asked may still read: a project that is not shared with him any more is refused,
 * though it was when he asked. Scenes are looked at by their source, as they are found.
 */
final class AccessCheckingPlanner implements ExportPlanner {
  private final ExportPlanner planner;
  private final ReadableProjects projects;

  /** Tells whether a caller may read a version of a project. */
  @FunctionalInterface
  interface ReadableProjects {
    boolean isReadable(UUID project, long version, Caller caller);
  }

  AccessCheckingPlanner(ExportPlanner planner, ReadableProjects projects) {
    this.planner = planner;
    this.projects = projects;
  }

  /** Makes one that looks into the database of a node. */
  static AccessCheckingPlanner of(ExportPlanner planner, BackingServices services, Config config) {
    return new AccessCheckingPlanner(
        planner,
        (id, version, caller) ->
            new JdbcProjectStore(services.connections().workspace(config))
                .findVersion(id, version, caller)
                .isPresent());
  }

  @Override
  public Supplier<ExportPlan> lookUp(ExportRequest request, Runnable checkWanted) {
    RequestOrigin origin = request.origin();
    if (origin != null) {
      var caller = new Caller(request.owner(), origin.organization(), origin.admin());
      origin.projects().forEach(use -> check(use, caller));
    }
    return planner.lookUp(request, checkWanted);
  }

  private void check(ProjectUse use, Caller caller) {
    if (!projects.isReadable(use.projectId(), use.version(), caller)) {
      throw new ExportFailure(
          ErrorCode.NOT_ALLOWED,
          "Cannot read version %d of project %s: it is not shared with %s any more, or was deleted long ago. Ask its owner, or export another."
              .formatted(use.version(), use.projectId(), caller.user()));
    }
  }
}
