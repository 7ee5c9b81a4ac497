CREATE TABLE IF NOT EXISTS `USERS` (
  `ID` BIGINT PRIMARY KEY,
  `FULLNAME` VARCHAR,
  `AMOUNT` DECIMAL(10, 2)
) WITH (
  KAFKA_TOPIC = 'users',
  KEY_FORMAT = 'JSON',
  VALUE_FORMAT = 'AVRO'
);
-- Column id is the key's, BIGINT; the value's own, INT, is left out.
