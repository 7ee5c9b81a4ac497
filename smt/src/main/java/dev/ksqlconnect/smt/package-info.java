/**
 * Two transforms for any Connect cluster: {@link dev.ksqlconnect.smt.PrimaryKey} gives a record its
 * row's primary key, {@link dev.ksqlconnect.smt.AnnounceTopics} has announced what a connector
 * really writes.
 *
 * <p>How a key is made of a value's columns ({@link dev.ksqlconnect.smt.RowKeys}) and how columns
 * are named in a configuration ({@link dev.ksqlconnect.smt.KeyColumns}) is also what the JDBC
 * wrapper uses.
 */
@NullMarked
package dev.ksqlconnect.smt;

import org.jspecify.annotations.NullMarked;
