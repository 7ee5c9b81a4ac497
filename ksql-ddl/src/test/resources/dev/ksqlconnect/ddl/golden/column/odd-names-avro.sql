CREATE TABLE IF NOT EXISTS `USERS` (
  `ID` VARCHAR PRIMARY KEY,
  `GRÖSSE` VARCHAR,
  `日本` VARCHAR,
  `_` VARCHAR
) WITH (
  KAFKA_TOPIC = 'users',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'AVRO'
);
-- Column two words is left out: its format has no such names, so that the converter fails or writes another one.
-- Column it's is left out: its format has no such names, so that the converter fails or writes another one.
-- Column say "hi" is left out: its format has no such names, so that the converter fails or writes another one.
-- Column a.b is left out: its format has no such names, so that the converter fails or writes another one.
-- Column a;b is left out: its format has no such names, so that the converter fails or writes another one.
-- Column -- is left out: its format has no such names, so that the converter fails or writes another one.
-- Column /* */ is left out: its format has no such names, so that the converter fails or writes another one.
-- Column a${x} is left out: its format has no such names, so that the converter fails or writes another one.
-- Column 1st is left out: its format has no such names, so that the converter fails or writes another one.
-- Column 100 is left out: its format has no such names, so that the converter fails or writes another one.
-- Column x'); DROP TABLE users; -- is left out: its format has no such names, so that the converter fails or writes another one.
-- To be typed with backticks: `GRÖSSE`, `日本`.
