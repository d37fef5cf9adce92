"""The archive in an S3-compatible store: a real server on a socket, signatures checked."""

import json
import os
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime

import boto3
import pytest

from customs_portal.kit import storage
from inspection.scans.models import Scan
from inspection.scans.operations.take_scan import take_scan
from inspection.scans.ports import S3, ArchiveAway, FileDamaged, archive, s3_at
from tests.factories.inspection import NOON
from tests.inspection.scans.deliveries import GOOD, a_delivery

pytestmark = pytest.mark.feature("I-05")
UNSIGNED_AT_FIRST = 4  # a user, its policy, its key, the bucket
EVERYTHING = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
    }
)


@pytest.fixture(scope="module")
def store():
    """The store and its one user, whose signature every later request must carry."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "INITIAL_NO_AUTH_ACTION_COUNT": str(UNSIGNED_AT_FIRST)},
    )
    try:
        _await(port)
        words = {
            "endpoint_url": f"http://127.0.0.1:{port}", "region_name": "us-east-1",
            "aws_access_key_id": "x", "aws_secret_access_key": "y",
        }  # fmt: skip
        people = boto3.client("iam", **words)
        people.create_user(UserName="portal")
        people.put_user_policy(UserName="portal", PolicyName="all", PolicyDocument=EVERYTHING)
        key = people.create_access_key(UserName="portal")["AccessKey"]
        boto3.client("s3", **words).create_bucket(Bucket="scans")
        yield f"s3://{key['AccessKeyId']}:{_quoted(key)}@127.0.0.1:{port}/scans?tls=no"
    finally:
        server.kill()
        server.wait()


def _await(port):
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 0.5).close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the store did not start")


def _quoted(key):
    from urllib.parse import quote

    return quote(key["SecretAccessKey"], safe="")


def test_what_is_put_is_read_whole_in_part_and_removed(store):
    bucket = s3_at(store)
    key = bucket.put(b"0123456789" * 5_000, suffix="png")
    assert bucket.put(b"0123456789" * 5_000, suffix="png") == key
    assert bucket.read(key) == b"0123456789" * 5_000
    assert bucket.part(key, offset=13, length=4) == b"3456"
    bucket.remove(key)
    with pytest.raises(storage.NoSuchObject):
        bucket.read(key)


def test_a_wrong_secret_opens_nothing(store):
    bucket = s3_at(store)
    key = bucket.put(b"secret pixels", suffix="png")
    thief = S3(
        host=bucket.host, bucket=bucket.bucket, access_key=bucket.access_key,
        secret_key="guessed", tls=False,
    )  # fmt: skip
    with pytest.raises(ArchiveAway):
        thief.read(key)
    with pytest.raises(ArchiveAway):
        thief.put(b"planted", suffix="png")


def test_a_file_that_was_exchanged_in_the_store_is_noticed(store):
    bucket = s3_at(store)
    key = bucket.put(b"as it was", suffix="png")
    status, _ = bucket._ask("PUT", key, body=b"as it is now")
    assert status == 200
    with pytest.raises(FileDamaged):
        bucket.read(key)


@pytest.mark.django_db
def test_a_scan_is_kept_in_the_store(store, settings, tmp_path):
    settings.SCAN_ARCHIVE, settings.MEDIA_ROOT = store, tmp_path
    take_scan(delivery=a_delivery(), data=GOOD["dual_tiff"], now=NOON)
    assert isinstance(archive(), S3)
    assert archive().read(Scan.objects.get().kept_key) == GOOD["dual_tiff"]
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []


def test_a_store_that_is_away_is_a_refusal_with_a_remedy():
    away = S3(host="127.0.0.1:9", bucket="b", access_key="a", secret_key="s", tls=False)
    with pytest.raises(ArchiveAway) as refused:
        away.put(b"x", suffix="png")
    assert refused.value.remedy and refused.value.http_status == 503


def test_the_signature_is_the_one_of_the_published_example():
    example = S3(
        host="examplebucket.s3.amazonaws.com", bucket="", access_key="AKIAIOSFODNN7EXAMPLE",
        secret_key="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    )  # fmt: skip
    signed = example.signed(
        "GET", "/test.txt", body=b"", headers={"Range": "bytes=0-9"},
        at=datetime(2013, 5, 24, tzinfo=UTC),
    )  # fmt: skip
    assert signed["Authorization"].endswith(
        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
    )
