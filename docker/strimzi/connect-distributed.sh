#!/bin/sh
# Adds the bundle's line to the worker's properties, which Strimzi does not let a KafkaConnect resource set
# (its keys must not begin with "rest.").
set -eu
printf '\nrest.extension.classes=dev.ksqlconnect.rest.KsqlConnectRestExtension\n' >> "$1"
exec "$(dirname "$0")/connect-distributed-of-kafka.sh" "$@"
