package dev.ksqlconnect.ddl;

import static dev.ksqlconnect.ddl.ConnectTypes.decimal;
import static dev.ksqlconnect.ddl.ConnectTypes.list;
import static dev.ksqlconnect.ddl.ConnectTypes.map;
import static dev.ksqlconnect.ddl.ConnectTypes.optional;
import static dev.ksqlconnect.ddl.ConnectTypes.struct;
import static dev.ksqlconnect.ddl.ConnectTypes.texts;
import static dev.ksqlconnect.ddl.Written.APICURIO_AVRO;
import static dev.ksqlconnect.ddl.Written.APICURIO_AVRO_AS_CONFLUENT;
import static dev.ksqlconnect.ddl.Written.APICURIO_JSON;
import static dev.ksqlconnect.ddl.Written.APICURIO_PROTOBUF;
import static dev.ksqlconnect.ddl.Written.AVRO;
import static dev.ksqlconnect.ddl.Written.BYTES;
import static dev.ksqlconnect.ddl.Written.DOUBLE;
import static dev.ksqlconnect.ddl.Written.INTEGER;
import static dev.ksqlconnect.ddl.Written.JSON;
import static dev.ksqlconnect.ddl.Written.JSON_NUMERIC;
import static dev.ksqlconnect.ddl.Written.JSON_SCHEMA;
import static dev.ksqlconnect.ddl.Written.JSON_WITH_SCHEMAS;
import static dev.ksqlconnect.ddl.Written.LATIN1;
import static dev.ksqlconnect.ddl.Written.LONG;
import static dev.ksqlconnect.ddl.Written.NOT_SAID;
import static dev.ksqlconnect.ddl.Written.PROTOBUF;
import static dev.ksqlconnect.ddl.Written.SHORT;
import static dev.ksqlconnect.ddl.Written.STRING;
import static dev.ksqlconnect.ddl.Written.UNKNOWN;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** The announcements whose statements stand in files, by the files' names. */
final class GoldenCases {
  private static final Schema INT = Schema.INT32_SCHEMA;
  private static final Schema BIGINT = Schema.INT64_SCHEMA;
  private static final Schema TEXT = Schema.STRING_SCHEMA;
  private static final Schema USER =
      struct("id", INT, "fullName", Schema.OPTIONAL_STRING_SCHEMA, "amount", decimal(10, 2));
  private static final Schema LINE = struct("order_id", BIGINT, "line_no", INT, "article", TEXT);
  private static final Schema LINE_KEY = struct("order_id", BIGINT, "line_no", INT);

  private final Map<String, List<Announced>> cases = new TreeMap<>();

  private GoldenCases() {}

  static Map<String, List<Announced>> all() {
    GoldenCases all = new GoldenCases();
    all.kinds();
    all.singleKeys();
    all.structKeys();
    all.values();
    all.formats();
    all.types();
    all.columnNames();
    all.sourceNames();
    all.clashes();
    return all.cases;
  }

  private void add(String name, Announced... announced) {
    if (cases.put(name, List.of(announced)) != null) {
      throw new IllegalArgumentException(name);
    }
  }

  private static Announced users() {
    return Announced.topic("users").key(INT, INTEGER).primaryKey("id").value(USER, JSON_NUMERIC);
  }

  private static Announced events() {
    return Announced.topic("events").value(USER, JSON_NUMERIC);
  }

  /** A topic with a key, of which only the value matters. */
  private static Announced keyed(Schema value, Written written) {
    return Announced.topic("users").key(TEXT, STRING).primaryKey("id").value(value, written);
  }

  private void kinds() {
    add("kind/auto-with-a-key", users());
    add("kind/auto-without-a-key", events());
    add("kind/table", users().as("table"));
    add("kind/table-without-a-key", events().as("table"));
    add("kind/source-table", users().as("source-table"));
    add("kind/source-table-without-a-key", events().as("source-table"));
    add("kind/stream-with-a-key", users().as("stream"));
    add("kind/stream-without-a-key", events().as("stream"));
    add("kind/stream-whose-key-cannot-be-read", users().as("stream").key(INT, SHORT));
    add(
        "kind/stream-whose-key-would-have-been-called-otherwise",
        users().as("stream").primaryKey("a`b").key(map(TEXT), JSON));
    add("kind/table-whose-key-cannot-be-read", users().key(INT, UNKNOWN));
    add("kind/key-that-may-be-null", users().key(optional(INT), INTEGER));
    add("kind/key-that-may-be-null-of-a-stream", users().as("stream").key(optional(INT), INTEGER));
  }

