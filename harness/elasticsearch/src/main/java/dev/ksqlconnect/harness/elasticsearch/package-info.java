/** The program that a node of Elasticsearch runs in, as a process of its own. */
@NullMarked
package dev.ksqlconnect.harness.elasticsearch;

import org.jspecify.annotations.NullMarked;
