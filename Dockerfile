# The image of docker-compose.yaml: Airflow with exactly the packages of the lock. The bundle itself is mounted.
FROM apache/airflow:slim-3.3.2-python3.12
COPY requirements-cluster.txt /tmp/requirements.txt
# The lock names every package, so nothing is left to resolve.
RUN pip install --no-cache-dir --no-deps --require-hashes -r /tmp/requirements.txt \
    # Volumes begin as these folders are: any AIRFLOW_UID, which is of group 0, may write into them.
    && mkdir -p /opt/airflow/reports /opt/airflow/statements \
    && chmod g+w /opt/airflow/reports /opt/airflow/statements
