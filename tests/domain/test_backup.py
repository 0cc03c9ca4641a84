"""A backup holds the whole state, and comes back as it was."""

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from technopole.centre import current, loader
from technopole.core.errors import Conflict, SourceError
from technopole.core.models import Attachment, OutboxEntry, Request
from technopole.keeping import backup, restore, rows, verify
from technopole.registry.models import Organisation
from technopole.search import worker

CENTRE = '[centre]\nid = "smalltown"\nname_en = "Smalltown"\n'
TYPES = "id,name_en\ncompany,Company\n"
ORGANISATIONS = "id,name_en,name_zh,type,source\nbolt,Bolt Sensors,博特传感,company,https://example.org/bolt\n"

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=False)


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    folder = tmp_path / "smalltown"
    (folder / "vocabularies").mkdir(parents=True)
    (folder / "centre.toml").write_text(CENTRE)
    (folder / "vocabularies/types.csv").write_text(TYPES)
    (folder / "organisations.csv").write_text(ORGANISATIONS)
    loader.load(folder)
    return folder


@pytest.fixture
def kept(centre: Path, tmp_path: Path) -> Path:
    path = tmp_path / "kept.zip"
    backup.write(path)
    return path


def _members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_backup_holds_every_row_of_every_table_it_names(kept: Path) -> None:
    members = _members(kept)
    manifest = json.loads(members["manifest.json"])
    counts = {each["name"]: each["count"] for each in manifest["tables"]}
    for model in rows.tables():
        assert counts[rows.label(model)] == model._base_manager.count()
        assert members[f"tables/{rows.label(model)}.jsonl"].count(b"\n") == counts[rows.label(model)]
    assert counts["registry.organisation"] == 1


def test_every_table_is_kept_or_left_out_by_name() -> None:
    labels = {rows.label(model) for model in apps.get_models(include_auto_created=True)}
    assert labels >= rows.LEFT_OUT
    assert {rows.label(model) for model in rows.tables()} == labels - rows.LEFT_OUT


def test_sessions_and_the_secret_key_are_not_in_a_backup(kept: Path) -> None:
    (Path(settings.HOME) / "secret.key").write_text("secret")
    again = kept.with_name("again.zip")
    backup.write(again)
    assert not [name for name in _members(again) if "session" in name or "secret" in name]


