#!/usr/bin/env bash
# Airflow's task SDK 1.3.2 (Airflow 3.3.2) with its provider amazon 9.39.0: ObjectStoragePath("s3://writer@bucket/…") whose connection is not
# there, or cannot be used, goes on with whatever key the machine has: variables of the process, a profile, the role of the instance.
#
# Who names a connection wants its key and no other: one that may write and not delete, of another account. Two things take it away. The
# hook of AWS takes an id that is not known for none (base_aws.py, conn_config), with a warning in the log. And where the store cannot be
# opened for any reason (its role is refused, the API does not answer), the path drops it at DEBUG
# (sdk/io/path.py, _inject_authenticated_fs: "errors will surface naturally at first use"). They do in open(); exists(), iterdir(),
# is_dir(), mkdir(), write_text() and unlink() are asked of a store without the connection.
# What to do: BaseHook.get_connection(id) and path.fs before anything else; both raise.
# Seen: with the connection its key, without it and with a role that is refused the key of the environment, and True each time; path.fs raises.
source "$(dirname "$0")/prepare.bash"
install apache-airflow-task-sdk==1.3.2 apache-airflow-core==3.3.2 'apache-airflow-providers-amazon[s3fs]==9.39.0' s3fs==2026.9.0 aiobotocore==3.10.0 botocore==1.43.117 boto3==1.43.117
unset "${!AIRFLOW@}" "${!AWS@}" PYTHONPATH
export AIRFLOW_HOME="$FOLDER/airflow" AIRFLOW__LOGGING__LOGGING_LEVEL=CRITICAL PYTHONWARNINGS=ignore
"$PYTHON_WITH" - <<'P' 2>/dev/null
import json
import os
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

keys = []

class Store(BaseHTTPRequestHandler):
    """Says of every object that it is there, and notes whose key asked."""
    def do_HEAD(self):
        keys.append(re.search(r"Credential=(\w+)", self.headers.get("Authorization", "")).group(1))
        self.send_response(200)
        for name, value in {"Content-Length": "2", "ETag": '"1"', "Last-Modified": "Wed, 25 Nov 2026 00:00:00 GMT"}.items():
            self.send_header(name, value)
        self.end_headers()
    def do_POST(self):
        self.send_error(403)
    def log_message(self, *words):
        pass

server = ThreadingHTTPServer(("127.0.0.1", 0), Store)
Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_port}"
os.environ |= {"AWS_ACCESS_KEY_ID": "MACHINE", "AWS_SECRET_ACCESS_KEY": "own", "AWS_ENDPOINT_URL": address, "AWS_DEFAULT_REGION": "us-east-1"}
os.environ["AIRFLOW_CONN_WRITER"] = json.dumps({"conn_type": "aws", "login": "WRITER", "password": "its", "extra": {"endpoint_url": address}})
role = {"endpoint_url": address, "role_arn": "arn:aws:iam::123456789012:role/writer"}
os.environ["AIRFLOW_CONN_REFUSED"] = json.dumps({"conn_type": "aws", "login": "WRITER", "password": "its", "extra": role})

from airflow.sdk import ObjectStoragePath

def look(connection):
    keys.clear()
    path = ObjectStoragePath(f"s3://{connection}@bucket/heads")
    told = path.exists()
    try:
        path.fs
        opened = "opened"
    except Exception as error:
        opened = type(error).__name__
    return told, set(keys), opened

for connection in ("writer", "not_there", "refused"):
    print(f"{connection:10} exists(), whose key asked, path.fs:", *look(connection))
assert look("writer") == (True, {"WRITER"}, "opened")
assert look("not_there") == (True, {"MACHINE"}, "opened")
told, whose, opened = look("refused")
assert (told, whose) == (True, {"MACHINE"}) and opened != "opened"
print("as found")
P
