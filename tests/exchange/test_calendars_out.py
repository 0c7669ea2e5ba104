"""Calendar files: recognised again, cancelled, and silent about what their reader may not know."""

from __future__ import annotations

from pathlib import Path

import pytest
from icalendar import Calendar

from kit.bank import load
from kit.model.workshop import Organisation, Row
from kit.sending import write_calendars
from kit.store import create, in_memory
from kit.workshop import Workshop

SECRET = "The Leeds shop closes in March"  # noqa: S105  a reason, not a password


def row(register: str, key: str, **values: object) -> Row:
    return Row(register, key, values)  # type: ignore[arg-type]  # looser than the type, for this test


def rows() -> list[Row]:
    return [
        row("departments", "hr", name="Human resources"),
        row("departments", "marketing", name="Marketing"),
        row("departments", "pr", name="Press"),
        row("participants", "ana", name="Ana Ek", department="pr"),
        row("calendar_items", "fair", title="Job fair", kind="event", department="hr",
            start="2026-09-14", start_time="09:30", end_time="11:00", zone="Europe/London",
            state="scheduled", approvers="Ana Ek"),
        row("calendar_items", "flyer", title="Leeds flyer", kind="post", department="marketing",
            start="2026-09-20", state="draft", sensitivity="sensitive"),
        row("commitments", "photos", what="Photos of the kitchen", giver="hr",
            receiver="marketing", due="2026-09-30", owner="Ruth"),
        row("check_ins", "q1", department="marketing", date="2026-12-01"),
    ]  # fmt: skip


def secret_rows() -> list[Row]:
    return [
        row("calendar_subjects", "leeds", name="Leeds shop", kind="location", owner="pr",
            valid_to="2027-03-01"),
        row("calendar_items", "notice", title=SECRET, kind="press_release", department="pr",
            start="2026-11-01", subjects=["leeds"], state="draft", snippet=SECRET),
        row("calendar_constraints", "hush", name="Leeds closing", kind="embargo",
            subjects=["leeds"], to_day="2026-11-01", effect="block", may_know=["pr"],
            reason_public="", reason_restricted=SECRET),
    ]  # fmt: skip


@pytest.fixture
def workshop() -> Workshop:
    store = in_memory(Organisation("Copper Quince", country="GB", workshop_date="2026-09-01"))
    store.record([*rows(), *secret_rows()])
    return Workshop(store, load())


def events(file: Path) -> dict[str, object]:
    calendar = Calendar.from_ical(file.read_bytes())
    return {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}


def test_each_department_gets_its_own_dates(workshop: Workshop, tmp_path: Path) -> None:
    files = write_calendars(workshop, tmp_path)

    assert [file.name for file in files] == [
        "calendar-hr.ics",
        "calendar-marketing.ics",
        "calendar-pr.ics",
        "approvals-ana_ek.ics",
    ]
    assert set(events(files[0])) == {"Job fair", "Due: Photos of the kitchen"}
    assert set(events(files[1])) == {
        "Leeds flyer",
        "Due: Photos of the kitchen",
        "Check-in: Marketing",
    }


def test_times_carry_their_zone_and_a_whole_day_ends_after_it(
    workshop: Workshop, tmp_path: Path
) -> None:
    file = write_calendars(workshop, tmp_path, ["hr"])[0]
    fair = events(file)["Job fair"]

    assert fair["DTSTART"].dt.isoformat() == "2026-09-14T09:30:00+01:00"
    assert fair["DTEND"].dt.isoformat() == "2026-09-14T11:00:00+01:00"
    assert b"BEGIN:VTIMEZONE" in file.read_bytes()
    due = events(file)["Due: Photos of the kitchen"]
    assert (due["DTSTART"].dt.isoformat(), due["DTEND"].dt.isoformat()) == (
        "2026-09-30",
        "2026-10-01",
    )


def test_no_line_is_longer_than_75_octets_and_all_end_in_crlf(
    workshop: Workshop, tmp_path: Path
) -> None:
    data = write_calendars(workshop, tmp_path, ["marketing"])[0].read_bytes()

    assert data.count(b"\n") == data.count(b"\r\n")
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    assert b"METHOD:PUBLISH" in data


def test_the_same_workshop_gives_the_same_bytes(workshop: Workshop, tmp_path: Path) -> None:
    first = [file.read_bytes() for file in write_calendars(workshop, tmp_path / "a")]
    second = [file.read_bytes() for file in write_calendars(workshop, tmp_path / "b")]

    assert first == second


def test_a_change_keeps_the_uid_and_raises_the_sequence(tmp_path: Path) -> None:
    with create(tmp_path / "w.kit", Organisation("Copper Quince")) as store:
        store.record(rows())
        workshop = Workshop(store, load())
        before = events(write_calendars(workshop, tmp_path, ["hr"])[0])["Job fair"]
        moved = {**rows()[4].values, "start": "2026-09-21"}
        store.record([Row("calendar_items", "fair", moved)])
        workshop.refresh()
        after = events(write_calendars(workshop, tmp_path, ["hr"])[0])["Job fair"]

    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTAMP"].dt >= before["DTSTAMP"].dt
    assert after["DTSTART"].dt.isoformat().startswith("2026-09-21")


