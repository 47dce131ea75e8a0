#!/bin/bash
# The health check of docker-compose.yaml's Postgres: every login of .env reaches its database with its password.
# By the container's own name: on loopback no password is asked, and while the databases are being made nothing listens on TCP.
set -euo pipefail
can_log_in() { # LOGIN PASSWORD DATABASE
    PGPASSWORD="$2" psql --no-psqlrc --quiet --host "$HOSTNAME" --username "$1" --dbname "$3" --command ""
}
can_log_in airflow "$AIRFLOW_DB_PASSWORD" airflow
can_log_in binrecon_owner "$BINRECON_OWNER_PASSWORD" binrecon
can_log_in binrecon_app "$BINRECON_APP_PASSWORD" binrecon
can_log_in binrecon_view "$BINRECON_VIEW_PASSWORD" binrecon
