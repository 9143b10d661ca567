package io.landfall.metering;

import static io.landfall.metering.RateGrants.LONGEST_WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.metering.RateGrants.WantedBytes;
import io.landfall.node.services.BackingServices;
import io.landfall.node.wiring.SharedService;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rates in the database of a whole service. */
@ExtendWith(SharedService.Starter.class)
class RateGrantsIT {
  private final SharedService service;

  RateGrantsIT(SharedService service) {
    this.service = service;
  }

  @Test
  void twoOfOneNameAreGrantedTogether() {
    try (var services = BackingServices.connectDatabase(service.config())) {
      var grants = new RateGrants(services.database().dataSource());
      String name = UUID.randomUUID().toString();
      var wanted = new WantedBytes(name, 2);
      List<Duration> waits = grants.grant(List.of(wanted, wanted));
      assertThat(waits).hasSize(2);
      assertThat(grants.grant(List.of(new WantedBytes(name, 1))).get(0))
          .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4)); // of four; machines stall
    }
  }

  @Test
  void aClockThatWasSetBackHoldsNobodyUpForLong() throws SQLException {
    try (var services = BackingServices.connectDatabase(service.config())) {
      var grants = new RateGrants(services.database().dataSource());
      String name = UUID.randomUUID().toString();
      var wanted = List.of(new WantedBytes(name, 1));
      grants.grant(wanted);
      setAhead(services.database().dataSource(), name);
      assertThat(grants.grant(wanted).get(0)).isBetween(Duration.ofSeconds(1), LONGEST_WAIT);
      assertThat(grants.grant(wanted).get(0)).isLessThanOrEqualTo(LONGEST_WAIT);
    }
  }

  /** Makes the row of a rate as it is when the clock goes back an hour. */
  private static void setAhead(DataSource database, String name) throws SQLException {
    String sql = "UPDATE byte_rates SET busy_until = now() + interval '1 hour' WHERE name = ?";
    try (Connection connection = database.getConnection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, name);
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
  }
}
