"""Submissions are found however they were exported; what can't be read is named."""

import io
import os
import stat
import zipfile

import click
import nbformat
import pytest
from submissions import toy

from coursework.grading import submissions, text
from coursework.grading.limits import Limits
from coursework.grading.marks import Mark, Status

OTHER = "02_other"
KNOWN = {toy.NAME: frozenset(toy.RIGHT) | frozenset(toy.POINTS), OTHER: {"triple", "triple_test"}}
NOTEBOOK = '{"cells": [{"source": "%s", "metadata": {"nbgrader": {"grade_id": "%s"}}}]}'
ONE_MB = Limits(submission_mb=1, disk_gb=0.01, files=50)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "handed in"


def put(folder, *names, content=None):
    """Write files into a folder; without content, each is another notebook."""
    for number, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content or (NOTEBOOK % (f"{name} {number}", "x")).encode())


def zipped(members):
    """Make a zip file of names and contents."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def read(folder, limits=ONE_MB):
    """Find the submissions in a folder."""
    found = submissions.find(folder, KNOWN, limits, folder.parent / "unpacked")
    return found.submissions


def rows(folder):
    return [(one.student, one.assignment, one.file) for one in read(folder)]


def reason(folder):
    """Return the reason of the only row, which is not graded."""
    (row,) = read(folder)
    assert row.notebook is None
    return row.mark.reason


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("ann/01_toy/01_toy.ipynb", "ann"),
        ("ann/01_toy.ipynb", "ann"),
        ("ann/work/exercises/01_toy/01_toy.ipynb", "ann"),
        ("ann/01_toy/mine.ipynb", "ann"),
        ("ann/01_toy (1).ipynb", "ann"),
        ("ann/01_toy-Copy1.ipynb", "ann"),
        ("ann/01_toy - Copy (2).ipynb", "ann"),
        ("ann/01_toy copy 3.ipynb", "ann"),
        ("ann/Copy of 01_Toy.ipynb", "ann"),
        ("ann/01-toy_ann_final.IPYNB", "ann"),
        ("ann/01_toy.ipynb.txt", "ann"),
        ("ann/01_toy.ipynb/01_toy.ipynb", "ann"),
        ("Ann Lee_123_assignsubmission_file_/01_toy.ipynb", "Ann Lee"),
        ("Ann Lee_123_assignsubmission_file/01_toy.ipynb", "Ann Lee"),
        ("Ann Lee_123_assignsubmission_file_01_toy.ipynb", "Ann Lee"),
        ("leeann_123_456_01_toy-1.ipynb", "leeann"),
        ("leeann_LATE_123_456_01_toy.ipynb", "leeann"),
        ("Week 1_alee_attempt_2026-11-28-10-00-00_01_toy.ipynb", "alee"),
        ("12-345 - Ann Lee - Nov 28, 2026 1000 AM/01_toy.ipynb", "Ann Lee"),
        ("submissions/ann/01_toy/01_toy.ipynb", "ann"),
        ("01_toy/ann/mine.ipynb", "ann"),
        ("week 1/Ann Lee_123_assignsubmission_file_/01_toy.ipynb", "Ann Lee"),
    ],
)
def test_a_notebook_is_found_wherever_an_export_puts_it(folder, name, student):
    put(folder, name)
    assert rows(folder) == [(student, toy.NAME, name)]


@pytest.mark.parametrize(
    ("name", "inner", "student"),
    [
        ("ann/work.zip", "01_toy.ipynb", "ann"),
        ("ann/01_toy.zip", "mine.ipynb", "ann"),
        ("Ann Lee_1_assignsubmission_file_/a.ZIP", "a/01_toy/01_toy.ipynb", "Ann Lee"),
        ("leeann_123_456_work.zip", "01_toy.ipynb", "leeann"),
        ("ann.zip", "01_toy/01_toy.ipynb", "ann"),
    ],
)
def test_a_students_zip_file_is_read(folder, name, inner, student):
    put(folder, name, content=zipped({inner: "{}", "__MACOSX/._01_toy.ipynb": "x", "a.png": "x"}))
    assert rows(folder) == [(student, toy.NAME, f"{name}/{inner}")]


@pytest.mark.parametrize("direct", [True, False])
def test_an_export_may_stay_a_zip_file(folder, direct):
    inner = zipped({"01_toy.ipynb": "{}"})
    export = zipped(
        {
            "Ann Lee_1_assignsubmission_file_/work.zip": inner,
            "Bob_2_assignsubmission_file_/01_toy.ipynb": "{}",
        }
    )
    put(folder, "export.zip", content=export)
    found = rows(folder / "export.zip" if direct else folder)
    assert [(student, assignment) for student, assignment, _ in found] == [
        ("Ann Lee", toy.NAME),
        ("Bob", toy.NAME),
    ]
    expected = "export.zip/Ann Lee_1_assignsubmission_file_/work.zip/01_toy.ipynb"
    assert found[0][2] == expected


def test_a_system_is_named_with_an_example(folder):
    put(folder, "leeann_1_2_01_toy.ipynb", "roebob_3_4_01_toy.ipynb", "zed/01_toy.ipynb")
    found = submissions.find(folder, KNOWN, ONE_MB, folder.parent / "unpacked")
    expected = "Named as Canvas exports them: 2 students, for example leeann."
    assert found.readings() == [expected]


def test_namesakes_are_told_apart_by_their_numbers(folder):
    put(
        folder,
        "Ann Lee_1_assignsubmission_file_/01_toy.ipynb",
        "Ann Lee_2_assignsubmission_file_/01_toy.ipynb",
        "Bob_3_assignsubmission_file_/01_toy.ipynb",
        "Bob_3_assignsubmission_onlinetext_/onlinetext.html",
    )
    assert [student for student, _, _ in rows(folder)] == ["Ann Lee (1)", "Ann Lee (2)", "Bob"]


def test_one_students_files_of_a_flat_export_belong_together(folder):
    put(folder, "leeann_1_2_01_toy.ipynb", "leeann_1_3_02_other.ipynb", "roebob_4_5_01_toy.ipynb")
    found = [(student, assignment) for student, assignment, _ in rows(folder)]
    assert found == [("leeann", toy.NAME), ("leeann", OTHER), ("roebob", toy.NAME)]


def test_a_folder_for_each_assignment_gives_each_student_their_rows(folder):
    put(folder, "01_toy/ann/a.ipynb", "02_other/ann/a.ipynb", "02_other/bob/a.ipynb")
    found = [(student, assignment) for student, assignment, _ in rows(folder)]
    assert found == [("ann", toy.NAME), ("ann", OTHER), ("bob", OTHER)]


def test_a_folder_around_a_class_is_not_a_student(folder):
    put(folder, *(f"group 1/{name}/01_toy/01_toy.ipynb" for name in ("ann", "bob", "cy")))
    assert [student for student, _, _ in rows(folder)] == ["ann", "bob", "cy"]


def test_what_may_be_a_class_or_a_student_is_asked(folder):
    put(folder, "ann/draft/01_toy.ipynb", "ann/final/01_toy.ipynb")
    with pytest.raises(click.ClickException, match="ann can be read in two ways") as caught:
        read(folder)
    assert "draft and final" in caught.value.message


@pytest.mark.parametrize(
    "names",
    [
        ("ann/01_toy.ipynb", "ann/01_toy (1).ipynb"),
        ("ann/01_toy/01_toy-Copy1.ipynb", "ann/01_toy/01_toy-Copy2.ipynb"),
        ("leeann_1_2_01_toy.ipynb", "leeann_1_3_01_toy-1.ipynb"),
    ],
)
def test_where_two_notebooks_fit_both_are_named_and_none_is_graded(folder, names):
    put(folder, *names)
    message = reason(folder)
    assert message.startswith("2 notebooks fit 01_toy: ")
    assert all(name in message for name in names)


def test_two_downloads_of_one_notebook_are_one(folder):
    put(folder, "ann/01_toy.ipynb", "ann/01_toy (1).ipynb", content=(NOTEBOOK % (1, 2)).encode())
    (row,) = read(folder)
    assert row.notebook is not None
    assert row.notes == ""


def test_the_notebook_in_its_place_counts_and_its_copy_is_named(folder):
    put(folder, "ann/01_toy/01_toy-Copy1.ipynb", "ann/01_toy/01_toy.ipynb")
    (row,) = read(folder)
    assert row.file == "ann/01_toy/01_toy.ipynb"
    mark = row.annotated(Mark(Status.GRADED))
    assert mark.status is Status.NEEDS_ATTENTION
    assert "Not graded, as ann/01_toy/01_toy.ipynb was: ann/01_toy/01_toy-Copy1" in mark.reason


def test_scratch_work_beside_a_notebook_is_no_second_submission(folder):
    put(folder, "ann/01_toy.ipynb", "ann/01_toy/scratch.ipynb")
    (row,) = read(folder)
    assert (row.file, row.notes) == ("ann/01_toy.ipynb", "")


def test_cells_tell_what_a_name_does_not(folder):
    (folder / "ann").mkdir(parents=True)
    nbformat.write(toy.exercise(), folder / "ann" / "Untitled.ipynb")
    assert rows(folder) == [("ann", toy.NAME, "ann/Untitled.ipynb")]


def test_cells_tell_which_of_two_names_is_right(folder):
    (folder / "ann" / OTHER).mkdir(parents=True)
    nbformat.write(toy.exercise(), folder / "ann" / OTHER / "01_toy.ipynb")
    assert [assignment for _, assignment, _ in rows(folder)] == [toy.NAME]


def test_a_notebook_between_two_assignments_is_asked_about(folder):
    put(folder, "ann/02_other/01_toy.ipynb")
    assert "ann/02_other/01_toy.ipynb fits 01_toy and 02_other: rename it" in reason(folder)


def test_a_notebook_of_no_assignment_is_named(folder):
    put(folder, "ann/Untitled.ipynb")
    expected = "ann/Untitled.ipynb fits no assignment. There are: 01_toy, 02_other."
    assert reason(folder) == expected


# What has no notebook in it is a row too


def test_dangling_links_pipes_and_loose_files_have_rows(folder):
    put(folder, "loose.ipynb", "loose.tar.gz", "list.csv")
    (folder / "dangling").symlink_to("nowhere")
    (folder / "file").symlink_to(folder / "list.csv")
    os.mkfifo(folder / "pipe")
    os.mkfifo(folder / "pipe.ipynb")
    put(folder, "loose.zip", content=b"no zip")
    found = {row.student: row.mark.reason for row in read(folder)}
    assert set(found) == {"dangling", "file", "loose", "loose.ipynb", "pipe", "pipe.ipynb"}
    assert found["dangling"] == found["file"] == "It is a link, so it is not read."
    assert "neither a folder nor an ordinary file" in found["pipe"]
    assert "put it in a folder with their name" in found["loose.ipynb"]
    assert "loose.tar.gz is an archive, but no zip file" in found["loose"]
    assert "loose.zip was not unpacked. It is no zip file, or a damaged one" in found["loose"]


def test_links_and_pipes_of_a_student_are_named(folder):
    (folder / "ann").mkdir(parents=True)
    (folder / "ann" / "01_toy.ipynb").symlink_to("/etc/passwd")
    os.mkfifo(folder / "ann" / "02_other.ipynb")
    (folder / "bob").mkdir()
    (folder / "bob" / "data").symlink_to("nowhere")
    found = {(row.student, row.assignment): row.mark for row in read(folder)}
    for assignment in KNOWN:
        assert found["ann", assignment].status is Status.NOT_A_NOTEBOOK
        assert "no ordinary file" in found["ann", assignment].reason
    assert "bob/data is a link, so it was not read." in found["bob", ""].reason


def test_a_folder_without_a_notebook_names_what_is_there(folder):
    put(folder, "ann/01_toy.py", "ann/notes.pdf")
    assert reason(folder) == "There is no notebook. There is: ann/01_toy.py, ann/notes.pdf."


def test_loose_files_are_ignored_by_name(folder):
    put(folder, "list.csv", "__MACOSX/ann/01_toy.ipynb", "ann/.ipynb_checkpoints/01_toy.ipynb")
    found = submissions.find(folder, KNOWN, ONE_MB, folder.parent / "unpacked")
    assert found.ignored == ["list.csv"]
    assert [one.mark.reason for one in found.submissions] == ["There is no notebook."]


# Zip files that mean no good


def member(name, kind=0):
    """Describe a zip file's member; its kind is a file type of `stat`."""
    info = zipfile.ZipInfo(name)
    info.external_attr = (kind | 0o755) << 16
    return info


