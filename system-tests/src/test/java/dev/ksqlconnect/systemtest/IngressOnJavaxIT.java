package dev.ksqlconnect.systemtest;

import dev.ksqlconnect.harness.KafkaLine;

/** On Connect 3.9 (javax). */
class IngressOnJavaxIT extends IngressScenario {
  IngressOnJavaxIT() {
    super(KafkaLine.V3_9);
  }
}
