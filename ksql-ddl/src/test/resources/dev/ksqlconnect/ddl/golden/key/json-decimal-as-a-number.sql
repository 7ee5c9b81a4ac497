CREATE TABLE IF NOT EXISTS `USERS` (
  `ID` DECIMAL(10, 2) PRIMARY KEY,
  `FULLNAME` VARCHAR,
  `AMOUNT` DECIMAL(10, 2)
) WITH (
  KAFKA_TOPIC = 'users',
  KEY_FORMAT = 'JSON',
  VALUE_FORMAT = 'JSON'
);
-- Column id is the key's, DECIMAL(10, 2); the value's own, INT, is left out.