@pytest.mark.parametrize(
    "name",
    ["../01_toy.ipynb", "/01_toy.ipynb", "a/../../01_toy.ipynb", "C:\\01_toy.ipynb", "..\\x"],
)
def test_a_member_that_leads_out_of_its_zip_file_is_named_and_nothing_unpacked(folder, name):
    content = zipped({"01_toy.ipynb": "{}", member(name): "{}"})
    put(folder, "ann/work.zip", content=content)
    assert "ann/work.zip was not unpacked. Its member" in reason(folder)
    assert not list(folder.parent.rglob("01_toy.ipynb"))


def test_a_member_called_like_the_folder_it_lies_in_is_passed_over(folder):
    put(folder, "ann.zip", content=zipped({member("."): "", "01_toy.ipynb": "{}"}))
    assert rows(folder) == [("ann", toy.NAME, "ann.zip/01_toy.ipynb")]


def test_links_and_zip_files_in_a_zip_file_stay_there_and_are_named(folder):
    inside = {
        member("01_toy.ipynb", stat.S_IFLNK): "/etc/passwd",
        "more.zip": zipped({"01_toy.ipynb": "{}"}),
        "02_other.ipynb": "{}",
    }
    put(folder, "ann/work.zip", content=zipped(inside))
    (row,) = read(folder)
    assert row.file == "ann/work.zip/02_other.ipynb"
    assert "work.zip/01_toy.ipynb is a link, so it was not read" in row.notes
    assert "work.zip/more.zip is a zip file in a zip file, so it was not read" in row.notes
    assert row.annotated(Mark(Status.GRADED)).status is Status.NEEDS_ATTENTION


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"01_toy.ipynb": bytes(1_100_000)}, "01_toy.ipynb is larger than 1 MB"),
        ({f"{n}.ipynb": bytes(900_000) for n in range(12)}, "It unpacks to more than 10 MB."),
        ({f"{n}.txt": b"" for n in range(51)}, "It holds more than 50 files."),
    ],
)
def test_a_zip_bomb_is_named_and_not_unpacked(folder, members, why):
    put(folder, "ann/work.zip", content=zipped(members))
    assert why in reason(folder)
    assert not list(folder.parent.rglob("*.ipynb"))


