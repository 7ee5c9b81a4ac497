/**
 * Real brokers, workers, databases and Elasticsearch for the quickstart, the tests and the
 * benchmarks: started as processes of their own on 127.0.0.1, in a folder of their own, and gone
 * when the program that started them is, however that ends.
 */
@NullMarked
package dev.ksqlconnect.harness;

import org.jspecify.annotations.NullMarked;
