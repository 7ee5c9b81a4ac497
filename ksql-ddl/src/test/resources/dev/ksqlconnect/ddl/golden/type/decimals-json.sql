CREATE TABLE IF NOT EXISTS `USERS` (
  `ID` VARCHAR PRIMARY KEY
) WITH (
  KAFKA_TOPIC = 'users',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'JSON'
);
-- Column plain is left out: decimals are written as base64, for which ksqlDB would drop every row. Set value.converter.decimal.format=NUMERIC.
-- Column plain_in_postgresql is left out: decimals are written as base64, for which ksqlDB would drop every row. Set value.converter.decimal.format=NUMERIC.
-- Column scale_only is left out: decimals are written as base64, for which ksqlDB would drop every row. Set value.converter.decimal.format=NUMERIC.
-- Column scale_0 is left out: decimals are written as base64, for which ksqlDB would drop every row. Set value.converter.decimal.format=NUMERIC.
-- Column money is left out: decimals are written as base64, for which ksqlDB would drop every row. Set value.converter.decimal.format=NUMERIC.
-- Column more_scale_than_precision is left out: decimals are written as base64, for which ksqlDB would drop every row. Set value.converter.decimal.format=NUMERIC.
-- Column negative is left out: decimals are written as base64, for which ksqlDB would drop every row. Set value.converter.decimal.format=NUMERIC.