def test_what_was_taken_out_is_written_as_cancelled(tmp_path: Path) -> None:
    with create(tmp_path / "w.kit", Organisation("Copper Quince")) as store:
        store.record(rows())
        store.record([Row("calendar_items", "fair", deleted=True)])
        fair = events(write_calendars(Workshop(store, load()), tmp_path, ["hr"])[0])["Job fair"]

    assert fair["STATUS"] == "CANCELLED"
    assert fair["SEQUENCE"] == 1


def test_a_reason_on_hold_stands_in_no_other_departments_file(
    workshop: Workshop, tmp_path: Path
) -> None:
    files = {file.name: file.read_bytes() for file in write_calendars(workshop, tmp_path)}

    unfolded = {name: data.replace(b"\r\n ", b"") for name, data in files.items()}
    assert SECRET.encode() in unfolded["calendar-pr.ics"]
    for name in ("calendar-hr.ics", "calendar-marketing.ics"):
        assert b"closes in March" not in unfolded[name]
        assert b"Leeds closing" not in unfolded[name]


def test_sensitive_items_show_as_busy_only(workshop: Workshop, tmp_path: Path) -> None:
    file = write_calendars(workshop, tmp_path, ["marketing"])[0]

    assert events(file)["Leeds flyer"]["CLASS"] == "PRIVATE"


def test_approvers_get_the_day_by_which_to_look(workshop: Workshop, tmp_path: Path) -> None:
    file = write_calendars(workshop, tmp_path)[-1]

    look = events(file)["Approve: Job fair"]
    assert look["DTSTART"].dt.isoformat() == "2026-09-11"  # the Friday before a Monday


def test_an_independent_reader_finds_every_event(workshop: Workshop, tmp_path: Path) -> None:
    recurring = pytest.importorskip("recurring_ical_events")
    file = write_calendars(workshop, tmp_path, ["hr"])[0]

    found = recurring.of(Calendar.from_ical(file.read_bytes())).between(
        (2026, 9, 1), (2026, 12, 31)
    )

    assert [str(event["SUMMARY"]) for event in found] == ["Job fair", "Due: Photos of the kitchen"]


def test_our_own_file_comes_back_without_doubles_and_with_its_changes(tmp_path: Path) -> None:
    with create(tmp_path / "w.kit", Organisation("Copper Quince")) as store:
        store.record(rows())
        workshop = Workshop(store, load())
        file = write_calendars(workshop, tmp_path, ["hr"])[0]
        same = workshop.import_from([file])
        moved = tmp_path / "moved.ics"
        moved.write_bytes(file.read_bytes().replace(b"20260914T", b"20260915T"))
        changed = workshop.import_from([moved])
        items = workshop.snapshot.rows("calendar_items")

    assert (same.new, same.unchanged) == (0, 1)
    assert same.received is not None
    assert same.received.skipped == {"one of the kit's own dates, kept where it came from": 1}
    assert (changed.new, changed.unchanged) == (1, 0)
    assert len(items) == 2
    assert items[0].values["start"] == "2026-09-15"
    assert items[0].values["approvers"] == "Ana Ek"


def test_a_time_in_utc_keeps_its_hour(tmp_path: Path) -> None:
    store = in_memory(Organisation("Copper Quince"))
    store.record([
        row("departments", "hr", name="Human resources"),
        row("calendar_items", "fair", title="Job fair", kind="event", department="hr",
            start="2026-09-14", start_time="09:30", end_time="11:00", zone="UTC"),
    ])  # fmt: skip

    (file,) = write_calendars(Workshop(store, load()), tmp_path)

    assert b"DTSTART:20260914T093000Z" in file.read_bytes()


