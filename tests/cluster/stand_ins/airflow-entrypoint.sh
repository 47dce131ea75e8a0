# What the public image does before it starts Airflow, as far as docker-compose.yaml relies on it.
set -euo pipefail
umask 0002

wait_for() {  # HOST PORT
    local try
    for try in {1..20}; do
        nc -z "$1" "$2" && return
        sleep 3
    done
    echo "$1:$2 does not answer" >&2
    exit 1
}

# Any user id of group 0 gets a name.
whoami >/dev/null 2>&1 || echo "default:x:$(id -u):0:default user:/home/airflow:/sbin/nologin" >>/etc/passwd
wait_for postgres 5432
[[ "${_AIRFLOW_DB_MIGRATE:-}" ]] && airflow db migrate
[[ "${_AIRFLOW_WWW_USER_CREATE:-}" ]] && airflow users create --username "$_AIRFLOW_WWW_USER_USERNAME" \
    --password "$_AIRFLOW_WWW_USER_PASSWORD" --firstname Airflow --lastname Admin --email airflow@example.com --role Admin
case "${1:-}" in
    bash | python) exec "$@" ;;
    scheduler | celery) wait_for redis 6379 ;;
esac
exec airflow "$@"
