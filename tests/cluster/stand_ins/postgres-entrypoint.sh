# Makes the databases when the volume is empty, on the socket alone; then serves.
set -euo pipefail
PATH="$(echo /usr/lib/postgresql/*/bin):$PATH"
if [[ "$(id -u)" == 0 ]]; then
    mkdir -p "$PGDATA"
    chown -R postgres "$PGDATA"
    exec gosu postgres bash "$0"
fi
if [[ ! -s "$PGDATA/PG_VERSION" ]]; then
    initdb --username "$POSTGRES_USER" --pwfile <(echo "$POSTGRES_PASSWORD") --auth trust
    echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
    pg_ctl --wait start -o "-c listen_addresses=''"
    for script in /docker-entrypoint-initdb.d/*.sh; do bash "$script"; done
    pg_ctl --wait stop
fi
exec postgres -c listen_addresses='*'
