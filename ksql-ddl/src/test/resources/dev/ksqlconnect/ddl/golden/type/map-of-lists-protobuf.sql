CREATE TABLE IF NOT EXISTS `USERS` (
  `ID` VARCHAR PRIMARY KEY,
  `A` VARCHAR
) WITH (
  KAFKA_TOPIC = 'users',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'PROTOBUF'
);
-- Column m is left out: maps of lists or maps come from Protobuf as lists, for which ksqlDB would drop every row.
