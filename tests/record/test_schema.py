"""The record schema: what it refuses, where, in which words; and that both validators agree."""

from __future__ import annotations

import copy
import json
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier.record.schema import SHAPE, Problem, found_words, is_valid, item_labels, label, node, problems, title_of
from dossier.resources import data_folder, schema_path
from tests.conftest import often

SCHEMA: dict[str, Any] = json.loads(schema_path("record").read_text(encoding="utf-8"))
SAMPLE = Path(data_folder("samples")) / "dossiers" / "complete" / "record.json"
COMPLETE: dict[str, Any] = json.loads(SAMPLE.read_text(encoding="utf-8"))
ANNOTATIONS = {
    "x-expected", "x-one-of-labels", "x-known-labels", "x-item-label", "x-multiline", "x-may-be-future",
    "x-hint", "x-words", "x-by-gender", "x-by-sibling-kind",
}  # fmt: skip

fast = jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True)
reference = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)


def changed(pointer: str, value: Any) -> dict[str, Any]:
    """The complete sample with *value* at *pointer*."""
    record = copy.deepcopy(COMPLETE)
    *path, last = pointer.split("/")[1:]
    parent: Any = record
    for key in path:
        parent = parent[int(key)] if isinstance(parent, list) else parent.setdefault(key, {})
    parent[int(last) if isinstance(parent, list) else last] = value
    return record


def only(record: object) -> Problem:
    (problem,) = problems(record)
    return problem


def values(value: Any, pointer: str = "") -> Iterator[str]:
    """Every pointer below *value*."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield f"{pointer}/{key}"
        yield from values(item, f"{pointer}/{key}")


POINTERS = tuple(values(COMPLETE))


def schemas(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema inside *schema*, itself included."""
    yield schema
    for keyword in ("properties", "$defs"):
        for child in schema.get(keyword, {}).values():
            yield from schemas(child)
    if "items" in schema:
        yield from schemas(schema["items"])


# --- the schema file itself -------------------------------------------------------------------------------


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_only_version_and_id_are_required() -> None:
    assert SCHEMA["required"] == ["schema_version", "record_id"]
    assert not any("required" in schema for schema in schemas(SCHEMA) if schema is not SCHEMA)
    assert is_valid({"schema_version": "1", "record_id": "a"})


def test_every_property_has_a_vietnamese_title_and_an_english_description() -> None:
    for schema in schemas(SCHEMA):
        for name, field in schema.get("properties", {}).items():
            assert field["title"].strip() == field["title"] != "", name
            assert field["description"].endswith("."), name
            assert field["title"] == unicodedata.normalize("NFC", field["title"]), name


def test_titles_inside_one_object_differ() -> None:
    for schema in schemas(SCHEMA):
        titles = [field["title"] for field in schema.get("properties", {}).values()]
        assert len(titles) == len(set(titles))


def test_every_object_is_closed_save_local() -> None:
    for schema in schemas(SCHEMA):
        if "properties" in schema:
            assert schema["additionalProperties"] is False
    assert "additionalProperties" not in SCHEMA["properties"]["local"]


def test_every_property_but_the_required_two_accepts_null() -> None:
    nulls = dict.fromkeys(SCHEMA["properties"])
    assert is_valid({**nulls, "schema_version": "1", "record_id": "a"})
    for name, shape in SCHEMA["$defs"].items():
        assert "null" in shape["type"], name
        fields = dict.fromkeys(shape.get("properties", ()))
        closed = jsonschema_rs.Draft202012Validator({"$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{name}"})
        assert closed.is_valid(fields) or "object" not in shape["type"], name


def test_closed_lists_have_a_label_for_every_value() -> None:
    lists = [schema for schema in schemas(SCHEMA) if "enum" in schema and schema["enum"] != ["1"]]
    assert lists
    for schema in lists:
        assert [*schema["x-one-of-labels"], None] == schema["enum"]


def test_patterns_use_explicit_classes() -> None:
    text = schema_path("record").read_text(encoding="utf-8")
    patterns = [line for line in text.splitlines() if '"pattern"' in line]
    assert patterns
    assert not [line for line in patterns if any(f"\\\\{letter}" in line for letter in "dDwWsSbB")]
    assert '"multipleOf"' not in text


