package dev.ksqlconnect.systemtest;

import dev.ksqlconnect.harness.KafkaLine;

/** On Connect 3.9 (javax). */
class EgressOnJavaxIT extends EgressScenario {
  EgressOnJavaxIT() {
    super(KafkaLine.V3_9);
  }
}
