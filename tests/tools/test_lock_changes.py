"""`make lock` says what came, what went and what is of another version."""

import json

from tools import locks

BEFORE = """\
django==5.2.18 \\
    --hash=sha256:aa
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:bb
six==1.17.0 \\
    --hash=sha256:cc
"""
AFTER = """\
django==5.2.19 \\
    --hash=sha256:dd
brotli==1.2.1 \\
    --hash=sha256:ee
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:bb
"""


def test_each_change_is_said_by_name():
    changes = locks.find_changes(locks.read_lock(BEFORE), locks.read_lock(AFTER))
    assert changes == ["+ brotli 1.2.1", "  django 5.2.18 -> 5.2.19", "- six 1.17.0"]


def test_a_new_hash_of_the_same_version_is_no_change():
    assert locks.find_changes(locks.read_lock(BEFORE), locks.read_lock(BEFORE.replace("aa", "ff"))) == []


def test_a_package_with_a_condition_is_told_from_the_one_without():
    assert "numpy (python_full_version < '3.12')" in locks.read_lock(BEFORE)


def test_npm_packages_are_named_by_where_they_lie():
    lock = {"packages": {"": {"version": "0"}, "node_modules/a/node_modules/b": {"version": "1.0.0"}}}
    assert locks.read_npm_lock(json.dumps(lock)) == {"a/node_modules/b": "1.0.0"}
    assert locks.read_npm_lock("") == {}


def test_a_package_in_two_locks_is_said_once(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for path in (*locks.LOCKS, *locks.OTHER_LOCKS):
        (tmp_path / path).write_text(AFTER)
    (tmp_path / locks.NPM_LOCK).write_text('{"packages": {}}')
    monkeypatch.setattr(locks, "committed", lambda path: "" if path == locks.NPM_LOCK else BEFORE)
    locks.main()
    assert capsys.readouterr().out.count("django 5.2.18 -> 5.2.19") == 1


def test_nothing_new_is_said_too(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for path in (*locks.LOCKS, *locks.OTHER_LOCKS):
        (tmp_path / path).write_text(AFTER)
    (tmp_path / locks.NPM_LOCK).write_text('{"packages": {}}')
    monkeypatch.setattr(locks, "committed", lambda path: (tmp_path / path).read_text())
    locks.main()
    assert capsys.readouterr().out == "Every lock is as it was.\n"