def test_annotations_are_the_known_ones() -> None:
    used = {key for schema in schemas(SCHEMA) for key in schema if key.startswith("x-")}
    assert used == ANNOTATIONS


@pytest.mark.parametrize(
    "pointer",
    [
        "/verification/requests/*/valid_until", "/candidate/employment/contract_end", "/dispositions/*/expires",
        "/probation/end_date", "/moves/*/effective_date", "/moves/*/end_date",
    ],
)  # fmt: skip
def test_dates_that_may_lie_ahead_say_so(pointer: str) -> None:
    schema = node(pointer)
    assert schema is not None
    assert schema["x-may-be-future"] is True


@pytest.mark.parametrize("place", ["/candidate", "/family/*", "/introducers/*", "/class_certificate", "/cell_meeting"])
def test_fields_that_people_fill_carry_a_hint(place: str) -> None:
    parent = node(place)
    assert parent is not None
    for name, field in parent["properties"].items():
        assert field.get("x-hint"), name


def test_every_found_kind_has_words_in_both_languages() -> None:
    for words in SCHEMA["x-words"]["found"].values():
        assert set(words) == {"vi", "en"}
    assert found_words("day_first")["vi"].startswith("ngày")


# --- the complete sample ------------------------------------------------------------------------------------


def test_complete_sample_is_valid() -> None:
    assert is_valid(COMPLETE)
    assert problems(COMPLETE) == ()
    assert list(reference.iter_errors(COMPLETE)) == []


def test_any_value_may_be_unknown() -> None:
    for pointer in POINTERS:
        if pointer not in ("/schema_version", "/record_id"):
            assert is_valid(changed(pointer, None)), pointer


def test_valid_record_is_decided_fast(record_property: Callable[[str, object], None]) -> None:
    is_valid(COMPLETE)
    times = []
    for _ in range(50):
        start = perf_counter()
        problems(COMPLETE)
        times.append(perf_counter() - start)
    record_property("microseconds", round(min(times) * 1e6, 1))
    record_property("values", len(POINTERS))
    # 0.1 µs a value on the reference machine; ten times that would mean that the slow validator was asked
    assert min(times) < len(POINTERS) * 1e-6


def test_local_is_open_and_nothing_else() -> None:
    assert is_valid(changed("/local", {"mã riêng": {"x": [1, "a\nb", None]}}))
    assert only(changed("/orgs/cell/mã riêng", "x")).keyword == "additionalProperties"


# --- one mistake, one problem -------------------------------------------------------------------------------

DATE = "năm-tháng-ngày"

