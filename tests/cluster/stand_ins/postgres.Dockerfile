# Stands in for the public image of Postgres: its user id, volume, entrypoint and trust on loopback, with Debian's server.
FROM binrecon-stand-in-base
RUN usermod --uid 999 postgres && groupmod --gid 999 postgres && mkdir -p /var/lib/postgresql/data /docker-entrypoint-initdb.d \
    && chown -R 999:999 /var/lib/postgresql /var/run/postgresql
ENV PGDATA=/var/lib/postgresql/data LANG=C.UTF-8
COPY postgres-entrypoint.sh /entrypoint
VOLUME /var/lib/postgresql/data
STOPSIGNAL SIGINT
ENTRYPOINT ["bash", "/entrypoint"]
