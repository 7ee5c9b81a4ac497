/**
 * The JDBC source with a two-line configuration and each row's primary key as record key.
 *
 * <p>What the delegate is given is decided by one pure function, {@link
 * dev.ksqlconnect.jdbc.SourcePlanner#plan}, of the user's configuration ({@link
 * dev.ksqlconnect.jdbc.KsqlJdbcSourceConfig}) and what the database says of itself ({@link
 * dev.ksqlconnect.jdbc.DatabaseFacts}, read by {@link dev.ksqlconnect.jdbc.DatabaseReader}). The
 * connector makes the plan and keeps it up to date, the task gives the keys.
 */
@NullMarked
package dev.ksqlconnect.jdbc;

import org.jspecify.annotations.NullMarked;