MISTAKES = [
    # pointer, value, what was found, label, part of the expectation
    ("/candidate/date_of_birth", "12/03/2000", "day_first", "Ngày sinh", DATE),
    ("/candidate/date_of_birth", "12/3/00", "two_digit_year", "Ngày sinh", DATE),
    ("/candidate/date_of_birth", "00-03-12", "two_digit_year", "Ngày sinh", DATE),
    ("/candidate/date_of_birth", "2000-02-31", "impossible_date", "Ngày sinh", DATE),
    ("/candidate/date_of_birth", "2001-02-29", "impossible_date", "Ngày sinh", DATE),
    ("/candidate/date_of_birth", "0000-01-01", "year_out_of_range", "Ngày sinh", DATE),
    ("/candidate/date_of_birth", "2101-01-01", "year_out_of_range", "Ngày sinh", DATE),
    ("/candidate/date_of_birth", "2000-03-12\n", "line_break", "Ngày sinh", DATE),
    ("/candidate/date_of_birth", "٢٠٠٠-٠٣-١٢", "foreign_digits", "Ngày sinh", DATE),
    ("/candidate/date_of_birth", "20000312", "text", "Ngày sinh", DATE),
    ("/candidate/date_of_birth", "2000-W10-7", "text", "Ngày sinh", DATE),
    ("/candidate/date_of_birth", "2000-03-12T00:00:00", "text", "Ngày sinh", DATE),
    ("/candidate/date_of_birth", 20000312, "integer", "Ngày sinh", DATE),
    ("/candidate/date_of_birth", "", "empty", "Ngày sinh", DATE),
    ("/candidate/national_id", 1200000000, "integer", "Số căn cước", "12 chữ số"),
    ("/candidate/national_id", "00120000000", "text", "Số căn cước", "12 chữ số"),
    ("/candidate/national_id", "001200000000\n", "line_break", "Số căn cước", "12 chữ số"),
    ("/candidate/national_id", "٠٠١٢٠٠٠٠٠٠٠٠", "foreign_digits", "Số căn cước", "12 chữ số"),
    ("/candidate/gender", "nu", "not_in_list", "Giới tính", "một trong: nam, nữ"),
    ("/candidate/birth_name", "Nguyễn Văn\nMẫu", "line_break", "Họ và tên khai sinh", "một dòng"),
    ("/candidate/birth_name", "Nguyễn\u2028Mẫu", "line_break", "Họ và tên khai sinh", "một dòng"),
    ("/candidate/birth_name", ["Mẫu"], "array", "Họ và tên khai sinh", "một dòng"),
    ("/candidate/awareness_text", "a\u0000b", "control_character", "Nhận thức về Đảng và động cơ", "một đoạn chữ"),
    ("/candidate/other_names", "không", "text", "Các tên gọi khác", "một danh sách"),
    ("/candidate/hometown", "xã Mẫu", "text", "Quê quán", "một nhóm mục"),
    ("/candidate/temporary_address", "Không có", "text", "Nơi tạm trú", 'một địa chỉ, hoặc chữ "không"'),
    ("/candidate/hometown/xa", "x", "unknown_name", "Quê quán › mục “xa”", "không có mục này"),
    ("/candidate/raised_by_other", "không", "text", "Được người khác nuôi dưỡng", "true (có), false (không)"),
    ("/candidate/work_history/1/to", "2022-07-01", "text",
     "Những công việc, chức vụ đã qua › dòng 2 › Đến tháng", "nay"),
    ("/candidate/work_history/0/from", "2015-13", "impossible_date",
     "Những công việc, chức vụ đã qua › dòng 1 › Từ tháng", "năm-tháng"),
    ("/candidate/rewards/0/month_year", "2024-02-30", "impossible_date",
     "Khen thưởng › dòng 1 › Tháng, năm", "có thật"),
    ("/candidate/rewards/0/month_year", "12-2024", "text", "Khen thưởng › dòng 1 › Tháng, năm", "2024-12"),
    ("/candidate/highest_academic_title", "Viện sĩ", "text", "Học hàm cao nhất", "Phó Giáo sư"),
    ("/family/4/birth_year", 1972, "integer", "Cha đẻ › Năm sinh", "bốn chữ số"),
    ("/family/4/birth_year", "72", "text", "Cha đẻ › Năm sinh", "bốn chữ số"),
    ("/family/4/birth_year", "0000", "year_out_of_range", "Cha đẻ › Năm sinh", "bốn chữ số"),
    ("/family/8/order", 0, "outside_range", "Con thứ 0 › Thứ tự", "từ 1 trở lên"),
    ("/introducers/0/months_together", 12.5, "number", "Người giới thiệu thứ 1 › Số tháng cùng công tác", "số nguyên"),
    ("/cell_meeting/votes_for", "14", "text", "Họp chi bộ xét kết nạp › Số phiếu tán thành", "số nguyên"),
    ("/cell_meeting/votes_for", True, "boolean", "Họp chi bộ xét kết nạp › Số phiếu tán thành", "số nguyên"),
    ("/cell_meeting/votes_for", -1, "outside_range", "Họp chi bộ xét kết nạp › Số phiếu tán thành", "từ 0 trở lên"),
    ("/cell_meeting/start_time", "14h", "text", "Họp chi bộ xét kết nạp › Giờ khai mạc", "14:00"),
    ("/verification/requests/1/persons/0", "bố", "text",
     "Thẩm tra lý lịch › Yêu cầu thẩm tra 2 › Những người cần thẩm tra › người thứ 1", "father"),
    ("/decision/number", 128, "integer", "Quyết định kết nạp › Số quyết định", "số cũng ghi dạng chữ"),
    ("/papers/9/cross_page_stamp/state", "có", "not_in_list",
     "Lý lịch (2-KNĐ) › Dấu giáp lai › Tình trạng dấu giáp lai", "present (Có đủ)"),
    ("/papers/4/purpose", "sympathizer_resolutoin", "not_in_list",
     "Giấy tờ khác › Mục đích", "một trong: sympathizer_resolution (Nghị quyết công nhận cảm tình Đảng)"),
    ("/papers/2/date", "20-3-2025", "day_first", "Bằng cấp thứ 1 › Ngày ghi trên giấy", DATE),
    ("/record_id", "con", "text", "Mã hồ sơ", "Windows"),
    ("/record_id", "Lpt1.txt", "text", "Mã hồ sơ", "Windows"),
    ("/record_id", "a/b", "text", "Mã hồ sơ", "1 đến 64 ký tự"),
    ("/record_id", "mau-001\n", "line_break", "Mã hồ sơ", "1 đến 64 ký tự"),
    ("/record_id", "mẫu", "text", "Mã hồ sơ", "1 đến 64 ký tự"),
    ("/record_id", "a" * 65, "text", "Mã hồ sơ", "1 đến 64 ký tự"),
    ("/record_id", None, "null", "Mã hồ sơ", "1 đến 64 ký tự"),
    ("/schema_version", 1, "integer", "Phiên bản cấu trúc", '"1", ghi dạng chữ'),
    ("/candidate/birthname", "x", "unknown_name", "mục “birthname”", "có phải là “birth_name” không"),
    ("/zzz", "x", "unknown_name", "mục “zzz”", "không có mục này; kiểm tra tên mục"),
    ("/place", "\ud800", "not_json", "Địa danh chung của hồ sơ", "JSON"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("pointer", "value", "found", "where", "expected"),
    MISTAKES,
    ids=[f"{number}-{mistake[2]}" for number, mistake in enumerate(MISTAKES)],
)
def test_mistake_is_named_at_its_place(pointer: str, value: Any, found: str, where: str, expected: str) -> None:
    problem = only(changed(pointer, value))
    assert (problem.pointer, problem.found_kind, problem.label) == (pointer, found, where)
    assert expected in problem.expected["vi"]
    assert problem.expected["en"].strip()
    assert problem.expected["en"] != problem.expected["vi"]
    assert found_words(problem.found_kind)["vi"].strip()


def test_problem_never_shows_the_value() -> None:
    secret = "Bí mật 079200123456"
    for pointer in ("/candidate/national_id", "/candidate/date_of_birth", "/candidate/gender", "/papers/4/purpose"):
        problem = only(changed(pointer, secret))
        assert secret not in repr(problem)


@pytest.mark.parametrize(
    ("pointer", "content"),
    [
        ("/candidate/other_names", ["Mẫu"]),
        ("/candidate/business", {"firm": "Công ty Mẫu"}),
        ("/candidate/previous_admission", {"times_readmitted": 0}),
        ("/verification/exemptions", [{}]),
        ("/orgs/section", {"name": "Đảng bộ bộ phận Mẫu"}),
        ("/probation/inactive_periods", [{}]),
        ("/moves", [{}]),
    ],
)
def test_content_beside_none_is_a_contradiction(pointer: str, content: Any) -> None:
    problem = only(changed(pointer, content))
    assert (problem.pointer, problem.found_kind) == (pointer, "contradiction")
    assert problem.expected["vi"].startswith("để trống mục này")


def test_none_beside_an_empty_or_unknown_list_is_no_contradiction() -> None:
    assert is_valid(changed("/moves", []))
    assert is_valid(changed("/moves", None))


@pytest.mark.parametrize("record", [None, [], "hồ sơ", 3, True])
def test_record_that_is_no_object_is_one_problem(record: object) -> None:
    assert not is_valid(record)
    assert only(record).pointer == ""


def test_missing_id_is_a_problem_at_its_place() -> None:
    problem = only({"schema_version": "1"})
    assert (problem.pointer, problem.found_kind, problem.keyword) == ("/record_id", "absent", "required")


def test_problems_come_in_the_order_of_their_pointers() -> None:
    record = copy.deepcopy(COMPLETE)
    record["papers"][10]["date"] = record["papers"][2]["date"] = "x"
    record["candidate"]["gender"] = "x"
    pointers = [problem.pointer for problem in problems(record)]
    assert pointers == ["/candidate/gender", "/papers/2/date", "/papers/10/date"]


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/candidate/awareness_text", "Dòng một\n\tDòng hai"),
        ("/candidate/temporary_address", {"commune": "xã Mẫu", "province": "tỉnh Ví Dụ"}),
        ("/candidate/temporary_address", ""),
        ("/candidate/religion", "một tôn giáo khác"),
        ("/candidate/ethnicity", "một nhóm địa phương"),
        ("/candidate/highest_academic_title", "Phó Giáo sư, năm 2020"),
        ("/candidate/rewards/0/month_year", "2024"),
        ("/candidate/rewards/0/month_year", "2024-02-29"),
        ("/family/4/political_history", [{"from": "1972", "to": "1990-06", "text": "ở quê"}]),
        ("/family/0/birth_year", "1895"),
        ("/cell_meeting/votes_for", 14.0),
        ("/profile_number", "000001 HN"),
        ("/orgs/grassroots/code", "01.002.003.004.005"),
        ("/candidate/business_none", False),
        ("/record_id", "con-1"),
        ("/record_id", "COM10"),
    ],
)
def test_unusual_but_right_values_pass(pointer: str, value: Any) -> None:
    assert problems(changed(pointer, value)) == ()


