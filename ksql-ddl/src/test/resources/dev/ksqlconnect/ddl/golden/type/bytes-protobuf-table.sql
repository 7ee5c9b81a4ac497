CREATE TABLE IF NOT EXISTS `USERS` (
  `ID` VARCHAR PRIMARY KEY,
  `FILES` ARRAY<STRUCT<`N` INT>>
) WITH (
  KAFKA_TOPIC = 'users',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'PROTOBUF'
);
-- Column raw is left out: ksqlDB reads bytes as empty from Protobuf in a table. With ksql.as=stream it reads them.
-- Column files.data is left out: ksqlDB reads bytes as empty from Protobuf in a table. With ksql.as=stream it reads them.
