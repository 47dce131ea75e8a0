# Stands in for apache/airflow: its user, group, folders, Python in the user's ~/.local and entrypoint, without Airflow, which the
# project's own Dockerfile installs from the lock.
FROM binrecon-stand-in-base
RUN useradd --uid 50000 --gid 0 --create-home airflow \
    && chmod g+rwx /home/airflow && chmod g+w /etc/passwd \
    && mkdir -p /opt/airflow/dags /opt/airflow/logs && chown -R 50000:0 /opt/airflow && chmod -R g+w /opt/airflow
COPY airflow-entrypoint.sh /entrypoint
USER 50000:0
RUN python3 -m venv /home/airflow/.local
ENV AIRFLOW_HOME=/opt/airflow HOME=/home/airflow PATH=/home/airflow/.local/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 DUMB_INIT_SETSID=1 LANG=C.UTF-8 PIP_CERT=/etc/ssl/certs/ca-certificates.crt
WORKDIR /opt/airflow
ENTRYPOINT ["/usr/bin/dumb-init", "--", "bash", "/entrypoint"]