# --- both validators agree ----------------------------------------------------------------------------------

NASTY: st.SearchStrategy[Any] = st.sampled_from(
    [
        None, True, False, 0, 1, -1, 1.0, 14.0, 0.5, -0.0, 10**30, -(10**30), 1e300,
        "", " ", "\n", "a\n", "a\r\n", "không", "không\n", "nay", "nay\n", "nam", "nữ", "nữ\n", "NỮ", "n\u01b0\u0303",
        "Đỗ", "mẫu", "a\tb", "a\x0bb", "a\x85b", "a\u2028b", "a\u2029b", "a\x00b", "a\x1fb", "🙂", "á", "-a", "_a",
        "0000", "0000-01", "0000-01-01", "1899-12-31", "1900-01-01", "2100-12-31", "2101-01-01", "2024-02-29",
        "2023-02-29", "1900-02-29", "2100-02-29", "2025-04-31", "2025-1-1", "2025-01-01\n", "2025-01\n", "2025\n",
        "2025-01-01 ", "2025-01-01T00:00:00Z", "20250101", "2025-W01-1", "2025-001",
        "٢٠٢٥-٠١-٠١", "２０２５-０１-０１", "٠٠١٢٠٠٠٠٠٠٠٠", "001200000000", "001200000000\n", "14:00", "14:00\n",
        "24:00", "1", "1\n", "CON", "con.", "con.x\n", "NUL", "COM1", "com1.a", "COM0", "a" * 64, "a" * 65, "a..",
        "/x", "/", "father", "father:2", "father:0", "candidate:1", "child:1\n", "hd38-2025", "Giáo sư", "không có",
        [], [[]], [None], ["a"], ["a\n"], [1], [{}], {}, {"a": 1}, {"commune": "x\n"}, {"text": "x"}, {"number": None},
    ]
)  # fmt: skip
KEYS = st.sampled_from(["date", "number", "birth_name", "other_names_none", "business_none", "form", "x", "xã"])


