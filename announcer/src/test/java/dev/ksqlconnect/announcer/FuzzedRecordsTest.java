package dev.ksqlconnect.announcer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.json.JsonConverter;

/** Whatever stands in the announcements topic, or is announced. */
class FuzzedRecordsTest {
  private static final String SEED = "6";
  private static final List<Schema.Type> PRIMITIVE =
      Stream.of(Schema.Type.values()).filter(Schema.Type::isPrimitive).toList();

  @Property(seed = SEED)
  void any_bytes_are_skipped_and_what_follows_is_read(
      @ForAll byte[] key, @ForAll byte[] value, @ForAll boolean hasGoodKey) {
    Catalog catalog = new Catalog();
    catalog.beginGeneration("id");
    Announcement good = Examples.first("name");

    catalog.apply(0, hasGoodKey ? good.key().toBytes() : key, value);
    catalog.apply(1, good.key().toBytes(), good.bytes());

    assertThat(catalog.find(good.connector(), good.topic()).announcement().bytes())
        .isEqualTo(good.bytes());
    assertThat(catalog.position()).isEqualTo("id:1");
  }

  /** One that read everything and one that read it after compaction come to the same. */
  @Property(seed = SEED)
  void what_is_read_of_any_announcement_is_read_back_the_same(@ForAll long seed) {
    Random random = new Random(seed);
    Catalog catalog = new Catalog();
    catalog.beginGeneration("id");
    Announcement good = Examples.first("name");
    int offset = 0;
    for (int i = 0; i < 4; i++) {
      ObjectNode json = good.json();
      change(json, random);
      catalog.apply(offset++, good.key().toBytes(), Json.bytes(json));
      catalog.setProblem(null);
    }

    for (Catalog.Entry entry : catalog.all()) {
      Announcement read = entry.announcement();
      Catalog anew = new Catalog();
      anew.beginGeneration("id");
      anew.apply(0, read.key().toBytes(), read.bytes());

      assertThat(anew.find(read.connector(), read.topic()).announcement().json())
          .isEqualTo(read.json());
      assertThat(read.retired(Examples.NOW).isRetired()).isTrue();
      assertThat(good.following(read).version()).isPositive();
      assertThat(catalog.sequenceOf(entry.eventId())).isLessThanOrEqualTo(entry.sequence());
    }
  }

  @Property(seed = SEED)
  void a_key_of_any_names_is_read_back_as_it_was(
      @ForAll("names") String registrar,
      @ForAll("names") String connector,
      @ForAll("names") String topic)
      throws IOException {
    for (AnnouncementKey key :
        List.of(
            AnnouncementKey.topic(connector, topic),
            AnnouncementKey.plan(connector),
            AnnouncementKey.registration(registrar, connector, topic))) {
      if (key.isReadable()) {
        assertThat(AnnouncementKey.parse(key.toBytes())).isEqualTo(key);
      }
    }
  }

  @Provide
  Arbitrary<String> names() {
    // Half a character does not survive UTF-8, and so no REST call that would create it.
    return Arbitraries.strings()
        .ofMinLength(0)
        .ofMaxLength(30)
        .filter(name -> StandardCharsets.UTF_8.newEncoder().canEncode(name));
  }

  @Property(seed = SEED)
  void any_event_id_is_answered_with_a_place(@ForAll String id, @ForAll long offset) {
    Catalog catalog = new Catalog();
    catalog.beginGeneration("id");
    Announcement good = Examples.first("name");
    catalog.apply(5, good.key().toBytes(), good.bytes());

    assertThat(catalog.sequenceOf(id)).isZero();
    assertThat(catalog.sequenceOf("id:" + id)).isBetween(0L, 1L);
    assertThat(catalog.sequenceOf("id:" + offset)).isEqualTo(offset >= 5 ? 1 : 0);
  }

  @Property(seed = SEED, tries = 300)
  void any_schema_is_spelt_as_connects_own_converter_does(@ForAll long seed) throws IOException {
    Schema schema = schema(new Random(seed), 4);
    JsonConverter connects = new JsonConverter();
    connects.configure(Map.of("schemas.enable", "true"), false);

    assertThat(Json.MAPPER.readTree(Json.bytes(SchemaJson.of(schema))))
        .isEqualTo(Json.MAPPER.readTree(Json.bytes(connects.asJsonSchema(schema))));
  }

  private static Schema schema(Random random, int depth) {
    SchemaBuilder builder;
    int kind = random.nextInt(depth == 0 ? 9 : 12);
    if (kind == 9) {
      builder = SchemaBuilder.array(schema(random, depth - 1));
    } else if (kind == 10) {
      builder = SchemaBuilder.map(schema(random, depth - 1), schema(random, depth - 1));
    } else if (kind == 11) {
      builder = SchemaBuilder.struct();
      for (int i = random.nextInt(4); i >= 0; i--) {
        builder.field("f" + i + (char) random.nextInt(0xd800), schema(random, depth - 1));
      }
    } else {
      builder = new SchemaBuilder(PRIMITIVE.get(kind));
    }
    if (random.nextBoolean()) {
      builder.optional();
    }
    if (random.nextInt(3) == 0) {
      builder.name("n" + random.nextInt()).version(random.nextInt()).doc("\"" + (char) 7);
      builder.parameter("p" + random.nextInt(), "\u2028");
    }
    return builder.build();
  }

  /** Replaces a value somewhere by another one, of any kind. */
  static void change(ObjectNode json, Random random) {
    JsonNode at = json;
    while (true) {
      List<JsonNode> containers = new ArrayList<>();
      at.forEach(
          child -> {
            if (child.isContainerNode() && !child.isEmpty()) {
              containers.add(child);
            }
          });
      if (containers.isEmpty() || random.nextInt(3) == 0) {
        break;
      }
      at = containers.get(random.nextInt(containers.size()));
    }
    if (at instanceof ArrayNode) {
      ((ArrayNode) at).set(random.nextInt(at.size()), value(random, 2));
    } else {
      List<String> names = new ArrayList<>();
      at.fieldNames().forEachRemaining(names::add);
      String name = names.get(random.nextInt(names.size()));
      if (random.nextInt(4) == 0) {
        ((ObjectNode) at).remove(name);
      } else {
        ((ObjectNode) at).set(name, value(random, 2));
      }
    }
  }

  private static JsonNode value(Random random, int depth) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return switch (random.nextInt(depth == 0 ? 6 : 8)) {
      case 0 -> json.nullNode();
      case 1 -> json.numberNode(random.nextInt());
      case 2 -> json.numberNode(random.nextGaussian() * 1e300);
      case 3 -> json.booleanNode(random.nextBoolean());
      case 4 -> json.textNode("<b>\"'`;\n\u0000" + random.nextInt());
      case 5 -> json.numberNode(random.nextInt(3));
      case 6 -> json.arrayNode().add(value(random, depth - 1));
      default -> json.objectNode().set("type", value(random, depth - 1));
    };
  }
}
