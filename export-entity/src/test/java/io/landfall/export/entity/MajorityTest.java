package io.landfall.export.entity;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.Address;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.UniqueAddress;
import akka.util.Version;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

class MajorityTest {
  private final Member a = up("a", "control");
  private final Member b = up("b", "control");
  private final Member c = up("c", "control");
  private final Member worker = up("w", "worker");

  @Test
  void allIsWellWhereAllAreSeenOrNobodyIsKnownYet() {
    assertThat(problem(Set.of(a, b, c), Set.of())).isEmpty();
    assertThat(problem(Set.of(), Set.of())).isEmpty();
  }

  @Test
  void twoOfThreeGoOnAndOneDoesNot() {
    assertThat(problem(Set.of(a, b, c), Set.of(c))).isEmpty();
    assertThat(problem(Set.of(a, b, c), Set.of(a, b))).get().asString().contains("1 of the 3");
  }

  @Test
  void ofTwoHalvesThatWithTheLowestAddressGoesOn() {
    assertThat(problem(Set.of(a, b), Set.of(b))).isEmpty();
    assertThat(problem(Set.of(a, b), Set.of(a))).isPresent();
  }

  @Test
  void workersAndNodesThatHaveNotJoinedYetDoNotCount() {
    Member joining = member("j", "control", MemberStatus.joining());
    assertThat(problem(Set.of(a, worker), Set.of(worker))).isEmpty();
    assertThat(problem(Set.of(a, worker), Set.of(a))).isPresent();
    assertThat(problem(Set.of(a, joining), Set.of(joining))).isEmpty();
  }

  private static Member up(String host, String role) {
    return member(host, role, MemberStatus.up());
  }

  private static Member member(String host, String role, MemberStatus status) {
    return new Member(
        UniqueAddress.apply(new Address("akka", "landfall", host, 1), 1L),
        1,
        status,
        CollectionConverters.asScala(Set.of(role, "dc-default")).toSet(),
        Version.Zero());
  }

  private static Optional<String> problem(Set<Member> members, Set<Member> unreachable) {
    var state =
        new CurrentClusterState(
            scala.collection.immutable.SortedSet$.MODULE$.from(
                CollectionConverters.asScala(members), Member.ordering()),
            CollectionConverters.asScala(unreachable).toSet(),
            CollectionConverters.asScala(Set.<Address>of()).toSet(),
            scala.Option.empty(),
            CollectionConverters.asScala(Map.<String, scala.Option<Address>>of())
                .toMap(scala.$less$colon$less$.MODULE$.refl()));
    return Majority.problem(state);
  }
}