def mutate(data: st.DataObject) -> dict[str, Any]:
    """The complete sample with one to three places replaced, dropped, or given a new neighbour."""
    record = copy.deepcopy(COMPLETE)
    for _ in range(data.draw(st.integers(1, 3))):
        *path, last = data.draw(st.sampled_from(tuple(values(record)))).split("/")[1:]
        parent: Any = record
        for key in path:
            parent = parent[int(key) if isinstance(parent, list) else key]
        action = data.draw(st.sampled_from(["replace", "replace", "add", "drop"]))
        if isinstance(parent, list):
            parent[int(last)] = data.draw(NASTY)
        elif action == "drop":
            del parent[last]
        else:
            parent[data.draw(KEYS) if action == "add" else last] = data.draw(NASTY)
    return record


@settings(max_examples=often(120), deadline=None)
@given(st.data())
def test_both_validators_agree_on_any_record(data: st.DataObject) -> None:
    record = mutate(data)
    errors = list(reference.iter_errors(record))
    assert fast.is_valid(record) == is_valid(record) == (not errors)
    found = problems(record)
    assert bool(found) == bool(errors)
    # the explanation from the refused parts names the places that the whole record would name
    places = {"".join(f"/{key}".replace("~", "~0") for key in error.absolute_path) for error in errors}
    for problem in found:
        assert problem.pointer in places or problem.pointer.rpartition("/")[0] in places
    for place in places:
        assert any(problem.pointer == place or problem.pointer.startswith(place + "/") for problem in found)


