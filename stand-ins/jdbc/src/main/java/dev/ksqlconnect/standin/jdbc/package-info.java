/**
 * A stand-in for Confluent's JDBC source and sink connectors, which are not on Maven Central. It is
 * no product: it polls tables of PostgreSQL, MariaDB and SQLite in the plainest way, and fills
 * those of PostgreSQL, for this project's tests and quickstart.
 *
 * <p>What a wrapper depends on it does as the real one was seen to do it (version 10.9.7): the
 * configuration keys, source partitions and offsets, topics and value schemas, when it asks for new
 * tasks, and also what is awkward: it finds its dialects once, under whatever class loader is the
 * thread's at that time; it throws a NullPointerException when stopped after a start that failed;
 * its validation opens a connection; while it does not know the tables yet it makes one task
 * without any. The same goes for the sink: which records it takes for which keys, which tables and
 * columns it makes, what it tries again, reports, or fails with; and that a database that is away
 * makes its task fail, that dots part the names of tables, and that what is left of them is cut
 * without a word. Configuration that it does not know how to follow it refuses.
 *
 * <p>That both behave alike is what the contract tests beside it check; they run on the real
 * connector, too, where it is installed.
 */
@NullMarked
package dev.ksqlconnect.standin.jdbc;

import org.jspecify.annotations.NullMarked;
