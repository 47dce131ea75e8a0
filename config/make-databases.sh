#!/bin/bash
# Runs once, when the Postgres of docker-compose.yaml starts with an empty volume: two databases, and a login for each job.
set -euo pipefail
psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set airflow="$AIRFLOW_DB_PASSWORD" --set owner="$BINRECON_OWNER_PASSWORD" \
    --set app="$BINRECON_APP_PASSWORD" --set view="$BINRECON_VIEW_PASSWORD" <<'SQL'
create role airflow login password :'airflow';
create database airflow owner airflow;
revoke connect on database airflow from public;

create role binrecon_writer nologin;
create role binrecon_reader nologin;
create role binrecon_owner login password :'owner';
create role binrecon_app login password :'app' in role binrecon_writer;
create role binrecon_view login password :'view' in role binrecon_reader;
create database binrecon owner binrecon_owner;
revoke connect on database binrecon from public;
grant connect on database binrecon to binrecon_owner, binrecon_writer, binrecon_reader;
SQL
