package io.landfall.node.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.node.embedded.DatabaseEndpoint;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseUrlTest {
  private static final String SHOWN = "a at jdbc:postgresql://db:5432/land";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "postgres://ann:pw@db:6543/land    | db:6543/land | ann | pw",
        "postgresql://ann:pw@db/land       | db:5432/land | ann | pw",
        "POSTGRES://ann:pw@db/land         | db:5432/land | ann | pw",
        "PostgreSQL://ann:pw@db/land       | db:5432/land | ann | pw",
        "postgres://ann:pw@db/Land-1       | db:5432/Land-1 | ann | pw",
        "postgres://ann:pw@db/la%20nd      | db:5432/la+nd | ann | pw",
        "postgres://ann:pw@db              | db:5432/ann | ann | pw", // its name is the user's
        "postgres://ann:pw@my_db:1/land    | my_db:1/land | ann | pw",
        "postgres://ann:pw@db.example.org./land | db.example.org.:5432/land | ann | pw",
        "postgres://ann:pw@[::1]:6543/land | [::1]:6543/land | ann | pw",
        "postgres://ann:pw@[2001:db8::7]/land | [2001:db8::7]:5432/land | ann | pw",
        "postgres://ann@/land              | localhost:5432/land | ann | ''",
        "postgres:///land                  | localhost:5432/land | '' | ''",
        "postgres://:6543/land             | localhost:6543/land | '' | ''",
        "postgres://db/land                | db:5432/land | '' | ''",
        "postgres://ann:@db/land           | db:5432/land | ann | ''",
      })
  void hostsAndDatabasesAreRead(String text, String servers, String user, String password) {
    assertThat(DatabaseUrl.parse(text))
        .isEqualTo(new DatabaseEndpoint("jdbc:postgresql://" + servers, user, password));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "postgres://ann:p%40w%2Fx@db/land | p@w/x",
        "postgres://ann:a+b@db/land       | a+b",
        "postgres://ann:a b@db/land       | a b",
        "postgres://ann:w:rd@db/land      | w:rd", // the first colon ends the name
        "postgres://ann:w?r#d&=@db/land   | w?r#d&=",
        "postgres://ann:p%25w@db/land     | p%w",
        "postgres://ann:%C3%BC@db/land    | \u00fc",
        "postgres://ann:\u00fc@db/land    | \u00fc",
        "postgres://db/land?user=ann&password=p%40w | p@w",
        "postgres://db/land?user=ann&password=p@w   | p@w",
        "postgres://db/land?user=ann&password=a+b   | a+b",
        "postgres://ann:old@db/land?password=new    | new", // what comes later holds
        "postgres://ann@db/land?PASSWORD=pw         | pw",
        "postgres://ann@db/land?%70assword=pw       | pw",
        "jdbc:postgresql://db/land?user=ann&password=a%2Bb | a+b",
        "jdbc:postgresql://db/land?user=ann&password=a+b   | a b", // the driver reads a form
        "jdbc:postgresql://ann:a+b@db/land                 | a+b",
        "JDBC:POSTGRESQL://db/land?user=ann&password=p%2Fw | p/w",
        "host=db dbname=land user=ann password=p@s/:?#%    | p@s/:?#%",
        "host=db dbname=land user=ann password='a b'       | a b",
        "host = db dbname='land' user=ann password=it\\'s\\\\ | it's\\",
        "password='' host=db dbname=land user=ann          | ''",
      })
  void passwordsAreReadAsLibpqReadsThem(String text, String password) {
    assertThat(DatabaseUrl.parse(text))
        .isEqualTo(new DatabaseEndpoint("jdbc:postgresql://db:5432/land", "ann", password));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "postgres://a:1,b:2/land | a:1,b:2/land?targetServerType=primary",
        "postgres://a,b:2/land   | a:5432,b:2/land?targetServerType=primary",
        "postgres://u:p@[::1]:1,b/land?targetServerType=any |"
            + " [::1]:1,b:5432/land?targetServerType=any",
        "postgres://a,b/land?target_session_attrs=read-write |"
            + " a:5432,b:5432/land?targetServerType=primary",
        "postgres://a,b/land?load_balance_hosts=random |"
            + " a:5432,b:5432/land?loadBalanceHosts=true&targetServerType=primary",
        "postgres:///land?host=a,b&port=7 | a:7,b:7/land?targetServerType=primary",
        "postgres:///land?host=::1&port=7 | [::1]:7/land",
        "postgres://a:1/land?host=b       | b:1/land",
        "hostaddr=10.0.0.1 dbname=land    | 10.0.0.1:5432/land",
        "jdbc:postgresql:land             | localhost:5432/land",
        "jdbc:postgresql:/land            | localhost:5432/land",
        "jdbc:postgresql://a:1,b:2/land?targetServerType=preferPrimary |"
            + " a:1,b:2/land?targetServerType=preferPrimary",
        "postgres:///?dbname=land         | localhost:5432/land",
        "postgres://db?dbname=land        | db:5432/land",
      })
  void severalHostsAndHostsInTheQueryAreRead(String text, String url) {
    assertThat(DatabaseUrl.parse(text).url()).isEqualTo("jdbc:postgresql://" + url);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "sslmode=require                  | ?sslmode=require",
        "sslmode=verify-full&sslrootcert=/etc/ca.pem |"
            + " ?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem",
        "sslrootcert=system               |"
            + " ?sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory&sslmode=verify-full",
        "ssl=true                         | ?ssl=true",
        "connect_timeout=5&application_name=land%20fall |"
            + " ?connectTimeout=5&ApplicationName=land+fall",
        "options=-c%20search_path%3Dx     | ?options=-c+search_path%3Dx",
        "channel_binding=require&gssencmode=disable | ?channelBinding=require&gssEncMode=disable",
        "keepalives=1&keepalives_idle=30  | ?tcpKeepAlive=true",
        "client_encoding=UTF8             | ''",
        "pgbouncer=true&connection_limit=1 | ?prepareThreshold=0",
        "PrepareThreshold=0               | ?prepareThreshold=0",
        "schema=land                      | ?currentSchema=land",
        "reconnect=true                   | ''",
        "&sslmode=require&                | ?sslmode=require",
      })
  void optionsOfLibpqBecomeThoseOfTheDriver(String options, String translated) {
    assertThat(DatabaseUrl.parse("postgres://db/land?" + options).url())
        .isEqualTo("jdbc:postgresql://db:5432/land" + translated);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "mysql://a:hush@db/land               | must begin with postgres://",
        "http://db/land?password=hush         | must begin with postgres://",
        "jdbc:mysql://db/land?password=hush   | must begin with postgres://",
        "hush                                 | must begin with postgres://",
        "\"postgres://a:hush@db/land\"        | leave the quotation marks out",
        "postgres://                          | must name a database",
        "postgres://db                        | must name a database",
        "postgres://:hush@db                  | must name a database",
        "postgres://a:%hush@db/land           | percent-encode",
        "postgres://a:hush%@db/land           | percent-encode",
        "postgres://a:hush%0@db/land          | percent-encode",
        "postgres://a:hush%00@db/land         | percent-encode",
        "postgres://a:%ff@db/hush             | not UTF-8",
        "postgres://db/land?password=%hush    | percent-encode",
        "postgres://a:hush@hush@db/land       | percent-encode",
        "postgres://a:hush/hush@db/land       | percent-encode",
        "postgres://a:7/hush@db/land          | percent-encode",
        "postgres://a:7/hush?x@db/land        | percent-encode",
        "postgres://a:7/8?hush=@db/land       | percent-encode",
        "postgres://a:hush@hush/w@db/land     | percent-encode",
        "postgres://db?user=a@hush&password=x | percent-encode",
        "postgres://a:x@hu#sh/land            | percent-encode",
        "postgres://a:x@db:hush/land          | number from 1 to 65535",
        "postgres://a:x@db:0/land             | number from 1 to 65535",
        "postgres://a:x@db:65536/hush         | number from 1 to 65535",
        "postgres://a:x@[::1/hush             | percent-encode",
        "postgres://a,b/land?port=1,2,3       | 2 hosts and 3 ports",
        "postgres://a:hush@%2Frun%2Fpg/land   | Unix socket",
        "postgres://a:hush@/land?host=/run/pg | Unix socket",
        "postgres://a:hush@/land?host=%2Frun  | Unix socket",
        "host=/run dbname=land                | Unix socket",
        "postgres://a@db/land?hostaddr=1.2.3.4 | leave hostaddr out",
        "postgres://db/land?sslmod=require    | an option sslmod:",
        "postgres://db/land?service=hush      | its option service has no equivalent",
        "postgres://db/land?sslcrl=hush       | its option sslcrl has no equivalent",
        "postgres://db/land?client_encoding=LATIN1 | must be UTF8",
        "postgres://db/land?target_session_attrs=standby | Landfall writes",
        "host=db dbname=land password='hush   | list of keyword=value",
        "host=db land password=hush           | list of keyword=value",
        "host=db dbname=land password=it's    | list of keyword=value",
      })
  void refusalsSayWhyAndHideThePassword(String text, String why) {
    assertThatThrownBy(() -> DatabaseUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .hasMessageContaining(why)
        .hasMessageNotContaining("hush");
  }

  @Test
  void aLineBreakIsRefused() {
    assertThatThrownBy(() -> DatabaseUrl.parse("postgres://a:b@db/x\npassword=hush"))
        .hasMessageContaining("line break");
  }

  @Test
  void printingHidesThePassword() {
    assertThat(DatabaseEndpoint.local(1, "d", "u", "hush").toString()).doesNotContain("hush");
    for (String url :
        List.of(
            "postgres://a:hush@db/land",
            "postgres://db/land?user=a&password=hush",
            "postgres://a@db/land?%50assword=hush",
            "host=db user=a dbname=land password=hush",
            "jdbc:postgresql://db/land?user=a&password=hush",
            "postgres://a@db/land?sslpassword=hush&sslmode=require")) {
      assertThat(DatabaseUrl.parse(url).toString()).isEqualTo(SHOWN).doesNotContain("hush");
    }
  }
}