  private void singleKeys() {
    add("key/string", users().key(TEXT, STRING));
    add("key/string-of-a-number", users().key(INT, STRING));
    add("key/string-of-a-date", users().key(Date.SCHEMA, STRING));
    add("key/string-of-bytes", users().key(Schema.BYTES_SCHEMA, STRING));
    add("key/string-in-latin-1", users().key(TEXT, LATIN1));
    add("key/int32", users().key(INT, INTEGER));
    add("key/int64", users().key(BIGINT, LONG));
    add("key/double", users().key(Schema.FLOAT64_SCHEMA, DOUBLE));
    add("key/bytes", users().key(Schema.BYTES_SCHEMA, BYTES));
    add("key/int16", users().key(Schema.INT16_SCHEMA, SHORT));
    add("key/int64-with-the-converter-of-int32", users().key(BIGINT, INTEGER));
    add("key/int16-with-the-converter-of-int32", users().key(Schema.INT16_SCHEMA, INTEGER));
    add("key/json-int16", users().key(Schema.INT16_SCHEMA, JSON));
    add("key/json-string", users().key(TEXT, JSON));
    add("key/json-boolean", users().key(Schema.BOOLEAN_SCHEMA, JSON));
    add("key/json-date", users().key(Date.SCHEMA, JSON));
    add("key/json-decimal", users().key(decimal(10, 2), JSON));
    add("key/json-decimal-as-a-number", users().key(decimal(10, 2), JSON_NUMERIC));
    add("key/json-array", users().key(list(INT), JSON));
    add("key/json-map", users().key(map(INT), JSON));
    add("key/json-with-schemas", users().key(INT, JSON_WITH_SCHEMAS));
    add("key/avro", users().key(BIGINT, AVRO).value(USER, AVRO));
    add("key/json-schema", users().key(BIGINT, JSON_SCHEMA).value(USER, JSON_SCHEMA));
    add("key/protobuf-string", users().key(TEXT, PROTOBUF).value(USER, PROTOBUF));
    add("key/protobuf-int64", users().key(BIGINT, PROTOBUF).value(USER, PROTOBUF));
    add("key/protobuf-int16", users().key(Schema.INT16_SCHEMA, PROTOBUF));
    add("key/no-name-known", users().primaryKey());
    add(
        "key/no-name-known-and-rowkey-taken",
        users().primaryKey().value(texts("rowkey", "RowKey_1"), JSON));
    add("key/several-names-for-one-value", users().primaryKey("a", "b"));
    add("key/not-in-the-value", users().value(texts("name"), JSON));
    add("key/other-type-than-in-the-value", users().key(TEXT, STRING));
    add("key/other-case-than-in-the-value", users().primaryKey("ID"));
    add("key/name-that-ksqldb-keeps", users().primaryKey("rowtime"));
    add("key/name-that-ksqldb-cannot-hold", users().primaryKey("a`b"));
    add("key/name-with-sql-in-it", users().primaryKey("id INT); DROP TABLE x; --"));
    add("key/nothing-else-in-the-value", users().value(struct("id", INT), JSON));
    add(
        "key/nothing-else-in-the-value-source-table",
        users().as("source-table").value(struct("id", INT), JSON));
    add("key/nothing-else-in-the-value-avro", users().value(struct("id", INT), AVRO));
    add("key/nothing-else-readable", users().value(struct("id", INT, "d", decimal(2)), JSON));
  }

  private void structKeys() {
    Announced lines = Announced.topic("lines").primaryKey("order_id", "line_no");
    add("key-struct/json", lines(JSON));
    add("key-struct/avro", lines(AVRO));
    add("key-struct/json-schema", lines(JSON_SCHEMA));
    add("key-struct/protobuf", lines(PROTOBUF));
    add("key-struct/json-stream", lines(JSON).as("stream"));
    add("key-struct/string", lines.key(LINE_KEY, STRING).value(LINE, JSON));
    add("key-struct/with-the-converter-of-int32", lines(JSON).key(LINE_KEY, INTEGER));
    add("key-struct/json-with-schemas", lines(JSON).key(LINE_KEY, JSON_WITH_SCHEMAS));
    add("key-struct/nothing-else-in-the-value", lines(JSON).value(LINE_KEY, JSON));
    add("key-struct/nothing-else-in-the-value-avro", lines(AVRO).value(LINE_KEY, AVRO));
    for (Written written : List.of(JSON, AVRO, JSON_SCHEMA, PROTOBUF)) {
      add(
          "key-struct/one-field-" + written,
          users().key(struct("id", INT), written).value(USER, written));
    }
    add("key-struct/one-field-with-a-line-end", users().key(texts("a\nb"), JSON));
    add("key-struct/with-a-decimal", lines(JSON).key(struct("a", decimal(4, 1), "b", INT), JSON));
    add("key-struct/with-bytes-in-protobuf", protobufKeyWithBytes());
    add("key-struct/with-bytes-in-protobuf-stream", protobufKeyWithBytes().as("stream"));
    add("key-struct/with-a-map", lines(JSON).key(struct("a", map(INT), "b", INT), JSON));
    add("key-struct/with-a-struct", lines(JSON).key(struct("a", texts("x"), "b", INT), JSON));
    add("key-struct/system-column", lines(JSON).key(texts("RowTime", "b"), JSON));
    add("key-struct/name-that-ksqldb-cannot-hold", lines(JSON).key(texts("a`b", "b"), JSON));
    add("key-struct/name-that-no-line-can-hold", lines(JSON).key(texts("a`,b", "b"), JSON));
    add("key-struct/names-that-differ-by-case", lines(JSON).key(texts("a", "A"), JSON));
  }

