CREATE TABLE IF NOT EXISTS `USERS` (
  `ID` VARCHAR PRIMARY KEY
) WITH (
  KAFKA_TOPIC = 'users',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'JSON'
);
-- Column s.e is left out: there is no field in it that ksqlDB could hold.
-- Column s is left out: there is no field in it that ksqlDB could hold.
