"""`dossier import` of an office's own list: what it shows and asks, maps for next time, and the same persons again."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from dossier.adapters.foreign_ids import People
from dossier.adapters.foreign_map import beside, read_map, write_map
from dossier.adapters.foreign_read import ListImport
from dossier.cli import group, import_
from dossier.cli.import_list import ask_columns
from dossier.desk.list_columns import fitting
from dossier.errors import InputError
from samples.lists import make
from tests.adapters.made_up_lists import text, workbook

MAU, VI = "Nguyễn Văn Mẫu", "Trần Thị Ví Dụ"
ROWS = [
    ["Họ và tên", "Ngày sinh", "Số CCCD", "Người theo dõi"],
    [MAU, "5/2/1990", "001090000011", "Lê Thị Thử"],
    [VI, "6/2/1991", None, "Lê Thị Thử"],
]


def run(*words: str | Path, answers: str | None = None) -> Result:
    result = CliRunner().invoke(group, [str(word) for word in words], input=answers, standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result


def records(out: Path) -> dict[str, Any]:
    return {
        path.parent.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(out.glob("*/record.json"))
    }


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return workbook(tmp_path / "ds.xlsx", ROWS)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def somebody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_, "is_interactive", lambda: True)


# --- the command ----------------------------------------------------------------------------------------


def test_a_list_becomes_records_without_a_question_when_nobody_is_there(source: Path, out: Path) -> None:
    result = run("import", source, "--out", out)
    assert result.return_value == 0
    assert records(out) == {
        "nguyen-van-mau-1": {
            "schema_version": "1", "record_id": "nguyen-van-mau-1",
            "candidate": {"birth_name": MAU, "date_of_birth": "1990-02-05", "national_id": "001090000011"},
            "local": {"nguoi_theo_doi": "Lê Thị Thử"},
        },
        "tran-thi-vi-du-1": {
            "schema_version": "1", "record_id": "tran-thi-vi-du-1",
            "candidate": {"birth_name": VI, "date_of_birth": "1991-02-06"},
            "local": {"nguoi_theo_doi": "Lê Thị Thử"},
        },
    }  # fmt: skip
    assert "Người theo dõi" in (out / "import-problems.txt").read_text(encoding="utf-8-sig")
    facts = json.loads((out / "import.json").read_text(encoding="utf-8"))
    assert facts["cells"] == {"field": 5, "header": 4, "local": 2}


def test_the_preview_shows_columns_and_shapes_but_no_values(source: Path, out: Path) -> None:
    shown = run("import", source, "--out", out).output
    assert "Họ và tên khai sinh" in shown
    assert "local.nguoi_theo_doi" in shown
    assert "N••••• V•• M••" in shown
    for value in (MAU, "05/02/1990", "5/2/1990", "001090000011", "Lê Thị Thử"):
        assert value not in shown
    assert shown.index("N••••• V•• M••") < shown.index("Đã ghi 2 hồ sơ")


def test_the_preview_says_how_a_text_file_was_read(out: Path) -> None:
    assert (
        "bảng mã windows-1258, ngăn cách bằng dấu chấm phẩy"
        in run("import", make.HERE / "09-windows-1258.csv", "--out", out).output
    )
    assert (
        "encoding UTF-16, separated by tabs"
        in run("--lang", "en", "import", make.HERE / "08-utf16.csv", "--out", out).output
    )


def test_import_again_changes_nothing(source: Path, out: Path) -> None:
    run("import", source, "--out", out)
    before = records(out)
    result = run("import", source, "--out", out)
    assert "mới 0, đã có 2" in result.output
    assert "2 hồ sơ không đổi" in result.output
    assert records(out) == before


def test_differences_are_listed_with_their_cell(source: Path, out: Path) -> None:
    run("import", source, "--out", out)
    rows = [ROWS[0], [MAU, "7/2/1990", "001090000011", "Phạm Thị Thử"]]
    workbook(source, rows)
    run("import", source, "--out", out)
    listed = (out / "import-problems.txt").read_text(encoding="utf-8-sig")
    assert "DS!B2  khác với hồ sơ nguyen-van-mau-1, mục Ngày sinh" in listed
    assert "DS!D2  khác với hồ sơ nguyen-van-mau-1" in listed
    assert records(out)["nguyen-van-mau-1"]["candidate"]["date_of_birth"] == "1990-02-05"
    run("import", source, "--out", out, "--prefer", "sheet")
    assert records(out)["nguyen-van-mau-1"]["candidate"]["date_of_birth"] == "1990-02-07"


def test_a_person_of_two_sheets_is_one_record(tmp_path: Path, out: Path) -> None:
    more = {"Khác": [["Họ và tên", "Ngày sinh", "Tin học"], [MAU, "5/2/1990", "Word"]]}
    result = run("import", workbook(tmp_path / "a.xlsx", ROWS, more=more), "--out", out)
    assert "mới 2, đã có 0" in result.output
    assert "Đã ghi 2 hồ sơ" in result.output
    assert records(out)["nguyen-van-mau-1"]["candidate"]["it_level"] == "Word"


def test_faults_are_shown_before_notes(tmp_path: Path, out: Path) -> None:
    rows = [["Họ và tên", "Ngày sinh", *[f"Cột {number}" for number in range(30)]], [MAU, "31/2/1990", *["a"] * 30]]
    result = run("import", workbook(tmp_path / "a.xlsx", rows), "--out", out)
    assert result.return_value == 1
    assert "DS!B2  tìm thấy “31/2/1990”" in result.output


def test_a_cohort_run_takes_a_list_and_the_map_beside_it(tmp_path: Path, out: Path) -> None:
    for name in ("06-utf8.csv", "06-utf8.map.toml"):
        (tmp_path / name).write_bytes((make.HERE / name).read_bytes())
    assert import_.import_into(tmp_path / "06-utf8.csv", out) == 0
    assert all(data["youth_union"] == {"branch": "Chi đoàn 1"} for data in records(out).values())


# --- answers and maps -----------------------------------------------------------------------------------


def asked(imported: ListImport, answers: str) -> tuple[dict[str, str], str]:
    """What `ask_columns` makes of typed *answers*, and what it printed."""
    given: dict[str, str] = {}

    @click.command()
    def ask() -> None:
        given.update(ask_columns(imported))

    result = CliRunner().invoke(ask, input=answers, standalone_mode=False)
    assert result.exception is None
    return given, result.output


@pytest.mark.parametrize(
    ("answers", "target"),
    [
        ("\n", "local"),
        ("b\n", "skip"),
        ("skip\n", "skip"),
        ("/candidate/positions\n", "/candidate/positions"),
        ("noi sinh\n", "/candidate/birth_place"),
        ("không có mục này\n/x/y\nemail\nthu dien tu\n", "/candidate/email"),
        ("ngay vao\n1\n", "/candidate/youth_union_join_date"),
        ("họ và tên\n99\nhọ và tên\n2\n", "/candidate/usual_name"),
    ],
)
def test_answers_are_places_words_of_a_label_or_nothing(source: Path, out: Path, answers: str, target: str) -> None:
    given, shown = asked(ListImport(source, out), answers)
    assert given == {"Người theo dõi": target}
    assert "Cột D “Người theo dõi” là mục nào?" in shown


def test_words_find_fields_the_exact_label_first() -> None:
    assert [str(target) for target in fitting("Ngày sinh").values()] == ["/candidate/date_of_birth"]
    assert len(fitting("ngày")) == 9
    assert fitting("không có mục này đâu") == {}


@pytest.mark.usefixtures("somebody_answers")
def test_answers_are_used_and_written_for_next_time(source: Path, out: Path, tmp_path: Path) -> None:
    path = tmp_path / "ds.toml"
    result = run("import", source, "--out", out, "--map", path, answers="chuc vu\n1\ny\n")
    assert result.return_value == 0
    chosen = tomllib.loads(path.read_text(encoding="utf-8"))
    assert chosen == {
        "format": "dossier-map/1",
        "columns": {
            "Họ và tên": "/candidate/birth_name", "Ngày sinh": "/candidate/date_of_birth",
            "Số CCCD": "/candidate/national_id", "Người theo dõi": chosen["columns"]["Người theo dõi"],
        },
    }  # fmt: skip
    assert chosen["columns"]["Người theo dõi"].startswith("/candidate/")
    again = run("import", source, "--out", tmp_path / "again", "--map", path, answers="y\n")
    assert "là mục nào" not in again.output
    assert records(tmp_path / "again") == records(out)


@pytest.mark.usefixtures("somebody_answers")
def test_nothing_is_written_after_a_no(source: Path, out: Path, tmp_path: Path) -> None:
    run("import", source, "--out", out, "--map", tmp_path / "ds.toml", answers="\nn\n")
    assert not out.exists()
    assert not (tmp_path / "ds.toml").exists()


def test_a_map_keeps_what_people_wrote_in_it(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('# của văn phòng\nformat = "dossier-map/1"\n\n[columns]\n"A" = "skip" # bỏ\n', encoding="utf-8")
    assert write_map(path, {"B › C": "local", "A": "local"})
    written = path.read_text(encoding="utf-8")
    assert written.startswith("# của văn phòng")
    assert '"A" = "skip" # bỏ' in written
    assert tomllib.loads(written)["columns"] == {"A": "skip", "B › C": "local"}
    assert not write_map(path, {"A": "local"})
    assert path.read_text(encoding="utf-8") == written


def test_a_map_whose_columns_are_not_last_gains_them_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('format = "dossier-map/1"\n[columns]\n"A" = "skip"\n[mine]\nx = 1\n', encoding="utf-8")
    assert write_map(path, {"B": "local"})
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    assert data == {"format": "dossier-map/1", "columns": {"A": "skip", "B": "local"}, "mine": {"x": 1}}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("not toml = = =", "không đúng dạng TOML"),
        ("", "tệp rỗng"),
        ("[columns]\n", "không phải tệp --map"),
        ('format = "dossier-map/2"\n', "phiên bản mới hơn"),
        ('format = "dossier-map/1"\nletters = "vps"\n', "không phải tệp --map"),
        ('format = "dossier-map/1"\n[columns]\nA = 5\n', "không phải tệp --map"),
        ('format = "dossier-map/1"\n[columns]\nA = "/candidate/birth_nam"\n', "/candidate/birth_name"),
        ('format = "dossier-map/1"\n[columns]\nA = "/family/*/full_name"\n', "không có mục như vậy"),
        ('format = "dossier-map/1"\n[columns]\nA = "/candidate/ethnicity#day"\n', "không có mục như vậy"),
        ('format = "dossier-map/1"\n[columns]\nA = "/local/x"\n', "không có mục như vậy"),
    ],
)
def test_every_bad_map_gives_one_line(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "a.map.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_map(path)
    assert words in caught.value.told("vi")
    assert "a.map.toml" in caught.value.told("vi")


def test_a_map_may_reach_lists_and_parts(tmp_path: Path, out: Path) -> None:
    rows = [["Quần chúng", "Gọi", "Bố", "GT1", "Đợt"], ["Nguyễn Văn", "Mẫu", "Nguyễn Văn Cha", "Lê Văn Giới", "1"]]
    path = tmp_path / "a.toml"
    write_map(path, {
        "Quần chúng": "/candidate/birth_name#family", "Gọi": "/candidate/birth_name#given",
        "Bố": "/family[relation=father]/full_name", "GT1": "/introducers/0/full_name", "Đợt": "skip", "Thừa": "local",
    })  # fmt: skip
    result = run("import", text(tmp_path / "a.csv", rows), "--out", out, "--map", path)
    assert result.return_value == 0
    (data,) = records(out).values()
    assert data["candidate"] == {"birth_name": MAU}
    assert data["family"] == [{"relation": "father", "full_name": "Nguyễn Văn Cha"}]
    assert data["introducers"] == [{"full_name": "Lê Văn Giới"}]
    listed = (out / "import-problems.txt").read_text(encoding="utf-8-sig")
    assert "cột “Đợt” bỏ qua theo yêu cầu" in listed
    assert "tiêu đề “Thừa” trong tệp --map không có" in listed


def test_the_map_beside_a_list_has_its_name(tmp_path: Path) -> None:
    assert beside(tmp_path / "ds.xlsx") is None
    (tmp_path / "ds.map.toml").write_text('format = "dossier-map/1"\n', encoding="utf-8")
    assert beside(tmp_path / "ds.xlsx") == tmp_path / "ds.map.toml"


# --- who is who -----------------------------------------------------------------------------------------


def existing(out: Path, record_id: str, **candidate: str) -> None:
    (out / record_id).mkdir(parents=True)
    data = {"schema_version": "1", "record_id": record_id, "candidate": candidate}
    (out / record_id / "record.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def test_a_person_is_known_by_number_then_by_name_and_birth_date(tmp_path: Path) -> None:
    existing(tmp_path, "hs-1", birth_name=MAU, date_of_birth="1990-02-05", national_id="001090000011")
    existing(tmp_path, "hs-2", birth_name=MAU.upper(), date_of_birth="1991-02-05")
    people = People(tmp_path)
    assert people.claim("Tên Khác", None, "001090000011").record_id == "hs-1"
    assert people.claim(MAU, "1991-02-05", "001091000012").record_id == "hs-2"
    other_number = people.claim(MAU, "1990-02-05", "001090000099")
    assert (other_number.record_id, other_number.how) == ("nguyen-van-mau-1", "new")
    other_day = people.claim(MAU, "1992-02-05", None)
    assert (other_day.record_id, other_day.how) == ("nguyen-van-mau-2", "new")
    assert people.claim(MAU, "1991-02-05", None).again


def test_a_name_alone_is_only_enough_where_nothing_speaks_against_it(tmp_path: Path) -> None:
    existing(tmp_path, "hs-1", birth_name=MAU)
    existing(tmp_path, "hs-2", birth_name=VI, date_of_birth="1990-02-05")
    people = People(tmp_path)
    mended = people.claim(MAU, "1990-02-05", None)
    assert (mended.record_id, mended.how) == ("hs-1", "name")
    unsure = people.claim(VI, None, None)
    assert (unsure.record_id, unsure.namesake) == ("tran-thi-vi-du-1", True)


def test_namesakes_without_birth_dates_stay_who_they_are(tmp_path: Path, out: Path) -> None:
    rows = [["STT", "Họ và tên", "Dân tộc"], *[[number, MAU, f"dân tộc {number}"] for number in range(1, 13)]]
    source = text(tmp_path / "a.csv", rows)
    run("import", source, "--out", out)
    before = records(out)
    assert len(before) == 12
    result = run("import", source, "--out", out)
    assert records(out) == before
    assert "12 hồ sơ không đổi" in result.output
    assert "chỉ nhờ họ tên" in result.output


def test_ids_are_plain_letters_whatever_the_name(tmp_path: Path) -> None:
    people = People(tmp_path / "none")
    names = ["Đặng Thị Ưu", "  ", "王小明", "Nguyễn-Văn 'A'", "x" * 200, "Con"]
    ids = [people.claim(name, None, None).record_id for name in names]
    assert ids[:4] == ["dang-thi-uu-1", "nguoi-1", "nguoi-2", "nguyen-van-a-1"]
    assert len(ids[4]) <= 64
    assert ids[5] == "con-1"


def test_an_id_of_the_list_is_kept_and_a_bad_one_reported(tmp_path: Path, out: Path) -> None:
    rows = [["Mã hồ sơ", "Họ và tên"], ["HS-1", MAU], ["mã sai!", VI], [None, "Lê Văn Thử"]]
    result = run("import", text(tmp_path / "a.csv", rows), "--out", out)
    assert result.return_value == 1
    assert list(records(out)) == ["HS-1", "le-van-thu-1", "tran-thi-vi-du-1"]
    assert "a.csv!A3" in result.output


def test_a_record_that_cannot_be_read_is_said_and_stops_nobody(source: Path, out: Path) -> None:
    existing(out, "hs-1", birth_name=MAU)
    (out / "hs-1" / "record.json").write_text("{ broken", encoding="utf-8")
    result = run("import", source, "--out", out)
    assert result.return_value == 1
    assert "hs-1  hồ sơ đã có trong thư mục này không đọc được" in result.output
    assert "Đã ghi 2 hồ sơ" in result.output