  private static Announced lines(Written written) {
    return Announced.topic("lines")
        .key(LINE_KEY, written)
        .primaryKey("order_id", "line_no")
        .value(LINE, written);
  }

  private static Announced protobufKeyWithBytes() {
    return lines(PROTOBUF).key(struct("a", Schema.BYTES_SCHEMA, "b", INT), PROTOBUF);
  }

  private void values() {
    add("value/no-schema", events().value(null, JSON));
    add("value/no-schema-with-a-key", users().value(null, JSON));
    add("value/empty-struct", events().value(struct(), JSON));
    add("value/empty-struct-with-a-key", users().value(struct(), JSON));
    add("value/empty-struct-with-a-key-avro", users().value(struct(), AVRO));
    add("value/string", events().value(TEXT, STRING));
    add("value/string-of-a-table", users().value(TEXT, STRING));
    add("value/string-of-what-shall-be-a-table", users().as("table").value(TEXT, STRING));
    add("value/string-of-a-struct", users().value(USER, STRING));
    add("value/int64", events().value(BIGINT, LONG));
    add("value/bytes", events().value(Schema.BYTES_SCHEMA, BYTES));
    add("value/json-string", users().value(TEXT, JSON));
    add(
        "value/json-string-beside-a-key-called-value",
        users().primaryKey("value").value(TEXT, JSON));
    add("value/json-array", users().value(list(USER), JSON_NUMERIC));
    add("value/json-map", events().value(map(INT), JSON));
    add("value/json-decimal", events().value(decimal(10, 2), JSON));
    add("value/avro-array", users().value(list(INT), AVRO));
    add("value/json-schema-timestamp", users().value(Timestamp.SCHEMA, JSON_SCHEMA));
    add("value/protobuf-string", events().value(TEXT, PROTOBUF));
    add("value/nothing-left", events().value(struct("d", decimal(2)), JSON));
    add("value/recursive", events().value(new ConnectTypes.Recursive(), AVRO));
    add(
        "value/recursive-column",
        events().value(struct("id", INT, "tree", list(new ConnectTypes.Recursive())), AVRO));
  }

  private void formats() {
    for (Written written :
        List.of(
            JSON,
            JSON_WITH_SCHEMAS,
            AVRO,
            PROTOBUF,
            JSON_SCHEMA,
            APICURIO_AVRO,
            APICURIO_AVRO_AS_CONFLUENT,
            APICURIO_JSON,
            APICURIO_PROTOBUF,
            UNKNOWN,
            NOT_SAID)) {
      add("format/" + written, users().value(USER, written));
    }
    add(
        "format/json-lower-case-properties",
        users().value(USER, JSON.with("decimal.format", "numeric")));
    add("format/json-by-a-short-name", users().value(USER, JSON_NUMERIC.called("JsonConverter")));
    add("format/json-by-a-shorter-name", users().value(USER, JSON_NUMERIC.called("Json")));
    add("format/avro-by-a-name-of-two", users().value(USER, AVRO.called("AvroConverter")));
    add(
        "format/apicurio-avro-with-headers",
        users()
            .value(
                USER,
                APICURIO_AVRO_AS_CONFLUENT.with("apicurio.registry.headers.enabled", "true")));
    add(
        "format/apicurio-avro-with-global-ids",
        users()
            .value(USER, APICURIO_AVRO_AS_CONFLUENT.with("apicurio.registry.use-id", "globalId")));
    add("format/key-in-json-value-in-avro", users().key(BIGINT, JSON).value(USER, AVRO));
  }

