/**
 * A stand-in for Confluent's JDBC source connector, which is not on Maven Central. It is no
 * product: it polls tables in the plainest way, on PostgreSQL only, for this project's tests and
 * quickstart.
 *
 * <p>What a wrapper depends on it does as the real one was seen to do it (version 10.9.7): the
 * configuration keys, source partitions and offsets, topics and value schemas, when it asks for new
 * tasks, and also what is awkward: it finds its dialects once, under whatever class loader is the
 * thread's at that time; it throws a NullPointerException when stopped after a start that failed;
 * its validation opens a connection; while it does not know the tables yet it makes one task
 * without any. Configuration that it does not know how to follow it refuses.
 *
 * <p>That both behave alike is what the contract tests beside it check; they run on the real
 * connector, too, where it is installed.
 */
@NullMarked
package dev.ksqlconnect.standin.jdbc;

import org.jspecify.annotations.NullMarked;