def test_a_backup_is_readable_by_its_owner_only(kept: Path) -> None:
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_backup_that_fails_leaves_the_one_before(kept: Path, monkeypatch) -> None:
    before = kept.read_bytes()

    def fail(*_: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(rows, "lines", fail)
    with pytest.raises(OSError, match="No space"):
        backup.write(kept)
    assert kept.read_bytes() == before
    assert sorted(path.name for path in kept.parent.glob("kept*")) == ["kept.zip"]


def test_attachments_are_in_a_backup(centre: Path, tmp_path: Path) -> None:
    paper = settings.ATTACHMENTS / "ab" / "abcdef"
    paper.parent.mkdir(parents=True)
    paper.write_bytes(b"statutes")
    backup.write(tmp_path / "kept.zip")
    assert _members(tmp_path / "kept.zip")["home/attachments/ab/abcdef"] == b"statutes"


def test_a_home_that_holds_something_is_not_restored_into(kept: Path) -> None:
    with pytest.raises(Conflict, match="holds"):
        restore.read(kept)
    assert Organisation.objects.count() == 1


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kept.zip").write_bytes(b"PK nothing")
    with pytest.raises(SourceError, match="is no backup"):
        restore.read(tmp_path / "kept.zip")
    with pytest.raises(SourceError, match="no such file"):
        restore.read(tmp_path / "absent.zip")


class TestIntoAnEmptyHome:
    """Each test restores into a store of its own without any table, as a new home's store is."""

    @pytest.fixture
    def emptied(self, kept: Path, settings: Any, tmp_path: Path) -> Iterator[Path]:
        settings.HOME = tmp_path / "new-home"
        settings.HOME.mkdir()
        settings.ATTACHMENTS = settings.HOME / "attachments"
        with _empty_store(settings.HOME):
            yield kept

    def test_every_row_comes_back_as_it_was_and_work_goes_on(self, emptied: Path, tmp_path: Path) -> None:
        """In one test, as making the tables of each store takes seconds."""
        done = restore.read(emptied)
        again = tmp_path / "again.zip"
        backup.write(again)
        before, after = _members(emptied), _members(again)
        del before["manifest.json"], after["manifest.json"]
        assert after == before
        assert done.rows == sum(text.count(b"\n") for name, text in before.items() if name.startswith("tables/"))

        assert [each.what for each in verify.everything() if not each.good] == []
        assert current.centre().name_en == "Smalltown"
        assert loader.load(tmp_path / "smalltown").nothing_changed

        most = Organisation.objects.latest("id").pk
        (tmp_path / "smalltown" / "organisations.csv").write_text(
            ORGANISATIONS + "nut,Nut Works,,company,https://example.org/nut\n"
        )
        loader.load(tmp_path / "smalltown")
        assert Organisation.objects.get(key="nut").pk > most

    def test_a_changed_byte_is_found_and_nothing_stays(self, emptied: Path) -> None:
        _rewrite(emptied, "tables/registry.organisation.jsonl", b"Bolt Sensors", b"Bolt Sensorz")
        with pytest.raises(SourceError, match="registry.organisation is not as it was written"):
            restore.read(emptied)
        assert connection.introspection.table_names() == []

    def test_a_backup_of_a_newer_version_is_refused(self, emptied: Path) -> None:
        _rewrite(emptied, "manifest.json", b'"core": "', b'"core": "9')
        with pytest.raises(SourceError, match="This version is older"):
            restore.read(emptied)
        assert connection.introspection.table_names() == []

    def test_a_member_that_leads_out_of_the_home_is_refused(self, emptied: Path) -> None:
        _rewrite(emptied, "manifest.json", b"home/centre.json", b"home/../evil.json")
        with pytest.raises(SourceError, match="not one of a backup"):
            restore.read(emptied)
        assert not (settings.HOME.parent / "evil.json").exists()


def test_verify_names_a_row_that_differs_from_its_sources(centre: Path) -> None:
    worker.rebuild()
    Organisation.objects.update(name_zh="别的名字")
    uid = Organisation.objects.get().uid
    wrong = [each.what for each in verify.everything() if not each.good]
    assert any(uid in what and "organisation" in what for what in wrong)
    assert Organisation.objects.get().name_zh == "别的名字"


def test_repair_writes_anew_what_differs_and_keeps_what_sources_do_not_say(centre: Path) -> None:
    before = Organisation.objects.get()
    Organisation.objects.update(name_zh="别的名字")
    assert verify.repair() == 1
    after = Organisation.objects.get()
    assert (after.name_zh, after.pk, after.listed_at) == ("博特传感", before.pk, before.listed_at)
    assert [each.what for each in verify.everything() if not each.good] == []


def test_verify_names_a_row_of_which_no_source_speaks(centre: Path) -> None:
    from technopole.core.models import SourceRecord

    SourceRecord.objects.filter(kind="organisation").delete()
    assert Organisation.objects.get().uid in verify.orphans().what
    assert not verify.orphans().good


def test_verify_names_an_index_that_is_behind(centre: Path) -> None:
    worker.rebuild()
    (centre / "organisations.csv").write_text(ORGANISATIONS.replace("Bolt Sensors", "Bolt Instruments"))
    loader.load(centre)
    assert OutboxEntry.objects.exists()
    wrong = " ".join(each.what for each in verify.everything() if not each.good)
    assert "wait for the worker" in wrong
    assert "differs from a rebuild" in wrong


def test_verify_names_an_attachment_whose_bytes_changed(centre: Path) -> None:
    from technopole.core import clock

    request = Request.objects.create(uid="r" * 12, kind="test", title="A request", created_at=clock.now())
    Attachment.objects.create(
        request=request, uid="0" * 12, name="statutes.pdf", content_type="application/pdf", size=1, sha256="ab" * 32,
        added_at=clock.now(),
    )  # fmt: skip
    wrong = [each.what for each in verify.attachments() if not each.good]
    assert "missing or damaged" in wrong[0]


@contextmanager
def _empty_store(home: Path) -> Iterator[None]:
    """A store without tables stands in for that of the tests, which would take seconds to be made anew."""
    usual = connection.settings_dict["NAME"]
    with_server = connection.vendor == "postgresql"
    new = f"{usual}_empty" if with_server else str(home / "store.sqlite3")

    def tell(what: str) -> None:
        if with_server:
            with connection.cursor() as cursor:
                cursor.execute(f'{what} DATABASE "{new}"')

    def use(name: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = name
        ContentType.objects.clear_cache()

    tell("CREATE")
    use(new)
    try:
        yield
    finally:
        use(usual)
        tell("DROP")


def _rewrite(path: Path, name: str, old: bytes, new: bytes) -> None:
    """Change bytes of one member, as a damaged disk or an evil hand would."""
    members = _members(path)
    assert old in members[name]
    members[name] = members[name].replace(old, new)
    with zipfile.ZipFile(path, "w") as archive:
        for each, content in members.items():
            archive.writestr(each, content)