  private void types() {
    Schema decimals =
        struct(
            "plain", decimal(127),
            "plain_in_postgresql", decimal(0, 127),
            "scale_only", decimal(2),
            "scale_0", decimal(0),
            "money", decimal(18, 4),
            "more_scale_than_precision", decimal(3, 5),
            "negative", decimal(-2));
    add("type/decimals-json", keyed(decimals, JSON));
    add("type/decimals-json-as-numbers", keyed(decimals, JSON_NUMERIC));
    add("type/decimals-avro", keyed(decimals, AVRO));
    add("type/decimals-json-schema", keyed(decimals, JSON_SCHEMA));
    add("type/decimals-protobuf", keyed(decimals, PROTOBUF));
    Schema times = struct("d", Date.SCHEMA, "t", Time.SCHEMA, "ts", optional(Timestamp.SCHEMA));
    add("type/times-json", keyed(times, JSON));
    add("type/times-avro", keyed(times, AVRO));
    Schema nested =
        struct(
            "tags", list(TEXT),
            "scores", map(Schema.FLOAT64_SCHEMA),
            "address",
                optional(struct("Street", TEXT, "geo", struct("lat", Schema.FLOAT32_SCHEMA))),
            "orders", list(struct("no", BIGINT, "lines", list(struct("price", decimal(10, 2))))));
    add("type/nested-json", keyed(nested, JSON_NUMERIC));
    add("type/nested-avro", keyed(nested, AVRO));
    add("type/nested-protobuf", keyed(nested, PROTOBUF));
    add("type/nested-decimals-left-out", keyed(nested, JSON));
    add(
        "type/nested-struct-of-nothing",
        keyed(struct("id", TEXT, "s", struct("e", struct())), JSON));
    Schema byNumber = struct("a", TEXT, "counts", list(struct("m", map(INT, BIGINT))));
    add("type/map-by-number-json", keyed(byNumber, JSON));
    add("type/map-by-number-avro", keyed(byNumber, AVRO));
    add("type/map-by-number-as-value", events().value(map(INT, BIGINT), JSON));
    add(
        "type/map-by-number-in-a-column-with-a-dot",
        keyed(struct("a", TEXT, "a.b", struct("m", map(INT, BIGINT))), JSON));
    add(
        "type/map-by-bytes-avro",
        keyed(struct("m", map(Schema.BYTES_SCHEMA, INT), "x", INT), AVRO));
    Schema bytes =
        struct(
            "raw",
            Schema.BYTES_SCHEMA,
            "files",
            list(struct("data", Schema.BYTES_SCHEMA, "n", INT)));
    add("type/bytes-protobuf-table", keyed(bytes, PROTOBUF));
    add("type/bytes-protobuf-stream", keyed(bytes, PROTOBUF).as("stream"));
    add("type/bytes-json-table", keyed(bytes, JSON));
    Schema lists = struct("a", TEXT, "grid", list(list(INT)));
    add("type/list-of-lists-avro", keyed(lists, AVRO));
    add("type/list-of-lists-protobuf", keyed(lists, PROTOBUF));
    add("type/map-of-lists-protobuf", keyed(struct("a", TEXT, "m", map(list(INT))), PROTOBUF));
    Schema nulls =
        struct(
            "n", Schema.OPTIONAL_INT32_SCHEMA,
            "on", optional(Timestamp.SCHEMA),
            "list", optional(list(INT)),
            "s", optional(struct("t", Schema.OPTIONAL_STRING_SCHEMA, "d", optional(decimal(2)))));
    add("type/nulls-protobuf", keyed(nulls, PROTOBUF));
    add("type/nulls-avro", keyed(nulls, AVRO));
  }

