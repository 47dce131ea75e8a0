# The image of docker-compose.yaml: Airflow with exactly the packages of the lock. The bundle itself is mounted.
FROM apache/airflow:slim-3.3.2-python3.12
COPY requirements-cluster.txt /tmp/requirements.txt
# The lock names every package, so nothing is left to resolve.
RUN pip install --no-cache-dir --no-deps --require-hashes -r /tmp/requirements.txt \
    && mkdir -p /opt/airflow/reports
