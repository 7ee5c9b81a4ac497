CREATE TABLE IF NOT EXISTS `USERS` (
  `ID` VARCHAR PRIMARY KEY,
  `rowtime` VARCHAR
) WITH (
  KAFKA_TOPIC = 'users',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'JSON'
);
-- Column ROWTIME is left out: ksqlDB keeps that name for itself.
-- To be typed with backticks: `rowtime`.
