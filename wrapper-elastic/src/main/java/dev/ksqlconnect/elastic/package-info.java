/** KsqlElasticsearchSink: what the Elasticsearch sink is told, and given, for KSQL's topics. */
@NullMarked
package dev.ksqlconnect.elastic;

import org.jspecify.annotations.NullMarked;
