"""Files kept by their hash: whole or not there at all, whatever happens while they are written."""

import hashlib
import io
import os
import signal
import subprocess
import sys
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.satudata import blobs
from ckanext.satudata.blobs import BlobStore, TooLarge


@pytest.fixture
def store(tmp_path):
    return BlobStore(tmp_path / "blobs")


def files_in(store):
    return sorted(path.relative_to(store.folder) for path in store.folder.rglob("*") if path.is_file())


def sha256(data):
    return hashlib.sha256(data).hexdigest()


@settings(max_examples=60, deadline=None)
@given(contents=st.lists(st.binary(max_size=3000), min_size=1, max_size=6))
def test_what_is_put_is_there_under_its_hash_and_once(tmp_path_factory, contents):
    store = BlobStore(tmp_path_factory.mktemp("blobs"))
    for data in contents:
        blob = store.put(io.BytesIO(data), limit=3000)
        assert (blob.sha256, blob.size) == (sha256(data), len(data))
        assert store.path(blob.sha256).read_bytes() == data
    assert len(files_in(store)) == len(set(contents))


@settings(max_examples=40, deadline=None)
@given(data=st.binary(min_size=1, max_size=200), limit=st.integers(min_value=0, max_value=250))
def test_a_file_over_the_limit_leaves_nothing(tmp_path_factory, data, limit):
    store = BlobStore(tmp_path_factory.mktemp("blobs"))
    if len(data) > limit:
        with pytest.raises(TooLarge):
            store.put(io.BytesIO(data), limit)
        assert files_in(store) == []
    else:
        assert store.put(io.BytesIO(data), limit).size == len(data)


def test_a_limit_holds_beyond_one_chunk(store, monkeypatch):
    monkeypatch.setattr(blobs, "CHUNK", 10)
    with pytest.raises(TooLarge):
        store.put(io.BytesIO(b"x" * 31), limit=30)
    assert store.put(io.BytesIO(b"x" * 30), limit=30).size == 30


def test_a_file_is_taken_from_where_the_stream_stands_and_the_stream_stays_open(store):
    stream = io.BytesIO(b"head,body")
    stream.seek(5)
    assert store.put(stream, 100).sha256 == sha256(b"body")
    assert not stream.closed


def test_a_file_that_is_there_is_never_written_again(store):
    path = store.path(store.put(io.BytesIO(b"data"), 100).sha256)
    before = path.stat()
    store.put(io.BytesIO(b"data"), 100)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_stream_that_breaks_leaves_nothing(store):
    class Breaks(io.BytesIO):
        def read(self, size=-1):
            if self.tell() >= 4:
                raise OSError("the connection is gone")
            return super().read(4)

    with pytest.raises(OSError, match="connection"):
        store.put(Breaks(b"half a file"), 100)
    assert files_in(store) == []


def test_two_that_put_the_same_file_at_once_agree(store):
    # the second one's rename finds the first one's file
    one, two = io.BytesIO(b"data"), io.BytesIO(b"data")
    inner = {}

    class Meets(io.BytesIO):
        def read(self, size=-1):
            if not inner:
                inner["blob"] = store.put(two, 100)
            return one.read(size)

    assert store.put(Meets(), 100) == inner["blob"]
    assert files_in(store) == [store.path(sha256(b"data")).relative_to(store.folder)]


def test_others_can_not_read_the_files(store):
    path = store.path(store.put(io.BytesIO(b"data"), 100).sha256)
    assert path.stat().st_mode & 0o007 == 0


def test_the_hash_of_a_file_on_disk_is_that_of_its_bytes(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" * 400_000)        # more than one chunk
    assert blobs.sha256_of(path) == blobs.Blob(sha256(b"a,b\n" * 400_000), 1_600_000)


WRITER = textwrap.dedent("""
    import sys, pathlib
    from ckanext.satudata.blobs import BlobStore

    class Slow:
        sent = 0
        def read(self, size):
            self.sent += 1
            if self.sent == 3:
                print("half", flush=True)
                sys.stdin.readline()
            return b"x" * size if self.sent < 5 else b""

    BlobStore(pathlib.Path(sys.argv[1])).put(Slow(), 1 << 30)
""")


def test_a_process_that_is_killed_while_it_writes_leaves_no_half_blob(store):
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(store.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert writer.stdout.readline() == b"half\n"
    os.kill(writer.pid, signal.SIGKILL)
    writer.communicate(timeout=10)
    # what is left lies among the unfinished ones, where no hash looks for it
    assert [path.parts[0] for path in files_in(store)] == ["tmp"]
    whole = b"x" * (blobs.CHUNK * 4)
    assert not store.path(sha256(whole)).exists()
    assert store.put(io.BytesIO(whole), 1 << 30).sha256 == sha256(whole)
    assert store.path(sha256(whole)).read_bytes() == whole