@pytest.mark.parametrize(
    "shape", sorted(name for name, shape in SCHEMA["$defs"].items() if "object" not in shape["type"])
)
@settings(max_examples=often(60), deadline=None)
@given(value=st.one_of(NASTY, st.text(max_size=12), st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\n?")))
def test_both_validators_agree_on_every_simple_shape(shape: str, value: Any) -> None:
    schema = {"$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{shape}"}
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    slow = jsonschema.Draft202012Validator(schema, format_checker=checker)
    assert SHAPES[shape].is_valid(value) == slow.is_valid(value)


SHAPES = {
    name: jsonschema_rs.Draft202012Validator(
        {"$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{name}"}, validate_formats=True
    )
    for name in SCHEMA["$defs"]
}


# --- titles and labels --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("", "Hồ sơ người xin vào Đảng"),
        ("/candidate", "Người xin vào Đảng"),
        ("/candidate/birth_name", "Họ và tên khai sinh"),
        ("/probation/cell_meeting", "Thời gian dự bị › Họp chi bộ xét công nhận chính thức"),
        ("/probation/cell_meeting/date", "Thời gian dự bị › Họp chi bộ xét công nhận chính thức › Ngày họp"),
        ("/introducers", "Người giới thiệu"),
        ("/introducers/0", "Người giới thiệu thứ 1"),
        ("/introducers/*/date", "Người giới thiệu › Ngày viết giấy giới thiệu"),
        ("/family/2/birth_year", "Gia đình › người thứ 3 › Năm sinh"),
        ("/papers/3/date", "Giấy tờ thứ 4 › Ngày ghi trên giấy"),
        ("papers[form=2-KNĐ]/date", "Lý lịch (2-KNĐ) › Ngày ghi trên giấy"),
        ("papers[form=4D]", "Giấy tờ 4D"),
        ("papers[form=khac,purpose=cell_minutes]/signed", "Biên bản họp chi bộ › Có chữ ký"),
        ("papers[form=CN-NTVĐ1|CN-NTVĐ1-2]", "Giấy tờ (Giấy chứng nhận bồi dưỡng nhận thức về Đảng (CN-NTVĐ1), "
         "Giấy chứng nhận bồi dưỡng nhận thức về Đảng (CN-NTVĐ1-2))"),
        ("/family[relation=spouse]/nationality", "Vợ/chồng › Quốc tịch"),
        ("/moves[kind=study]/start_date", "Chuyển sinh hoạt, chuyển hồ sơ (Đi học) › Ngày bắt đầu"),
        ("/confirmations[code=B04]", "Xác nhận của người kiểm tra (B04)"),
        ("/cell_meeting/legal_bases/1", "Họp chi bộ xét kết nạp › Các căn cứ › căn cứ thứ 2"),
        ("/cell_meeting/tellers/0/full_name", "Họp chi bộ xét kết nạp › Người kiểm phiếu thứ 1 › Họ và tên"),
        ("/local/ma_rieng", "Mục riêng của cơ quan › mục “ma_rieng”"),
        ("no place [", "no place ["),
    ],
)  # fmt: skip
def test_places_are_called_in_vietnamese(place: str, words: str) -> None:
    assert label(place) == words


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("/family/4/birth_year", "Cha đẻ › Năm sinh"),
        ("/family/6", "Em ruột"),
        ("/family/7/full_name", "Vợ › Họ và tên"),
        ("/family/8/full_name", "Con thứ 1 › Họ và tên"),
        ("/family/9", "Cha vợ"),
        ("/family/15", "Anh ruột của vợ"),
        ("family[relation=spouse]/nationality", "Vợ › Quốc tịch"),
        ("/papers/9/cross_page_stamp/on_photo", "Lý lịch (2-KNĐ) › Dấu giáp lai › Có dấu trên ảnh"),
        ("/papers/4/number", "Nghị quyết công nhận cảm tình Đảng › Số trên giấy"),
        ("/papers/11", "Công văn thẩm tra lý lịch (20-KNĐ) thứ 2"),
        ("/papers/3/files/0", "Bằng cấp thứ 2 › Tệp quét thứ 1"),
        ("/papers/999", "Giấy tờ thứ 1000"),
    ],
)
def test_relatives_and_papers_are_called_by_what_they_are(place: str, words: str) -> None:
    assert label(place, COMPLETE) == words


