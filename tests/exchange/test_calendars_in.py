"""Calendars on their way in: iCalendar files and the tables of planning tools."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from kit.errors import InputError
from kit.exchange.calendar_tables import CalendarWishes
from kit.exchange.inbox import Received, Wishes
from kit.model.workshop import Row

Take = Callable[..., Received]
MakeBook = Callable[..., Path]
POSTS = Wishes(calendar=CalendarWishes(department="marketing", kind="post"))


def items(received: Received) -> list[dict[str, object]]:
    assert received.read == received.used + sum(received.skipped.values())
    return [
        dict(row.values)
        for row in received.entries
        if isinstance(row, Row) and row.register == "calendar_items"
    ]


def ics(*events: str, name: str = "") -> str:
    body = "\r\n".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT" for event in events)
    return (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n{name}{body}\r\nEND:VCALENDAR\r\n"
    )


def lines(*parts: str) -> str:
    return "\r\n".join(parts)


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8", newline="")
    return file


def test_an_event_keeps_its_day_time_and_zone(tmp_path: Path, take: Take) -> None:
    event = lines(
        "UID:1@x",
        "DTSTART;TZID=Europe/London:20260914T093000",
        "DTEND;TZID=Europe/London:20260914T103000",
        "SUMMARY:Opening of the Leeds shop",
        "STATUS:CANCELLED",
        "ATTENDEE:mailto:ana@example.org",
    )
    received = take(write(tmp_path, "a.ics", ics(event)), wishes=POSTS)

    assert items(received) == [
        {
            "title": "Opening of the Leeds shop",
            "kind": "post",
            "department": "marketing",
            "start": "2026-09-14",
            "start_time": "09:30",
            "end_time": "10:30",
            "zone": "Europe/London",
            "state": "cancelled",
        }
    ]
    assert received.skipped == {"personal data, not kept": 1}


def test_a_whole_day_event_ends_on_its_last_day(tmp_path: Path, take: Take) -> None:
    event = "UID:1@x\r\nDTSTART;VALUE=DATE:20260914\r\nDTEND;VALUE=DATE:20260917\r\nSUMMARY:Fair"

    found = items(take(write(tmp_path, "a.ics", ics(event)), wishes=POSTS))

    assert (found[0]["start"], found[0]["end"]) == ("2026-09-14", "2026-09-16")
    assert "start_time" not in found[0]


def test_repeats_stay_at_their_hour_without_the_dates_taken_out(tmp_path: Path, take: Take) -> None:
    event = lines(
        "UID:1@x",
        "DTSTART;TZID=America/Chicago:20261019T090000",
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "EXDATE;TZID=America/Chicago:20261026T090000",
        "SUMMARY:Weekly",
    )

    found = items(take(write(tmp_path, "a.ics", ics(event)), wishes=POSTS))

    assert [(one["start"], one["start_time"]) for one in found] == [
        ("2026-10-19", "09:00"),
        ("2026-11-02", "09:00"),
        ("2026-11-09", "09:00"),
    ]


def test_an_endless_repeat_is_followed_for_a_year_and_a_half(tmp_path: Path, take: Take) -> None:
    event = "UID:1@x\r\nDTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=MONTHLY\r\nSUMMARY:Monthly"

    found = items(take(write(tmp_path, "a.ics", ics(event)), wishes=POSTS))

    assert len(found) == 19
    assert found[-1]["start"] == "2027-07-01"


def test_the_same_calendar_twice_gives_the_same_rows(tmp_path: Path, take: Take) -> None:
    event = "UID:1@x\r\nDTSTART;VALUE=DATE:20260914\r\nSUMMARY:Fair"
    file = write(tmp_path, "a.ics", ics(event))

    assert take(file, wishes=POSTS).entries == take(file, wishes=POSTS).entries


def test_google_calendar_csv(tmp_path: Path, take: Take) -> None:
    file = write(
        tmp_path,
        "google.csv",
        "Subject,Start Date,Start Time,End Date,End Time,All Day Event,Description,Location,"
        "Private\n"
        "Fair,09/14/2026,9:30 AM,09/14/2026,1:00 PM,False,We go,Leeds,True\n"
        "Sale,09/15/2026,,09/16/2026,,True,,,False\n",
    )

    found = items(take(file, wishes=POSTS))

    assert [(one["start"], one.get("start_time"), one.get("end")) for one in found] == [
        ("2026-09-14", "09:30", None),
        ("2026-09-15", None, "2026-09-16"),
    ]
    assert found[0]["note"] == "Leeds"


def test_hootsuite_rows_have_no_header(tmp_path: Path, take: Take) -> None:
    file = write(
        tmp_path,
        "hoot.csv",
        '09/14/2026 18:30,"Come to the fair, all of you",https://example.org\n'
        "09/15/2026 08:00,Thank you,\n",
    )

    found = items(take(file, wishes=POSTS))

    assert [(one["title"], one["start"], one["start_time"]) for one in found] == [
        ("Come to the fair, all of you", "2026-09-14", "18:30"),
        ("Thank you", "2026-09-15", "08:00"),
    ]


def test_trello_cards_without_a_date_are_counted(tmp_path: Path, take: Take) -> None:
    file = write(
        tmp_path,
        "trello.csv",
        "Card ID,Card Name,Card URL,Card Description,Labels,Members,Due Date,List Name,Board Name\n"
        "c1,Launch video,https://t/c1,Say hello,post,ana,2026-09-14T09:00:00.000Z,Doing,Marketing\n"
        "c2,Some day,https://t/c2,,,,,Ideas,Marketing\n",
    )

    received = take(file)

    assert [one["title"] for one in items(received)] == ["Launch video"]
    assert items(received)[0]["kind"] == "post"
    assert received.skipped == {
        "no date, so nothing for a calendar": 1,
        "personal data, not kept": 1,
    }


def test_dates_that_could_be_either_way_are_refused_until_somebody_says(
    tmp_path: Path, take: Take
) -> None:
    file = write(tmp_path, "n.csv", "Name,Date\nFair,03/04/2026\nSale,05/06/2026\n")

    with pytest.raises(InputError) as refused:
        take(file, wishes=POSTS)

    assert str(refused.value.problems[0]) == (
        "n.csv, the dates: '03/04/2026' is not a date that can be read one way only. "
        "Say which it is: --dates day-first or --dates month-first."
    )
    told = Wishes(calendar=CalendarWishes("marketing", "post", "day-first"))
    assert [one["start"] for one in items(take(file, wishes=told))] == ["2026-04-03", "2026-06-05"]


def test_one_day_over_twelve_settles_the_whole_column(tmp_path: Path, take: Take) -> None:
    file = write(tmp_path, "n.csv", "Name;Date\nFair;03.04.2026\nSale;25.06.2026\n")

    found = items(take(file, wishes=POSTS))

    assert [one["start"] for one in found] == ["2026-04-03", "2026-06-25"]


def test_an_item_without_a_kind_or_department_is_not_guessed(tmp_path: Path, take: Take) -> None:
    file = write(tmp_path, "n.csv", "Name,Date\nFair,2026-04-03\n")

    with pytest.raises(InputError) as refused:
        take(file)

    assert [str(problem) for problem in refused.value.problems] == [
        "n.csv: an item without a kind is not complete. Add --kind post to the command, or a "
        "column 'kind' to the file.",
        "n.csv: an item without a department is not complete. Add --department and its name to "
        "the command, or a column 'department' to the file.",
    ]


def test_a_broken_calendar_is_named(tmp_path: Path, take: Take) -> None:
    file = write(tmp_path, "a.ics", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:never\r\n")

    with pytest.raises(InputError) as refused:
        take(file)

    assert str(refused.value) == (
        "a.ics: a calendar file that breaks off is not a whole calendar. "
        "Export the calendar again as .ics."
    )


VTIMEZONE = """BEGIN:VTIMEZONE\r
TZID:{}\r
BEGIN:STANDARD\r
DTSTART:16011028T030000\r
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r
TZOFFSETFROM:+0200\r
TZOFFSETTO:+0100\r
END:STANDARD\r
BEGIN:DAYLIGHT\r
DTSTART:16010325T020000\r
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r
TZOFFSETFROM:+0100\r
TZOFFSETTO:+0200\r
END:DAYLIGHT\r
END:VTIMEZONE\r
"""


@pytest.mark.parametrize(
    ("named", "clock", "zone"),
    [
        ("W. Europe Standard Time", "10:30", "Europe/Berlin"),
        ("/softwarestudio.org/Olson_20011030_5/Europe/Madrid", "10:30", "Europe/Madrid"),
        ("Customized Time Zone", "08:30", "UTC"),  # codespell:ignore
    ],
)
def test_a_zone_is_known_by_whatever_name_a_calendar_gives_it(
    named: str, clock: str, zone: str, tmp_path: Path, take: Take
) -> None:
    event = lines("UID:1@x", f'DTSTART;TZID="{named}":20260914T103000', "SUMMARY:Opening")

    received = take(
        write(tmp_path, "a.ics", ics(event, name=VTIMEZONE.format(named))), wishes=POSTS
    )

    (item,) = items(received)
    assert (item["start_time"], item["zone"]) == (clock, zone)


def test_googles_utc_is_shown_in_the_calendars_own_zone(tmp_path: Path, take: Take) -> None:
    event = lines("UID:1@x", "DTSTART:20260914T223000Z", "DTEND:20260914T233000Z", "SUMMARY:Late")
    head = "X-WR-TIMEZONE:Europe/Paris\r\n"

    (item,) = items(take(write(tmp_path, "a.ics", ics(event, name=head)), wishes=POSTS))

    assert (item["start"], item["start_time"], item["end_time"], item["zone"]) == (
        "2026-09-15", "00:30", "01:30", "Europe/Paris",
    )  # fmt: skip


def test_dates_added_to_a_repeat_and_tasks_are_not_dropped(tmp_path: Path, take: Take) -> None:
    event = lines("UID:1@x", "DTSTART;VALUE=DATE:20260901", "RRULE:FREQ=WEEKLY;COUNT=2",
                  "RDATE;VALUE=DATE:20260920", "SUMMARY:Post")  # fmt: skip
    task = lines("BEGIN:VTODO", "UID:2", "SUMMARY:Ask", "DUE;VALUE=DATE:20260930", "END:VTODO")
    text = ics(event).replace("END:VCALENDAR", f"{task}\r\nEND:VCALENDAR")

    found = items(take(write(tmp_path, "a.ics", text), wishes=POSTS))

    assert [(item["title"], item["start"]) for item in found] == [
        ("Post", "2026-09-01"), ("Post", "2026-09-08"), ("Post", "2026-09-20"),
        ("Ask", "2026-09-30"),
    ]  # fmt: skip


def test_a_repeat_ends_at_its_hour_and_not_at_the_end_of_its_last_day(
    tmp_path: Path, take: Take
) -> None:
    event = lines("UID:1@x", "DTSTART;TZID=Europe/Berlin:20260901T180000", "SUMMARY:Post",
                  "RRULE:FREQ=DAILY;UNTIL=20260903T080000Z")  # fmt: skip

    found = items(take(write(tmp_path, "a.ics", ics(event)), wishes=POSTS))

    assert [item["start"] for item in found] == ["2026-09-01", "2026-09-02"]


def test_an_endless_repeat_is_told_to_be_cut(tmp_path: Path, take: Take) -> None:
    event = lines("UID:1@x", "DTSTART;VALUE=DATE:20260901", "RRULE:FREQ=MONTHLY", "SUMMARY:Post")

    received = take(write(tmp_path, "a.ics", ics(event)), wishes=POSTS)

    assert received.remarks[0] == (
        "a.ics: 1 event repeated without end was followed for a year and a half."
    )


def test_a_line_folded_within_a_letter_keeps_it(tmp_path: Path, take: Take) -> None:
    data = ics(lines("UID:1@x", "DTSTART;VALUE=DATE:20260901", "SUMMARY:Café")).encode()
    cut = data.index("é".encode()) + 1
    file = tmp_path / "a.ics"
    file.write_bytes(data[:cut] + b"\r\n " + data[cut:])

    assert items(take(file, wishes=POSTS))[0]["title"] == "Café"


def test_outlooks_german_table_is_known(tmp_path: Path, take: Take) -> None:
    heads = ("Betreff", "Beginnt am", "Beginnt um", "Endet am", "Endet um",
             "Ganztägiges Ereignis", "Erforderliche Teilnehmer", "Beschreibung")  # fmt: skip
    cells = ("Messe", "14.9.2026", "00:00:00", "15.9.2026", "00:00:00", "Wahr",
             "ida@example.org", "Ort")  # fmt: skip
    file = tmp_path / "outlook.csv"
    file.write_bytes(f"{','.join(heads)}\r\n{','.join(cells)}\r\n".encode("cp1252"))

    received = take(file, wishes=POSTS)

    assert items(received) == [
        {"title": "Messe", "kind": "post", "department": "marketing", "start": "2026-09-14",
         "end": "2026-09-15", "snippet": "Ort"},
    ]  # fmt: skip
    assert "ida" not in str(received.entries)


# --- what people and programs do to calendars ---------------------------------------------------


def said(received: Received, *columns: str) -> list[tuple[object, ...]]:
    return [tuple(item.get(column, "") for column in columns) for item in items(received)]


def refused_of(take: Take, file: Path, wishes: Wishes = POSTS) -> list[str]:
    with pytest.raises(InputError) as refused:
        take(file, wishes=wishes)
    return [str(problem) for problem in refused.value.problems]


def test_a_moved_and_a_cancelled_date_are_known_in_whatever_zone_they_are_written(
    tmp_path: Path, take: Take
) -> None:
    series = lines("UID:1@x", "DTSTART;TZID=Europe/London:20260316T090000", "SUMMARY:Weekly",
                   "RRULE:FREQ=WEEKLY;COUNT=5", "EXDATE:20260330T080000Z",
                   "EXDATE;VALUE=DATE:20260323")  # fmt: skip
    moved = lines("UID:1@x", "RECURRENCE-ID:20260406T080000Z", "SUMMARY:Weekly",
                  "DTSTART;TZID=Europe/London:20260407T100000")  # fmt: skip

    received = take(write(tmp_path, "a.ics", ics(series, moved)), wishes=POSTS)

    assert said(received, "start", "start_time") == [
        ("2026-03-16", "09:00"), ("2026-04-13", "09:00"), ("2026-04-07", "10:00"),
    ]  # fmt: skip


def test_an_old_repeat_is_read_around_the_day_the_calendar_was_made(
    tmp_path: Path, take: Take
) -> None:
    event = lines("UID:1@x", "DTSTAMP:20260301T120000Z", "DTSTART;VALUE=DATE:20220107",
                  "RRULE:FREQ=WEEKLY", "SUMMARY:Round-up")  # fmt: skip

    received = take(write(tmp_path, "a.ics", ics(event)), wishes=POSTS)

    starts = [start for (start,) in said(received, "start")]
    assert (starts[0], starts[-1]) == ("2025-12-05", "2027-08-27")
    assert received.remarks[:2] == [
        "a.ics: 1 event repeated without end was followed for a year and a half.",
        "a.ics: 1 event repeated since long ago was read from 2025-12-05 on.",
    ]


def test_a_repeat_of_three_hundred_days_is_whole_and_one_of_three_years_is_told(
    tmp_path: Path, take: Take
) -> None:
    daily = "UID:1\r\nDTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=DAILY;COUNT=300\r\nSUMMARY:A"
    years = "UID:2\r\nDTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=MONTHLY;COUNT=36\r\nSUMMARY:B"

    received = take(write(tmp_path, "a.ics", ics(daily, years)), wishes=POSTS)

    titles = [title for (title,) in said(received, "title")]
    assert (titles.count("A"), titles.count("B")) == (300, 19)
    assert received.remarks[0] == (
        "a.ics: 1 event repeated for longer was followed for a year and a half."
    )


def test_an_event_that_ends_before_it_begins_is_told(tmp_path: Path, take: Take) -> None:
    event = "UID:1\r\nDTSTART:20260513T200000\r\nDTEND:20260512T190000\r\nSUMMARY:Gala"

    received = take(write(tmp_path, "a.ics", ics(event)), wishes=POSTS)

    assert said(received, "start", "start_time", "end", "end_time") == [
        ("2026-05-13", "20:00", "", "")
    ]
    assert received.remarks[0] == "a.ics: 1 event ends before it begins; that end was left out."


def test_a_zone_nobody_knows_is_named_with_its_event(tmp_path: Path, take: Take) -> None:
    event = "UID:1\r\nDTSTART;TZID=Mars/Olympus:20260602T100000\r\nSUMMARY:Landing"

    assert refused_of(take, write(tmp_path, "a.ics", ics(event))) == [
        "a.ics, event 'Landing' of 2026-06-02, zone: 'Mars/Olympus' is not a time zone of the "
        "world's list. Write it like Europe/London."
    ]
    file = write(tmp_path, "n.csv", "Name,Date,Time\nFair,2026-04-03,9:30\n")
    typed = Wishes(calendar=CalendarWishes("marketing", "post", zone="Europe/Londn"))
    assert refused_of(take, file, typed) == [
        "--zone: 'Europe/Londn' is not a time zone of the world's list. Write it like "
        "Europe/London."
    ]


def test_what_is_marked_private_is_told(tmp_path: Path, take: Take) -> None:
    event = "UID:1\r\nDTSTART;VALUE=DATE:20260602\r\nSUMMARY:Doctor\r\nCLASS:PRIVATE"

    received = take(write(tmp_path, "a.ics", ics(event)), wishes=POSTS)

    assert received.remarks[-1] == (
        "a.ics: 1 item is marked private in its calendar and can be read by all in this one; "
        "take out of the file what is not for them."
    )


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("9am", "09:00"), ("9.30 pm", "21:30"), ("21h30", "21:30"), ("14:30 Uhr", "14:30"),
        ("09:00:00", "09:00"), ("12 a.m.", "00:00"),
    ],
)  # fmt: skip
def test_an_hour_is_understood_however_it_is_written(
    written: str, kept: str, tmp_path: Path, take: Take
) -> None:
    file = write(tmp_path, "n.csv", f"Name,Date,Time\nFair,2026-04-03,{written}\n")

    assert said(take(file, wishes=POSTS), "start_time") == [(kept,)]


@pytest.mark.parametrize(
    "written", ["noon", "25:00", "9", "13 pm", "18:30-20:00", "10:00-11:00", "morning", "930"]
)
def test_what_is_no_hour_is_named_and_not_left_out(
    written: str, tmp_path: Path, take: Take
) -> None:
    file = write(tmp_path, "n.csv", f"Name,Date,Time\nFair,2026-04-03,{written}\n")

    assert refused_of(take, file) == [
        f"n.csv, sheet n, cell C2: '{written}' is not an hour like 09:30. Write hour:minute, or "
        "leave it empty."
    ]


def test_a_moment_with_its_offset_is_not_read_as_local_time(tmp_path: Path, take: Take) -> None:
    file = write(
        tmp_path,
        "n.csv",
        "Name,Due Date\nUtc,2026-06-01T22:30:00.000Z\nIndia,2026-06-01T09:00:00+05:30\n",
    )
    london = Wishes(calendar=CalendarWishes("marketing", "post", zone="Europe/London"))

    assert said(take(file, wishes=london), "start", "start_time", "zone") == [
        ("2026-06-01", "23:30", "Europe/London"), ("2026-06-01", "04:30", "Europe/London"),
    ]  # fmt: skip
    assert said(take(file, wishes=POSTS), "start", "start_time", "zone") == [
        ("2026-06-01", "22:30", "UTC"), ("2026-06-01", "03:30", "UTC"),
    ]  # fmt: skip


def test_notions_range_of_dates_has_two_ends(tmp_path: Path, take: Take) -> None:
    file = write(tmp_path, "n.csv", 'Name,Date\nFair,"March 14, 2026 → March 16, 2026"\n')

    assert said(take(file, wishes=POSTS), "start", "end") == [("2026-03-14", "2026-03-16")]


def test_every_month_of_a_plan_is_read(make_book: MakeBook, take: Take) -> None:
    head = ["Date", "Title"]
    file = make_book(
        {
            "January": [["Plan"], head, ["13/01/2026", "Sale"]],
            "February": [head, ["03/02/2026", "Fair"]],
            "Ideas": [["Something with otters"], ["A poll"]],
        }
    )

    received = take(file, wishes=POSTS)

    assert said(received, "title", "start") == [("Sale", "2026-01-13"), ("Fair", "2026-02-03")]
    assert received.skipped == {"not part of the form": 2}
    assert received.remarks[0] == (
        "sent.xlsx, sheet Ideas has no dates of a calendar; its 2 rows were not read."
    )


def test_one_date_joined_over_several_items_is_named(tmp_path: Path, take: Take) -> None:
    file = tmp_path / "sent.xlsx"
    with Workbook(file) as workbook:
        sheet = workbook.add_worksheet("Plan")
        for row, cells in enumerate([["Date", "Title"], ["", "Sale"], ["", "Fair"]]):
            sheet.write_row(row, 0, cells)
        sheet.merge_range("A2:A3", "2026-03-14")

    assert refused_of(take, file) == [
        "sent.xlsx, sheet Plan, cell A2: one cell joined from A2:A3 is not a cell of its own for "
        "each item. Separate them and fill in each."
    ]


def test_an_error_in_a_calendar_is_no_title(tmp_path: Path, take: Take) -> None:
    file = tmp_path / "sent.xlsx"
    with Workbook(file) as workbook:
        sheet = workbook.add_worksheet("Plan")
        sheet.write_row(0, 0, ["Date", "Title"])
        sheet.write_string(1, 0, "2026-03-14")
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")

    assert refused_of(take, file) == [
        "sent.xlsx, sheet Plan, cell B2: an error value is not a value. Correct the formula, or "
        "type the value."
    ]


def test_unknown_words_are_told_once_with_their_count(tmp_path: Path, take: Take) -> None:
    file = write(
        tmp_path,
        "n.csv",
        "Name,Date,Channel,Status,Type,\n"
        "A,2026-04-03,Facebook; Friendster / Usenet,Ready,Reel,x\n"
        "B,2026-04-04,Usenet,,,\n",
    )

    received = take(file, wishes=POSTS)

    assert said(received, "kind", "channels") == [("post", ["facebook"]), ("post", "")]
    assert received.remarks == [
        "n.csv: the column F, which has no name, was not read.",
        "n.csv: 1 item names no kind; kept as 'post'.",
        "n.csv: the kind 'Reel' is not known; kept as 'post' (1 item).",
        "n.csv: the state 'Ready' is not known and was left out (1 item).",
        "n.csv: the channel 'Friendster' is not known and was left out (1 item).",
        "n.csv: the channel 'Usenet' is not known and was left out (2 items).",
    ]


def test_a_plan_that_ends_before_it_begins_names_its_cell(tmp_path: Path, take: Take) -> None:
    file = write(tmp_path, "n.csv", "Name,Start,End\nFair,2026-04-03,2026-03-03\n")

    assert refused_of(take, file) == [
        "n.csv, sheet n, cell C2: '2026-03-03' is not a day on or after 2026-04-03, when it "
        "begins. Correct it in the calendar, or empty it."
    ]


def test_dates_a_spreadsheet_may_have_swapped_are_told(tmp_path: Path, take: Take) -> None:
    file = tmp_path / "sent.xlsx"
    with Workbook(file) as workbook:
        sheet = workbook.add_worksheet("Plan")
        sheet.write_row(0, 0, ["Date", "Title"])
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_datetime(1, 0, datetime(2026, 3, 4, tzinfo=UTC).replace(tzinfo=None), day)
        sheet.write_row(1, 1, ["Sale"])
        sheet.write_row(2, 0, ["14/03/2026", "Fair"])

    received = take(file, wishes=POSTS)

    assert received.remarks[0] == (
        "sent.xlsx, sheet Plan: 1 of the dates are dates and 1 are texts like 14/03/2026. A "
        "spreadsheet that reads the month first may have swapped the others; compare them with "
        "the calendar."
    )


def test_a_year_of_three_digits_is_no_year(tmp_path: Path, take: Take) -> None:
    file = write(tmp_path, "n.csv", "Name,Date\nFair,14/03/202\n")

    assert refused_of(take, file) == [
        "n.csv, sheet n, cell B2: '14/03/202' is not a date like 2026-03-14. Write year-month-day."
    ]
