package dev.ksqlconnect.benchmark;

/**
 * A figure that is to be held.
 *
 * @param what what is measured
 * @param wanted what it is to be
 * @param measured what it is
 */
record Figure(String what, String wanted, String measured, boolean held) {}