def test_husband_follows_from_the_candidates_gender() -> None:
    record = changed("/candidate/gender", "nữ")
    assert label("/family/7", record) == "Chồng"
    assert label("/family/10", record) == "Mẹ chồng"
    assert label("/family/7", changed("/candidate/gender", None)) == "Vợ/chồng"


def test_siblings_of_one_kind_are_counted() -> None:
    kinds = ["anh", "em", "em", None]
    record = {"family": [{"relation": "sibling", "sibling_kind": kind} for kind in kinds]}
    called = [label(f"/family/{index}", record) for index in range(4)]
    assert called == ["Anh ruột", "Em ruột thứ 1", "Em ruột thứ 2", "Anh/chị/em ruột"]


@pytest.mark.parametrize(
    "family", [None, 3, {}, [None], [3], [{"relation": 3}], [{"relation": "x", "sibling_kind": []}]]
)
def test_labels_survive_a_broken_record(family: Any) -> None:
    assert label("/family/0/full_name", {"family": family}) == "Gia đình › người thứ 1 › Họ và tên"


def test_every_place_of_the_sample_has_a_title() -> None:
    for pointer in POINTERS:
        assert node(pointer) is not None, pointer
        assert label(pointer, COMPLETE), pointer
        if not pointer.rpartition("/")[2].isdigit():
            assert title_of(pointer), pointer


@pytest.mark.parametrize("key", ["a/b", "a~b", "a[b", "x[y=z]", "*", "0"])
def test_strange_key_is_a_problem_at_its_pointer(key: str) -> None:
    problem = only({"schema_version": "1", "record_id": "a", key: 1})
    assert problem.pointer == "/" + key.replace("~", "~0").replace("/", "~1")
    assert problem.found_kind == "unknown_name"
    assert problem.label.startswith("mục “")


def test_node_fills_in_shared_shapes() -> None:
    date = node("/introducers/0/date")
    assert date is not None
    assert (date[SHAPE], date["format"], date["title"]) == ("date", "date", "Ngày viết giấy giới thiệu")
    assert node("papers[form=2-KNĐ]/date") == node("/papers/*/date") is not None
    assert node("/candidate/nothing") is None
    assert node("/local/anything") is None
    with pytest.raises(TypeError):
        date["title"] = "x"  # type: ignore[index]


def test_items_are_called_as_in_their_labels() -> None:
    for pointer in ("/family", "/papers"):
        items = COMPLETE[pointer[1:]]
        whole = tuple(label(f"{pointer}/{index}", COMPLETE) for index in range(len(items)))
        assert item_labels(pointer, items, COMPLETE) == whole


def test_items_without_a_name_are_numbered_without_the_name_of_their_list() -> None:
    assert item_labels("/candidate/work_history", [{}, None, 5]) == ("Dòng 1", "Dòng 2", "Dòng 3")
    assert item_labels("/introducers", [{}]) == ("Người giới thiệu thứ 1",)
    assert item_labels("/family", [None, {"relation": "father"}]) == ("Người thứ 1", "Cha đẻ")
