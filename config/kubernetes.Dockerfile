# The image for Kubernetes: that of docker-compose.yaml with the bundle in it, its folders beside each other.
ARG CLUSTER=binrecon-airflow:3.3.2
FROM ${CLUSTER}
COPY --chown=airflow:0 dags /opt/airflow/dags
COPY --chown=airflow:0 plugins /opt/airflow/plugins
COPY --chown=airflow:0 include /opt/airflow/include
COPY --chown=airflow:0 migrations /opt/airflow/migrations
COPY --chown=airflow:0 alembic.ini /opt/airflow/alembic.ini
# Every task is a new process, on a file system that it cannot write: what is compiled here is compiled once.
RUN python -m compileall -q /opt/airflow/dags /opt/airflow/plugins