  private void columnNames() {
    Schema reserved = texts("select", "from", "Values", "at", "key", "headers", "select_");
    add("column/reserved-words", keyed(reserved, JSON));
    Schema system =
        texts("ROWTIME", "rowpartition", "RowOffset", "windowstart", "WINDOWEND", "rowkey", "row");
    add("column/system-columns", keyed(system, JSON));
    add("column/system-columns-in-a-struct", keyed(struct("s", system), JSON));
    add("column/system-column-alone", events().value(texts("rowtime"), JSON));
    Schema odd =
        texts(
            "two words",
            "it's",
            "say \"hi\"",
            "a.b",
            "a;b",
            "--",
            "/* */",
            "a${x}",
            "größe",
            "日本",
            "1st",
            "100",
            "_",
            "x'); DROP TABLE users; --");
    add("column/odd-names-json", keyed(odd, JSON));
    add("column/odd-names-avro", keyed(odd, AVRO));
    add("column/odd-names-protobuf", keyed(odd, PROTOBUF));
    add("column/odd-names-json-schema", keyed(odd, JSON_SCHEMA));
    add("column/odd-names-in-a-struct", keyed(struct("s", odd), JSON));
    Schema impossible =
        texts(
            "back`tick",
            "line\nend",
            " blank",
            "blank ",
            "tab\t",
            "separated\u2028lines",
            "half\ud83d",
            "\"quoted\"",
            "${x}",
            "fine");
    add("column/names-that-ksqldb-cannot-hold", keyed(impossible, JSON));
    add("column/names-that-ksqldb-cannot-hold-in-a-struct", keyed(struct("s", impossible), JSON));
    Schema twins = struct("id", INT, "ID", TEXT, "Id", BIGINT, "other", TEXT);
    for (Written written : List.of(JSON, AVRO, PROTOBUF, JSON_SCHEMA)) {
      add("column/differing-by-case-" + written, events().value(twins, written));
      add("column/differing-from-the-key-by-case-" + written, keyed(twins, written));
    }
    add("column/differing-by-case-in-a-struct", keyed(struct("s", twins), AVRO));
    Schema oneUnreadable = struct("a", decimal(-2), "A", TEXT, "b", INT);
    add("column/differing-by-case-from-one-left-out-json", keyed(oneUnreadable, JSON_NUMERIC));
    add("column/differing-by-case-from-one-left-out-avro", keyed(oneUnreadable, AVRO));
    Schema otherUnreadable = struct("a", TEXT, "A", decimal(-2), "b", INT);
    add("column/differing-by-case-from-one-left-out-2-avro", keyed(otherUnreadable, AVRO));
    add("column/differing-by-case-from-a-system-column", keyed(texts("ROWTIME", "rowtime"), JSON));
    add("column/249-characters", keyed(texts("n".repeat(249)), JSON));
  }

  private void sourceNames() {
    add("name/of-the-topic", named("shop.orders-2024", "${topic}"));
    add("name/template", named("orders", "shop_${topic}_v1"));
    add("name/template-with-dashes-and-dots", named("orders", "my-shop.${topic}"));
    add("name/template-without-the-topic", named("orders", "all_orders"));
    add("name/template-with-the-topic-twice", named("orders", "${topic}_${topic}"));
    add("name/digits-first", named("2024-orders", "${topic}"));
    add("name/digits-first-with-an-avro-key", named("2024-orders", "${topic}").key(LINE_KEY, AVRO));
    add("name/digits-first-with-a-json-key", named("2024-orders", "${topic}").key(LINE_KEY, JSON));
    add("name/reserved-word", named("table", "${topic}"));
    add("name/reserved-word-by-template", named("orders", "values"));
    add("name/blanks-around", named("orders", " ${topic} "));
    add("name/only-blanks", named("orders", "  "));
    add("name/only-illegal-characters", named("orders", "---"));
    add("name/letters-of-other-languages", named("orders", "größe_日本_${topic}"));
    add("name/sql-in-it", named("orders", "`x` (A INT); DROP STREAM y; --"));
    add("name/other-variable", named("orders", "${connector}"));
    add("name/249-characters", named("a.".repeat(124) + "b", "${topic}"));
    add("name/250-characters", named("a".repeat(250), "${topic}"));
    add("name/impossible-topic", named("it's; DROP", "${topic}"));
  }

  private static Announced named(String topic, String template) {
    return Announced.topic(topic).name(template).value(texts("a"), JSON);
  }

  private static Announced of(String connector, String topic) {
    return Announced.topic(connector, topic).value(texts("a"), JSON);
  }

  private void clashes() {
    add("clash/two-connectors", of("shop", "a.b"), of("crm", "a-b"), of("crm", "c"));
    add("clash/one-connector", of("shop", "a.b"), of("shop", "a-b"), of("shop", "c"));
    add("clash/three", of("shop", "a.b"), of("shop", "a-b"), of("crm", "a_b"));
    add("clash/one-name-for-all", of("shop", "a").name("x"), of("shop", "b").name("x"));
    add("clash/one-topic-alike", of("shop", "a"), of("crm", "a"));
    add("clash/one-topic-not-alike", of("shop", "a"), of("crm", "a").value(texts("b"), JSON));
    add("clash/one-topic-by-two-names", of("shop", "a"), of("crm", "a").name("b"));
    add("clash/with-one-refused", of("shop", "a.b"), of("crm", "a-b").value(null, JSON));
  }
}
