package dev.ksqlconnect.systemtest;

import dev.ksqlconnect.harness.KafkaLine;

/** On Connect 3.9 (javax). */
class RegistrationOnJavaxIT extends RegistrationScenario {
  RegistrationOnJavaxIT() {
    super(KafkaLine.V3_9);
  }
}
