/**
 * Transactions with settings of their own, and locks that last as long as one: what works through a
 * pooler that gives each transaction another session of the server.
 *
 * <p>{@link io.landfall.sql.SqlStatements} binds values to question marks, {@link
 * io.landfall.sql.SqlFailures} says what failed. Knows JDBC alone. Open {@link
 * io.landfall.sql.ConfiguredConnection} first.
 */
package io.landfall.sql;