def test_an_approver_named_twice_gets_one_event_and_its_cancellation(tmp_path: Path) -> None:
    with create(tmp_path / "w.kit", Organisation("Copper Quince")) as store:
        fair = {**rows()[4].values, "approvers": "Ana Ek; ana ek"}
        store.record([*rows()[:4], Row("calendar_items", "fair", fair)])
        workshop = Workshop(store, load())
        files = {file.name: file for file in write_calendars(workshop, tmp_path)}
        (asked,) = Calendar.from_ical(files["approvals-ana_ek.ics"].read_bytes()).walk("VEVENT")
        store.record([Row("calendar_items", "fair", deleted=True)])
        workshop.refresh()
        files = {file.name: file for file in write_calendars(workshop, tmp_path)}
        (gone,) = Calendar.from_ical(files["approvals-ana_ek.ics"].read_bytes()).walk("VEVENT")

    assert [name for name in files if name.startswith("approvals")] == ["approvals-ana_ek.ics"]
    assert (asked["STATUS"], gone["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert asked["UID"] == gone["UID"]
    assert gone["SEQUENCE"] > asked["SEQUENCE"]


def test_a_rule_that_changes_what_an_event_says_raises_its_sequence(tmp_path: Path) -> None:
    with create(tmp_path / "w.kit", Organisation("Copper Quince")) as store:
        store.record([*rows(), *secret_rows()])
        workshop = Workshop(store, load())
        before = Calendar.from_ical(write_calendars(workshop, tmp_path, ["pr"])[0].read_bytes())
        store.record([Row("calendar_constraints", "hush", deleted=True)])
        workshop.refresh()
        after = Calendar.from_ical(write_calendars(workshop, tmp_path, ["pr"])[0].read_bytes())

    numbers = [
        {str(event["UID"]): event["SEQUENCE"] for event in calendar.walk("VEVENT")}
        for calendar in (before, after)
    ]
    assert all(numbers[1][uid] > number for uid, number in numbers[0].items())


def test_departments_whose_ids_read_alike_have_files_of_their_own(tmp_path: Path) -> None:
    store = in_memory(Organisation("Copper Quince"))
    store.record([row("departments", key, name=key) for key in ("shop.a", "shop_a")])

    files = write_calendars(Workshop(store, load()), tmp_path)

    assert len({file.name for file in files}) == len(files) == 2


@pytest.mark.parametrize(
    ("opens", "closes", "starts", "ends"),
    [
        ("9:30", "", "20260914T093000", "20260914T103000"),
        ("9 pm", "1 am", "20260914T210000", "20260915T010000"),
        ("21h", "21:00", "20260914T210000", "20260914T220000"),
    ],
)
def test_an_hour_leaves_as_it_was_meant(
    opens: str, closes: str, starts: str, ends: str, tmp_path: Path
) -> None:
    store = in_memory(Organisation("Copper Quince"))
    store.record([
        row("departments", "hr", name="Human resources"),
        row("calendar_items", "fair", title="Job fair", kind="event", department="hr",
            start="2026-09-14", start_time=opens, end_time=closes, zone="Europe/London"),
    ])  # fmt: skip

    (file,) = write_calendars(Workshop(store, load()), tmp_path)

    text = file.read_text(encoding="utf-8")
    assert f"DTSTART;TZID=Europe/London:{starts}" in text
    assert f"DTEND;TZID=Europe/London:{ends}" in text


def test_an_hour_nobody_can_read_is_said_in_words(tmp_path: Path) -> None:
    store = in_memory(Organisation("Copper Quince"))
    fair = row("calendar_items", "fair", title="Job fair", kind="event", department="hr",
               start="2026-09-14", start_time="half nine", zone="Europe/London")  # fmt: skip
    store.record([row("departments", "hr", name="Human resources"), fair])

    (file,) = write_calendars(Workshop(store, load()), tmp_path)

    (event,) = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert str(event["DESCRIPTION"]).startswith("At half nine; the hour cannot be read.\n")


WAYS = [
    {"start_time": "9:30", "zone": "Europe/London"},
    {"start_time": "9 pm", "end_time": "1 am", "zone": "Europe/London"},
    {"start_time": "half nine", "zone": "Europe/London"},
    {"start_time": "09:30", "end_time": "11:00"},
    {"end": "2026-09-16"},
]


@pytest.mark.parametrize("values", WAYS)
@pytest.mark.parametrize("country", ["GB", ""])
def test_our_own_file_untouched_changes_nothing(
    values: dict[str, object], country: str, tmp_path: Path
) -> None:
    with create(tmp_path / "w.kit", Organisation("Copper Quince", country=country)) as store:
        fair = {"title": "Job fair", "kind": "event", "department": "hr", "start": "2026-09-14"}
        store.record([
            row("departments", "hr", name="Human resources"),
            row("calendar_items", "fair", **(fair | values)),
        ])  # fmt: skip
        workshop = Workshop(store, load())
        done = workshop.import_from(write_calendars(workshop, tmp_path))

    assert (done.new, done.unchanged) == (0, 1)


def test_an_item_of_ours_that_comes_back_in_utc_keeps_its_moment(tmp_path: Path) -> None:
    with create(tmp_path / "w.kit", Organisation("Copper Quince", country="GB")) as store:
        store.record(rows())
        workshop = Workshop(store, load())
        file = write_calendars(workshop, tmp_path, ["hr"])[0]
        text = file.read_bytes()
        for local, utc in ((b"T093000", b"T083000Z"), (b"T110000", b"T100000Z")):
            text = text.replace(b";TZID=Europe/London:20260914" + local, b":20260914" + utc)
        again = tmp_path / "again.ics"
        again.write_bytes(text)
        done = workshop.import_from([again])

    assert (done.new, done.unchanged) == (0, 1)
