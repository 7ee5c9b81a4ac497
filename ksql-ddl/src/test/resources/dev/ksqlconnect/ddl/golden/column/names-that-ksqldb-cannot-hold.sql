CREATE TABLE IF NOT EXISTS `USERS` (
  `ID` VARCHAR PRIMARY KEY,
  `FINE` VARCHAR
) WITH (
  KAFKA_TOPIC = 'users',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'JSON'
);
-- Column back`tick is left out: ksqlDB can hold no column of that name.
-- Column line?end is left out: ksqlDB can hold no column of that name.
-- Column  blank is left out: ksqlDB can hold no column of that name.
-- Column blank  is left out: ksqlDB can hold no column of that name.
-- Column tab? is left out: ksqlDB can hold no column of that name.
-- Column separated?lines is left out: ksqlDB can hold no column of that name.
-- Column half? is left out: ksqlDB can hold no column of that name.
-- Column "quoted" is left out: ksqlDB can hold no column of that name.
-- Column ${x} is left out: ksqlDB can hold no column of that name.
