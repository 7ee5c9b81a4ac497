/**
 * From an announcement to a KSQL statement, and from there to what ksqlDB has.
 *
 * <p>{@link dev.ksqlconnect.ddl.TopicDdl} is the statement for a topic, or why there is none: a
 * pure function of the announcement. {@link dev.ksqlconnect.ddl.KsqlDdlSinkConnector} applies it.
 */
@NullMarked
package dev.ksqlconnect.ddl;

import org.jspecify.annotations.NullMarked;
