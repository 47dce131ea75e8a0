# Only the server itself, when it is started as root, gives up root.
set -euo pipefail
[[ "$1" == redis-server && "$(id -u)" == 0 ]] && exec gosu redis "$@"
exec "$@"
