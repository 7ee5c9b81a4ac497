package dev.ksqlconnect.systemtest;

import dev.ksqlconnect.harness.KafkaLine;

/** On Connect 4.3 (jakarta). */
class IngressIT extends IngressScenario {
  IngressIT() {
    super(KafkaLine.V4_3);
  }
}
