/** Measures the bundle beside what there was before it, and writes down what was seen. */
package dev.ksqlconnect.benchmark;
