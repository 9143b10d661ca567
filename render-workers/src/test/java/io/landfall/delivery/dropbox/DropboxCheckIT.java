package io.landfall.delivery.dropbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.delivery.dropbox.FakeDropbox.Fault;
import io.landfall.destination.DestinationFinding;
import io.landfall.destination.DestinationFinding.FindingStatus;
import io.landfall.secret.Secret;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the check of a configuration finds. */
class DropboxCheckIT {
  private final DropboxFixture node = new DropboxFixture();

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void aGoodConfigurationIsFoundGoodAndNothingIsLeft() {
    List<DestinationFinding> findings = check(DropboxFixture.withRefreshToken());

    assertThat(findings)
        .extracting(DestinationFinding::name)
        .containsExactly("credentials", "account", "space", "write");
    assertThat(findings).allMatch(finding -> finding.status() == FindingStatus.OK);
    assertThat(findings.get(1).detail()).contains("f***@example.org").doesNotContain("franz");
    assertThat(node.dropbox.account.files()).isEmpty();
  }

  @Test
  void noFolderOfAnExportIsMade() {
    var config =
        new DropboxConfig(new UUID(0, 1), "/maps/{exportId}", Secret.of("access-0"), null, null);

    assertThat(check(config).get(3).detail()).contains("written to /maps/ and removed");

    assertThat(node.dropbox.account.folders()).containsExactlyInAnyOrder("", "/maps");
  }

  @Test
  void refusedCredentialsAreAllThatIsFound() {
    node.dropbox.account.revoke("access-0");

    List<DestinationFinding> findings = check(DropboxFixture.withAccessToken());

    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).status()).isEqualTo(FindingStatus.PROBLEM);
    assertThat(findings.get(0).detail()).contains("invalid_access_token").contains("Reauthorize");
  }

  @Test
  void eachMissingScopeIsNamed() {
    node.dropbox.account.missingScopes.addAll(
        List.of("account_info.read", "files.metadata.read", "files.content.write"));

    List<DestinationFinding> findings = check(DropboxFixture.withAccessToken());

    assertThat(findings.get(1).detail()).contains("missing_scope account_info.read");
    assertThat(findings.get(2).detail()).contains("missing_scope account_info.read");
    assertThat(findings.get(3).detail()).contains("missing_scope files.metadata.read");

    node.dropbox.account.missingScopes.remove("files.metadata.read");
    assertThat(check(DropboxFixture.withAccessToken()).get(3).detail())
        .contains("missing_scope files.content.write");
  }

  @Test
  void aFullAccountAndAFolderOfOthersAreProblems() {
    node.dropbox.account.readOnly.add("/maps");
    node.dropbox.account.allocated = 10;

    List<DestinationFinding> findings = check(DropboxFixture.withAccessToken());

    assertThat(findings.get(2).detail()).contains("10 bytes are free");
    assertThat(findings.get(3).detail()).contains("no_write_permission");
    assertThat(findings.subList(2, 4)).allMatch(one -> one.status() == FindingStatus.PROBLEM);
  }

  @Test
  void whoDoesNotAnswerLeavesItOpen() {
    node.dropbox.fail("check/user", 100, Fault.ANSWER_503);

    List<DestinationFinding> findings = check(DropboxFixture.withAccessToken());

    assertThat(findings)
        .extracting(DestinationFinding::status)
        .containsOnly(FindingStatus.UNCHECKED);
  }

  @Test
  void theCheckForgetsThatCredentialsWereRefused() {
    var target = node.targets.target(DropboxFixture.withRefreshToken(), DropboxFixture.OWNER);
    node.dropbox.account.revoke("refresh-0");
    assertThat(check(DropboxFixture.withRefreshToken()).get(0).status())
        .isEqualTo(FindingStatus.PROBLEM);
    node.dropbox.account.grant("access-0", "refresh-0");

    assertThat(target.check().toCompletableFuture().join())
        .allMatch(finding -> finding.status() == FindingStatus.OK);
  }

  private List<DestinationFinding> check(DropboxConfig config) {
    return node.targets.target(config, DropboxFixture.OWNER).check().toCompletableFuture().join();
  }
}
