#!/usr/bin/env bash
# s3fs 2026.9.0 (and what stands on it: universal-pathlib, Airflow's ObjectStoragePath): making a "folder" makes the bucket, where it is missing.
#
# A store has no folders, so path.parent.mkdir(parents=True, exist_ok=True), which every program writes before it writes a file, looks
# like nothing. With a mistyped bucket it is CreateBucket: a new one, in the account's default region, without the lock, the encryption
# and the policy of the one that was meant, and the file is written into it without an error. Writing alone says that the bucket is missing.
# What to do: no mkdir in a store, and a key that has no s3:CreateBucket.
# Seen: FileNotFoundError when writing alone; after a mkdir the bucket "evidnce" is there, with the file.
source "$(dirname "$0")/prepare.bash"
install s3fs==2026.9.0 aiobotocore==3.10.0 botocore==1.43.117 boto3==1.43.117 universal-pathlib==0.3.10 'moto[server]==5.2.5'
PYTHONWARNINGS=ignore "$PYTHON_WITH" - <<'P' 2>/dev/null
import s3fs
from moto.server import ThreadedMotoServer
from upath import UPath

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
_, port = server.get_host_and_port()
key = {"key": "any", "secret": "any", "endpoint_url": f"http://127.0.0.1:{port}"}
store = s3fs.S3FileSystem(**key)
store.mkdir("evidence")
buckets = lambda: sorted(store.ls("", refresh=True))

path = UPath("s3://evidnce/heads/2026-11/812.json", **key)
try:
    path.write_text("{}")
    alone = "written"
except OSError as error:
    alone = type(error).__name__
print("s3fs", s3fs.__version__, "before:", buckets(), "writing alone:", alone)
before = buckets()
path.parent.mkdir(parents=True, exist_ok=True)
path.write_text("{}")
after = buckets(), store.find("evidnce")
print("after a mkdir of the folder:", *after)
server.stop()
assert (before, alone) == (["evidence"], "FileNotFoundError")
assert after == (["evidence", "evidnce"], ["evidnce/heads/2026-11/812.json"])
print("as found")
P
