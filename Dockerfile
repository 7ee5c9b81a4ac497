# A Connect image with the bundle. From the root, after `mvn package -DskipTests -pl bundle -am`:
#
#   rm -rf component && unzip bundle/target/ksqlconnect-kafka-connect-ksql-*.zip -d component
#   docker build -t connect-ksql .
#
# On another image with Connect, for example Apache Kafka's, which has no confluent-hub and so needs
# the JDBC and Elasticsearch connectors put into its PLUGIN_PATH by hand:
#
#   docker build -t connect-ksql --build-arg CONNECT_IMAGE=apache/kafka:4.3.1 --build-arg HUB_COMPONENTS= .
#
# Its containers run /opt/kafka/bin/connect-distributed.sh with a file of the worker's properties, in which there are
# plugin.path=/usr/share/confluent-hub-components and the bundle's line.
ARG CONNECT_IMAGE=confluentinc/cp-kafka-connect:7.9.9
FROM ${CONNECT_IMAGE}

ARG HUB_COMPONENTS="confluentinc/kafka-connect-jdbc:10.9.7 confluentinc/kafka-connect-elasticsearch:15.1.3"
RUN for each in ${HUB_COMPONENTS}; do confluent-hub install --no-prompt "$each" || exit 1; done

ARG PLUGIN_PATH=/usr/share/confluent-hub-components
COPY component/ ${PLUGIN_PATH}/

# What cp-kafka-connect makes the worker's rest.extension.classes of.
ENV CONNECT_REST_EXTENSION_CLASSES=dev.ksqlconnect.rest.KsqlConnectRestExtension
