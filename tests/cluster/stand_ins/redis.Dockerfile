# Stands in for the public image of Redis: its user id and entrypoint, with Debian's server.
FROM binrecon-stand-in-base
RUN usermod --uid 999 redis && groupmod --gid 999 redis
COPY redis-entrypoint.sh /entrypoint
ENTRYPOINT ["bash", "/entrypoint"]
