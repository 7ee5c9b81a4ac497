/**
 * What the sink wrappers share. {@link dev.ksqlconnect.sinks.Sources} finds out what the topics
 * hold, {@link dev.ksqlconnect.sinks.SinkCompletion} writes that into a configuration as it is
 * submitted, {@link dev.ksqlconnect.sinks.KsqlSinkConnector} and {@link
 * dev.ksqlconnect.sinks.KsqlSinkTask} live by it. What a delegate is to be told is each wrapper's
 * own.
 */
@NullMarked
package dev.ksqlconnect.sinks;

import org.jspecify.annotations.NullMarked;
