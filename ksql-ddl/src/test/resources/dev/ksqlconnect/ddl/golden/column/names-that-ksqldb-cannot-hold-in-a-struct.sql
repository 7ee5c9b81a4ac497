CREATE TABLE IF NOT EXISTS `USERS` (
  `ID` VARCHAR PRIMARY KEY,
  `S` STRUCT<`FINE` VARCHAR>
) WITH (
  KAFKA_TOPIC = 'users',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'JSON'
);
-- Column s.back`tick is left out: ksqlDB can hold no column of that name.
-- Column s.line?end is left out: ksqlDB can hold no column of that name.
-- Column s. blank is left out: ksqlDB can hold no column of that name.
-- Column s.blank  is left out: ksqlDB can hold no column of that name.
-- Column s.tab? is left out: ksqlDB can hold no column of that name.
-- Column s.separated?lines is left out: ksqlDB can hold no column of that name.
-- Column s.half? is left out: ksqlDB can hold no column of that name.
-- Column s."quoted" is left out: ksqlDB can hold no column of that name.
-- Column s.${x} is left out: ksqlDB can hold no column of that name.
