CREATE TABLE IF NOT EXISTS `USERS` (
  `ID` VARCHAR PRIMARY KEY,
  `a` VARCHAR,
  `B` INT
) WITH (
  KAFKA_TOPIC = 'users',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'AVRO'
);
-- Column A is left out: ksqlDB has no decimals of a negative scale, -2.
-- To be typed with backticks: `a`.
