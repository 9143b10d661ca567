package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SceneId;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.ExportSource;
import io.landfall.model.request.RequestOrigin;
import io.landfall.model.request.RequestOrigin.ProjectUse;
import io.landfall.workspace.Access;
import io.landfall.workspace.Visibility;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AccessCheckingPlannerTest {
  private static final UUID PROJECT = UUID.randomUUID();

  private final List<ExportRequest> planned = new ArrayList<>();
  private Access access = new Access("bob", "acme", Visibility.ORGANIZATION);
  private final AccessCheckingPlanner planner =
      new AccessCheckingPlanner(
          (request, checkWanted) -> {
            planned.add(request);
            return () -> null;
          },
          (id, version, caller) ->
              id.equals(PROJECT) && version == 2 && access.isReadableBy(caller));

  @Test
  void whatIsNotSharedAnyMoreIsNotPlanned() {
    ExportRequest member = request("acme", false, 2);
    planner.plan(member);
    access = new Access("bob", "acme", Visibility.PRIVATE);
    refused(member);
    refused(request(null, false, 2));
    planner.plan(request(null, true, 2));
    access = new Access("bob", "acme", Visibility.PUBLIC);
    planner.plan(request(null, false, 2));
    refused(request(null, false, 1));
    assertThat(planned).hasSize(3);
  }

  @Test
  void whatNamesNoProjectWaitsForNoDatabase() {
    var nobody =
        new AccessCheckingPlanner(
            (request, checkWanted) -> () -> null,
            (id, version, caller) -> {
              throw new AssertionError("asked");
            });
    nobody.plan(new ExportRequestBuilder("ann", source()).build());
  }

  private void refused(ExportRequest request) {
    assertThatThrownBy(() -> planner.lookUp(request, () -> {}))
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NOT_ALLOWED));
  }

  private static ExportRequest request(String organization, boolean admin, long version) {
    var uses = List.of(new ProjectUse(PROJECT, version, null));
    var origin = new RequestOrigin(organization, admin, uses, null, null, null, "00");
    return new ExportRequestBuilder("ann", source()).origin(origin).build();
  }

  private static ExportSource source() {
    return new ExportSource.MosaicSource(List.of(new SceneId("a")), List.of());
  }
}
