CREATE TABLE IF NOT EXISTS `USERS` (
  `ID` VARCHAR PRIMARY KEY,
  `ROWKEY` VARCHAR,
  `ROW` VARCHAR
) WITH (
  KAFKA_TOPIC = 'users',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'JSON'
);
-- Column ROWTIME is left out: ksqlDB keeps that name for itself.
-- Column rowpartition is left out: ksqlDB keeps that name for itself.
-- Column RowOffset is left out: ksqlDB keeps that name for itself.
-- Column windowstart is left out: ksqlDB keeps that name for itself.
-- Column WINDOWEND is left out: ksqlDB keeps that name for itself.
