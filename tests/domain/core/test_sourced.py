"""What is put is merged, projected, recorded and announced in one transaction, or not at all."""

import pytest

from technopole.core import ids, kinds, sourced
from technopole.core.errors import Invalid
from technopole.core.models import Change, OutboxEntry, SourceRecord
from technopole.core.sourced import By
from technopole.registry.models import Organisation

pytestmark = pytest.mark.django_db
BY = By(label="test", why="because it is tested")


def record(name="Acme", **more):
    return {"names": [{"value": name, "language": "en", "kind": "display"}], "status": "active", **more}


def put(name="Acme", *, source="centre", key="test:acme", **more):
    return sourced.put("organisation", source, key, record(name, **more), BY)


@pytest.fixture
def acme():
    """The uid of an organisation whose making is already indexed."""
    uid = put().uids["test:acme"]
    OutboxEntry.objects.all().delete()
    return uid


def history(uid):
    return list(Change.history("organisation", uid).values_list("action", flat=True))


def state():
    models = (Organisation, SourceRecord, Change, OutboxEntry)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_a_first_statement_makes_the_row_its_history_and_its_announcement():
    outcome = put()
    uid = outcome.uids["test:acme"]
    assert (outcome.created, outcome.changed, outcome.unchanged) == (1, 0, 0)
    assert uid == ids.uid_for("organisation", "test:acme")
    assert Organisation.objects.get(uid=uid).name == "Acme"
    assert history(uid) == ["created"]
    assert list(OutboxEntry.objects.values_list("kind", "uid")) == [("organisation", uid)]


def test_rows_are_made_and_told_of_in_the_order_in_which_they_were_said():
    keys = [f"test:{number}" for number in range(20)]
    uids = sourced.put_batch("organisation", "centre", {key: record(key) for key in keys}, BY).uids
    said = [uids[key] for key in keys]
    assert list(Organisation.objects.order_by("pk").values_list("uid", flat=True)) == said
    assert list(Change.objects.order_by("pk").values_list("uid", flat=True)) == said


def test_history_says_who_when_what_and_why(acme, people):
    from technopole.core import clock

    before = clock.now()
    by = By(user=people.registrar, why="Telephoned them")
    sourced.edit_locally("organisation", acme, {"status": "inactive"}, by)
    latest = Change.history("organisation", acme)[0]
    assert (latest.actor, latest.why, latest.action) == (people.registrar, "Telephoned them", "changed")
    assert latest.diff == {"status": ["active", "inactive"]}
    assert before <= latest.at <= clock.now()


def test_putting_the_same_again_writes_nothing(acme):
    before = state()
    outcome = put()
    assert (outcome.created, outcome.changed, outcome.unchanged) == (0, 0, 1)
    assert state() == before


def test_a_statement_that_changes_nothing_of_the_merged_record_is_kept_but_not_history(acme):
    outcome = put(source="ror", key="ror:x", identifiers=[])
    uid = outcome.uids["ror:x"]
    assert uid != acme  # nothing says that these are one
    sourced.put("organisation", "local", acme, {"status": "active"}, BY)
    assert history(acme) == ["created"]
    assert SourceRecord.objects.filter(uid=acme).count() == 2


def test_a_record_that_may_not_stand_leaves_nothing_behind(acme):
    before = state()
    with pytest.raises(Invalid) as caught:
        sourced.put("organisation", "centre", "test:acme", {"status": "active"}, BY)
    assert "names" in caught.value.fields
    assert state() == before


def test_one_wrong_record_of_a_batch_leaves_nothing_of_the_batch(acme):
    before = state()
    with pytest.raises(Invalid):
        sourced.put_batch("organisation", "centre", {"test:a": record("A"), "test:b": {"status": "active"}}, BY)
    assert state() == before


def test_a_failure_while_rows_are_written_leaves_nothing(acme, monkeypatch):
    def broken(things):
        raise RuntimeError("disk full")

    before = state()
    spec = kinds.get("organisation")
    monkeypatch.setitem(kinds._kinds, "organisation", kinds.Kind("organisation", broken, spec.remove))
    with pytest.raises(RuntimeError):
        put("Acme Limited")
    assert state() == before