def test_a_member_that_lies_about_its_size_fills_no_disk(folder):
    content = zipped({"01_toy.ipynb": bytes(900_000)})
    size = (900_000).to_bytes(4, "little")
    assert content.count(size) == 2
    put(folder, "ann/work.zip", content=content.replace(size, (10).to_bytes(4, "little")))
    assert "ann/work.zip was not unpacked. It is no zip file, or a damaged one" in reason(folder)
    assert all(path.stat().st_size <= 10 for path in folder.parent.rglob("*.ipynb"))


def test_a_zip_file_with_a_password_is_named(folder):
    content = bytearray(zipped({"01_toy.ipynb": "{}"}))
    content[content.index(b"PK\1\2") + 8] |= 1
    content[6] |= 1
    put(folder, "ann/work.zip", content=bytes(content))
    assert "ann/work.zip was not unpacked. It has a password." in reason(folder)


def test_an_export_that_cannot_be_unpacked_ends_the_run(folder):
    put(folder, "export.zip", content=b"no zip")
    with pytest.raises(click.ClickException, match="export.zip can't be used .* no zip file"):
        read(folder / "export.zip")


# Names in tables, on terminals and in paths


@pytest.mark.parametrize(
    "name",
    [".._1_assignsubmission_file_/01_toy.ipynb", ".._1_2_01_toy.ipynb", "...zip", "..tar.gz"],
)
def test_no_student_is_called_what_leads_out_of_the_feedback_folder(folder, name):
    put(folder, name, content=zipped({"01_toy.ipynb": "{}"}))
    (row,) = read(folder)
    assert row.student == name.split("/")[0]


def test_a_question_on_the_terminal_holds_no_escape_codes(folder):
    put(folder, "\x1b[31m/a/01_toy.ipynb", "\x1b[31m/b/01_toy.ipynb")
    with pytest.raises(click.ClickException, match=r"^\\x1b\[31m can be read in two ways"):
        read(folder)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("=cmd|' C'!A0", "'=cmd|' C'!A0"),
        ("+1", "'+1"),
        ("-1+1", "'-1+1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("  =1", "'  =1"),
        ("\uff1d1", "'\uff1d1"),
        ("\t=1", r"\t=1"),
        ("Ann\x1b[31m\x9b\u202e\r\n", r"Ann\x1b[31m\x9b\u202e\r\n"),
        ("\udcff", r"\udcff"),
        ("José O'Neil, 王", "José O'Neil, 王"),
    ],
)
def test_a_name_in_a_table_is_text_to_spreadsheets_and_terminals(name, written):
    assert text.for_spreadsheet(name) == written