def test_a_failure_while_it_is_announced_leaves_nothing(acme, monkeypatch):
    def broken(*_):
        raise RuntimeError("disk full")

    before = state()
    monkeypatch.setattr(sourced.outbox, "announce", broken)
    with pytest.raises(RuntimeError):
        put("Acme Limited")
    assert state() == before


def test_many_are_put_in_batches_and_counted(monkeypatch):
    monkeypatch.setattr(sourced, "BATCH", 3)
    stream = [(f"test:{number}", record(f"Firm {number}")) for number in range(7)]
    outcomes = list(sourced.put_many("organisation", "centre", stream, BY))
    assert [outcome.created for outcome in outcomes] == [3, 3, 1]
    stream[4] = ("test:4", record("Firm four"))
    again = sourced.Outcome()
    for outcome in sourced.put_many("organisation", "centre", stream, BY):
        again += outcome
    assert (again.created, again.changed, again.unchanged) == (0, 1, 6)


def test_the_uid_does_not_depend_on_where_it_is_loaded(acme):
    assert acme == ids.uid_for("organisation", "test:acme")


def test_a_withdrawn_thing_is_gone_and_its_history_stays(acme):
    outcome = sourced.withdraw("organisation", "centre", ["test:acme"], BY)
    assert outcome.withdrawn == 1
    assert not Organisation.objects.filter(uid=acme).exists()
    assert not SourceRecord.objects.filter(uid=acme).exists()
    assert history(acme) == ["withdrawn", "created"]
    assert Change.history("organisation", acme)[0].diff["record"][0]["names"][0]["value"] == "Acme"
    assert list(OutboxEntry.objects.values_list("uid", flat=True)) == [acme]


def test_a_thing_that_another_source_still_speaks_of_stays(acme):
    ror = {"identifiers": [{"scheme": "ror", "value": "013q1eq08"}]}
    put("Acme", identifiers=ror["identifiers"])
    put("Acme Inc", source="ror", key="ror:013q1eq08", **ror)
    sourced.withdraw("organisation", "centre", ["test:acme"], BY)
    assert Organisation.objects.get(uid=acme).name == "Acme Inc"
    assert history(acme)[0] == "changed"


def test_withdrawing_what_was_never_said_does_nothing(acme):
    before = state()
    assert sourced.withdraw("organisation", "centre", ["test:nobody"], BY).withdrawn == 0
    assert state() == before


def test_a_local_edit_survives_what_the_source_says_next(acme):
    sourced.edit_locally("organisation", acme, {"status": "inactive"}, BY)
    put("Acme Limited")
    row = Organisation.objects.get(uid=acme)
    assert (row.name, row.status) == ("Acme Limited", "inactive")


def test_a_local_edit_back_to_what_the_source_says_is_no_longer_an_edit(acme):
    sourced.edit_locally("organisation", acme, {"status": "inactive"}, BY)
    sourced.edit_locally("organisation", acme, {"status": "active"}, BY)
    assert SourceRecord.objects.get(uid=acme, source="local").record == {}
    put("Acme", status="withdrawn")
    assert Organisation.objects.get(uid=acme).status == "withdrawn"


def test_a_second_edit_keeps_the_first_where_they_name_different_fields(acme):
    sourced.edit_locally("organisation", acme, {"status": "inactive"}, BY)
    sourced.edit_locally("organisation", acme, {"legal_form": "association"}, BY)
    row = Organisation.objects.get(uid=acme)
    assert (row.status, row.legal_form) == ("inactive", "association")


def test_a_field_that_an_edit_empties_is_empty(acme):
    put("Acme", legal_form="foundation", established="1999", summary={"en": "x", "zh": "中"})
    sourced.edit_locally("organisation", acme, {"legal_form": None, "established": None, "summary": {"en": "x"}}, BY)
    row = Organisation.objects.get(uid=acme)
    assert (row.legal_form, row.established, row.summary_en, row.summary_zh) == ("", "", "x", "")


def test_an_edit_that_gives_a_thing_the_identifier_of_another_stays_an_edit_of_it(acme):
    number = [{"scheme": "ror", "value": "013q1eq08"}]
    other = put("Other", source="ror", key="ror:013q1eq08", identifiers=number).uids["ror:013q1eq08"]
    sourced.edit_locally("organisation", acme, {"identifiers": number, "status": "inactive"}, BY)
    assert Organisation.objects.get(uid=acme).status == "inactive"
    assert Organisation.objects.get(uid=other).status == "active"


def test_of_two_records_of_one_source_the_older_is_read_first_even_after_it_changed():
    number = [{"scheme": "ror", "value": "013q1eq08"}]
    uid = put("First", key="test:first", identifiers=number).uids["test:first"]
    assert put("Second", key="test:second", identifiers=number).uids["test:second"] == uid
    put("First", key="test:first", identifiers=number, status="inactive")
    assert Organisation.objects.get(uid=uid).status == sourced.merged("organisation", uid)["status"] == "inactive"


def test_disagreements_name_who_says_what(acme):
    sourced.edit_locally("organisation", acme, {"status": "inactive"}, BY)
    assert sourced.disagreements("organisation", acme) == {"status": [("local", "inactive"), ("centre", "active")]}


def test_every_write_raises_the_version_that_editors_compare(acme):
    put("Acme Limited")
    assert Organisation.objects.get(uid=acme).version == 2


def test_an_organisation_known_by_number_is_recognised_by_its_ror_id_before_its_credit_code():
    by_code = put("A", key="test:a", identifiers=[{"scheme": "uscc", "value": "91310000775785552L"}]).uids["test:a"]
    by_ror = put("B", key="test:b", identifiers=[{"scheme": "ror", "value": "013q1eq08"}]).uids["test:b"]
    assert by_code != by_ror
    both = [{"scheme": "uscc", "value": "91310000775785552L"}, {"scheme": "ror", "value": "013q1eq08"}]
    assert put("C", source="ror", key="ror:013q1eq08", identifiers=both).uids["ror:013q1eq08"] == by_ror


def test_the_store_equals_what_its_sources_say_after_random_changes():
    import random

    chance = random.Random(7)
    for turn in range(60):
        key = f"test:{chance.randrange(6)}"
        uid = ids.uid_for("organisation", key)
        action = chance.choice(["put", "put", "edit", "withdraw"])
        if action == "put":
            put(f"Firm {turn}", key=key, status=chance.choice(["active", "inactive"]))
        elif action == "edit" and SourceRecord.objects.filter(uid=uid, source="centre").exists():
            wanted = {"legal_form": chance.choice(["foundation", "company", None])}
            sourced.edit_locally("organisation", uid, wanted, BY)
        elif action == "withdraw" and not SourceRecord.objects.filter(uid=uid, source="local").exists():
            sourced.withdraw("organisation", "centre", [key], BY)
    spoken_of = set(SourceRecord.objects.values_list("uid", flat=True))
    assert set(Organisation.objects.values_list("uid", flat=True)) == spoken_of
    for row in Organisation.objects.all():
        said = sourced.merged("organisation", row.uid)
        assert (row.name, row.status, row.legal_form) == (
            said["names"][0]["value"], said["status"], said.get("legal_form", "")
        )  # fmt: skip


def test_what_was_registered_here_as_an_organisation_known_elsewhere_joins_it_and_can_still_be_edited():
    ror = [{"scheme": "ror", "value": "013q1eq08"}]
    known = put("Fudan University", source="ror", key="ror:013q1eq08", identifiers=ror).uids["ror:013q1eq08"]
    registered = ids.new_uid()
    joined = put("Fudan", source="local", key=registered, identifiers=ror, listed=True).uids[registered]
    assert joined == known
    sourced.edit_locally("organisation", known, {"status": "inactive"}, BY)
    sourced.edit_locally("organisation", known, {"status": "active", "established": "1905"}, BY)
    assert SourceRecord.objects.filter(uid=known, source="local").count() == 1
    row = Organisation.objects.get()
    assert (row.uid, row.status, row.established, row.reference) == (known, "active", "1905", False)
