"""What is typed into each kind of field, and what it means for the record."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from dossier.http.record_form import Posted, form_of, posted, section_of
from dossier.messages import LANGUAGES
from dossier.record.schema import is_valid
from tests.http.pages import Pairs, everybody, named, sent, with_text

COMPLETE = everybody()[0]


def value(data: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        data = data[int(step)] if isinstance(data, list) else data.get(step)
    return data


def typed(pointer: str, *texts: str, data: dict[str, Any] = COMPLETE, more: Pairs | None = None) -> Posted:
    """The post of a page on which one field, and those of *more*, were typed into."""
    section = section_of(pointer, data)
    assert section is not None
    pairs = sent(section, data, opened=(pointer,))
    if pointer not in [name for name, _ in pairs]:  # a masked one: shown first
        shown = posted(section, data, [*pairs, ("_reveal", pointer)])
        pairs = sent(section, data, opened=(pointer,), typed=shown.typed)
    for name, text in more or []:
        pairs = with_text(pairs, name, text)
    return posted(section, data, with_text(pairs, pointer, *texts))


READ = [
    ("/candidate/birth_name", "  Trần   Văn\tVí Dụ ", "Trần Văn Ví Dụ"),
    ("/candidate/birth_name", "Trâ\u0300n", "Trần"),
    ("/candidate/religious_rank", "(để trống)", ""),
    ("/candidate/date_of_birth", "1/2/2001", "2001-02-01"),
    ("/candidate/date_of_birth", "01-02-2001", "2001-02-01"),
    ("/candidate/date_of_birth", "2001-02-01", "2001-02-01"),
    ("/candidate/personal_history/0/from", "2001", "2001"),
    ("/candidate/personal_history/0/from", "2/2001", "2001-02"),
    ("/candidate/personal_history/0/from", "3/2/2001", "2001-02-03"),
    ("/candidate/work_history/0/from", "9/2018", "2018-09"),
    ("/candidate/work_history/0/to", "Nay", "nay"),
    ("/family/0/birth_year", "1942 ", "1942"),
    ("/cell_meeting/start_time", "14h30", "14:30"),
    ("/cell_meeting/votes_for", "11", 11),
    ("/candidate/business/capital_percent", "51,5", 51.5),
    ("/candidate/business/capital_percent", "51", 51),
    ("/candidate/gender", "nữ", "nữ"),
    ("/candidate/marital_status", "Chưa kết hôn", "single"),
    ("/candidate/employment/continuous", "không", False),
    ("/candidate/national_id", "001 200 000 001", "001200000001"),
    ("/candidate/ethnicity", "tày", "tày"),
    ("/papers/0/form", "Lý lịch (2-KNĐ)", "2-KNĐ"),
    ("/papers/0/form", "Giấy khai sinh bản sao", "Giấy khai sinh bản sao"),
    ("/papers/0/about", "/introducers/0", "/introducers/0"),
    ("/verification/exemptions/0/person", "father", "father"),
    ("/verification/remarks/0/request", "r2", "r2"),
    ("/candidate/awareness_text", "Một\r\n\r\nHai  ba\r\n", "Một\n\nHai  ba"),
    ("/family/4/political_history", "Làm ruộng\r\nở quê", "Làm ruộng\nở quê"),
    ("/candidate/professional_qualification", "Đại học; Luật\r\n\r\n  Cao đẳng  \r\n", ["Đại học; Luật", "Cao đẳng"]),
    ("/verification/requests/0/points", "Phẩm chất, đạo đức, lối sống\r\nKhác", ["quality_ethics_lifestyle", "Khác"]),
    ("/local", "ma_don_vi = 07\r\n\r\nghi chú=  a = b ", {"ma_don_vi": "07", "ghi chú": "a = b"}),
]  # fmt: skip


@pytest.mark.parametrize(("pointer", "text", "wanted"), READ)
def test_a_text_is_read_as_people_write_it(pointer: str, text: str, wanted: Any) -> None:
    data = copy.deepcopy(COMPLETE)
    data["verification"]["exemptions"] = [{"basis": "own_side_member"}]
    data["verification"].pop("exemptions_none", None)
    data["candidate"].pop("business_none", None)
    result = typed(pointer, text, data=data)
    assert result.problems == ()
    found = value(result.data, pointer)
    assert (found, type(found)) == (wanted, type(wanted))
    assert result.places == (pointer,)
    assert result.typed.is_changed
    assert is_valid(result.data)
    again = section_of(pointer, result.data)
    assert again is not None
    assert posted(again, result.data, sent(again, result.data, opened=(pointer,))).data == result.data


UNREAD = [
    ("/candidate/date_of_birth", "30/02/2001", "không có trong lịch", "ngày/tháng/năm"),
    ("/candidate/date_of_birth", "02/2001", "thiếu ngày hoặc tháng", "ngày/tháng/năm"),
    ("/candidate/date_of_birth", "1/2/01", "hai chữ số", "ngày/tháng/năm"),
    ("/candidate/date_of_birth", "36526", "không phải ngày tháng", "ngày/tháng/năm"),
    ("/candidate/date_of_birth", "hôm nay", "không phải ngày tháng", "ngày/tháng/năm"),
    ("/candidate/work_history/0/from", "5/9/2018", "dài hơn mức cần", "tháng/năm"),
    ("/family/0/birth_year", "1742", "năm ngoài khoảng", "bốn chữ số"),
    ("/cell_meeting/start_time", "25:00", "không phải giờ phút", "giờ:phút"),
    ("/cell_meeting/votes_for", "-1", "ngoài khoảng", "từ 0 trở lên"),
    ("/cell_meeting/votes_for", "mười", "không phải số nguyên", "số nguyên"),
    ("/candidate/business/capital_percent", "101", "ngoài khoảng", "từ 0 đến 100"),
    ("/candidate/gender", "khác", "không có trong danh sách", "chọn một mục"),
    ("/candidate/employment/continuous", "có lẽ", "không phải có/không", "chọn một mục"),
    ("/candidate/national_id", "01200000001", "chưa đủ chữ số", "12 chữ số"),
    ("/candidate/national_id", "0012000000011", "không đúng dạng", "12 chữ số"),
    ("/candidate/phone", "gọi sau", "không đúng dạng", "số điện thoại"),
    ("/candidate/email", "nobody", "không đúng dạng", "thư điện tử"),
    ("/verification/exemptions/0/person", "ông hàng xóm", "không có trong danh sách", "chọn một mục"),
    ("/papers/0/about", "introducers", "không đúng dạng", "chọn một mục"),
    ("/candidate/birth_name", "A" * 5001, "quá dài", "không quá 5000 chữ"),
    ("/candidate/birth_name", "A\0B", "không đúng dạng", "trên một dòng"),
    ("/candidate/birth_name", "A\ud800B", "không đúng dạng", "trên một dòng"),
    ("/candidate/awareness_text", "A\x07B", "không đúng dạng", "nhiều dòng"),
    ("/local", "không có dấu", "thiếu dấu bằng", "tên = nội dung"),
    ("/local", "a = 1\r\na = 2", "ghi hai lần", "mỗi tên mục một dòng"),
]  # fmt: skip


@pytest.mark.parametrize(("pointer", "text", "found", "wanted"), UNREAD)
def test_what_cannot_be_read_stays_as_typed_with_its_fault_at_the_field(
    pointer: str, text: str, found: str, wanted: str
) -> None:
    data = copy.deepcopy(COMPLETE)
    data["verification"]["exemptions"] = [{"basis": "own_side_member"}]
    before = json.dumps(data)
    result = typed(pointer, text, data=data)
    (problem,) = result.problems
    assert (problem.pointer, result.is_clean, result.places) == (pointer, False, ())
    assert found in problem.found.vi
    assert wanted in problem.expected.vi
    assert json.dumps(result.data) == before
    section = section_of(pointer, data)
    assert section is not None
    for lang in LANGUAGES:
        model = form_of(section, result.data, problems=result.problems, typed=result.typed, lang=lang)
        (field,) = [field for field in model.fields() if field.errors]
        assert field.pointer == pointer
        assert text in (field.value, *(option.value for option in field.options if option.chosen))
        (line,) = model.errors
        assert line.target == field.id
        assert line.message == field.errors[0]


def test_a_near_miss_is_asked_about() -> None:
    result = typed("/candidate/marital_status", "Đã kết hôm")
    assert "Đã kết hôn" in result.problems[0].remedy.vi


@pytest.mark.parametrize(
    "pointer",
    ["/candidate/birth_name", "/candidate/date_of_birth", "/candidate/gender", "/cell_meeting/votes_for",
     "/candidate/youth_union_member", "/candidate/professional_qualification", "/candidate/awareness_text",
     "/papers/0/date", "/family/4/political_history", "/candidate/national_id"],
)  # fmt: skip
def test_an_emptied_field_leaves_no_key_behind(pointer: str) -> None:
    result = typed(pointer, " " if "history" not in pointer else "")
    parent, _, key = pointer.rpartition("/")
    assert result.problems == ()
    assert key not in value(result.data, parent)


def test_what_was_never_there_is_not_made_by_looking_at_it() -> None:
    assert "usual_name" not in typed("/candidate/usual_name", "   ").data["candidate"]
    result = typed("/exceptional_case/reason", "Vùng sâu")
    assert result.data["exceptional_case"] == {"reason": "Vùng sâu"}
    emptied = typed("/exceptional_case/reason", "", data=result.data)
    assert emptied.data == COMPLETE


def test_objects_around_an_emptied_field_go_only_when_nothing_is_left_of_them() -> None:
    data = {"schema_version": "1", "record_id": "x-1", "probation": {"deletion": {"reason": "a"}}, "decision": {}}
    result = typed("/probation/deletion/reason", "", data=data)
    assert result.data == {"schema_version": "1", "record_id": "x-1", "decision": {}}
    data["probation"]["start_date"] = "2026-01-01"
    assert typed("/probation/deletion/reason", "", data=data).data["probation"] == {"start_date": "2026-01-01"}


def test_new_keys_stand_in_the_order_of_the_schema_behind_the_old_ones() -> None:
    data = {"schema_version": "1", "record_id": "x-1", "admission": {"place": "Hội trường"}}
    result = typed("/admission/oath_read", "có", data=data, more=[("/admission/ceremony_date", "1/2/2026")])
    assert list(result.data["admission"]) == ["place", "ceremony_date", "oath_read"]


# --- flags ----------------------------------------------------------------------------------------------


def test_a_flag_is_ticked_or_not() -> None:
    flag = "/candidate/foreign_trips_none"
    data = copy.deepcopy(COMPLETE)
    data["candidate"] |= {"foreign_trips": [], "foreign_trips_none": True}
    assert "foreign_trips_none" not in typed(flag, "", data=data).data["candidate"]
    del data["candidate"]["foreign_trips_none"]
    assert typed(flag, "", "có", data=data).data["candidate"]["foreign_trips_none"] is True
    data["candidate"]["foreign_trips_none"] = False
    assert typed(flag, "", data=data).data["candidate"]["foreign_trips_none"] is False


def test_there_is_none_beside_content_is_a_fault_at_the_list() -> None:
    assert COMPLETE["candidate"]["training"]
    result = typed("/candidate/training_none", "", "có")
    (problem,) = result.problems
    assert problem.pointer == "/candidate/training"
    assert not result.is_clean
    model = form_of(named("training_and_rewards"), result.data, problems=result.problems, typed=result.typed)
    (node,) = [node for node in model.nodes() if node.errors]
    assert node.pointer == "/candidate/training"


def test_an_old_fault_elsewhere_on_the_page_does_not_keep_a_new_text_from_being_stored() -> None:
    data = copy.deepcopy(COMPLETE)
    data["candidate"]["date_of_birth"] = "12/03/2000"
    result = typed("/candidate/religion", "Phật giáo", data=data)
    assert result.is_clean
    assert result.data["candidate"]["date_of_birth"] == "12/03/2000"
    mended = typed("/candidate/date_of_birth", "12/03/2000", data=data)
    assert mended.data["candidate"]["date_of_birth"] == "2000-03-12"


# --- several of a list ----------------------------------------------------------------------------------


def test_ticks_are_read_in_the_order_of_the_list() -> None:
    data = {"schema_version": "1", "record_id": "x-1"}
    result = typed("/exceptional_case/areas", "", "mountain", "island", data=data)
    assert result.data["exceptional_case"]["areas"] == ["mountain", "island"]
    none = typed("/exceptional_case/areas", "", "không", data=data)
    assert none.data["exceptional_case"]["areas"] == []
    assert typed("/exceptional_case/areas", "", data=none.data).data == data
    both = typed("/exceptional_case/areas", "", "island", "không", data=data)
    assert [problem.pointer for problem in both.problems] == ["/exceptional_case/areas"]
    strange = typed("/exceptional_case/areas", "", "moon", data=data)
    assert [problem.pointer for problem in strange.problems] == ["/exceptional_case/areas"]


def test_people_to_be_verified_are_ticked_among_those_of_the_record() -> None:
    pointer = "/verification/requests/0/persons"
    model = form_of(named("verification"), COMPLETE, opened=(pointer,))
    (field,) = [field for field in model.fields() if field.pointer == pointer]
    labels = {option.value: option.label for option in field.options}
    assert labels["candidate"] == "Người xin vào Đảng"
    assert labels["father"].startswith("Cha đẻ: ")
    assert labels["sibling"].startswith("Em ruột: ")  # the only one needs no order
    assert len(labels) == len(COMPLETE["family"]) + 2
    known = copy.deepcopy(COMPLETE)
    known["verification"]["requests"][0]["persons"] = ["sibling:1", "spouse:3"]
    known["family"].append({"relation": "sibling", "order": 1, "full_name": "Nguyễn Văn Mẫu Anh"})
    known["family"][6]["order"] = 2
    model = form_of(named("verification"), known, opened=(pointer,))
    (field,) = [field for field in model.fields() if field.pointer == pointer]
    chosen = {option.value: option.label for option in field.options if option.chosen}
    assert chosen["sibling:1"].endswith(": Nguyễn Văn Mẫu Anh")
    assert chosen["spouse:3"] == "Vợ/chồng:3"  # nobody of the record, and kept
    result = typed(pointer, "", "candidate", "father")
    assert value(result.data, pointer) == ["candidate", "father"]


def test_a_remark_names_its_request_by_what_it_is() -> None:
    pointer = "/verification/remarks/0/request"
    model = form_of(named("verification"), COMPLETE, opened=(pointer,))
    (field,) = [field for field in model.fields() if field.pointer == pointer]
    request = COMPLETE["verification"]["requests"][0]
    (chosen,) = [option for option in field.options if option.chosen]
    assert chosen.value == request["id"]
    assert chosen.label == f"Yêu cầu thẩm tra 1: {request['destination']}"


# --- an object or a word, a text or a list --------------------------------------------------------------


def test_there_is_no_temporary_address_or_there_is_one() -> None:
    pointer = "/candidate/temporary_address"
    assert COMPLETE["candidate"]["temporary_address"] == "không"
    address = typed(pointer, "", more=[(f"{pointer}/commune", "xã Mẫu")])
    assert address.data["candidate"]["temporary_address"] == {"commune": "xã Mẫu"}
    assert "temporary_address" not in typed(pointer, "").data["candidate"]
    assert typed(pointer, "(để trống)").data["candidate"]["temporary_address"] == ""
    given_twice = (typed(pointer, "không", data=address.data), typed(f"{pointer}/commune", "xã Mẫu"))
    for both in (*given_twice, typed(pointer, "nhà", data=address.data)):
        assert [problem.pointer for problem in both.problems] == [pointer]
    back = typed(pointer, "không", data=address.data, more=[(f"{pointer}/commune", "")])
    assert back.data["candidate"]["temporary_address"] == "không"


def test_a_text_becomes_a_list_of_times_and_a_text_again() -> None:
    pointer = "/family/4/political_history"
    section = named("family")
    assert isinstance(value(COMPLETE, pointer), str)
    pairs = sent(section, COMPLETE, opened=(pointer,))
    listed = posted(section, COMPLETE, [*pairs, ("_add", pointer)])
    assert value(listed.data, pointer) == [{"text": value(COMPLETE, pointer)}]
    pairs = sent(section, listed.data, typed=listed.typed)
    stored = posted(section, COMPLETE, with_text(pairs, f"{pointer}/0/from", "1975"))
    assert stored.is_clean
    assert value(stored.data, pointer) == [{"text": value(COMPLETE, pointer), "from": "1975"}]
    pairs = sent(section, stored.data, opened=(pointer,))
    both = posted(section, stored.data, [*pairs, (pointer, "Làm ruộng")])
    assert [problem.pointer for problem in both.problems] == [pointer]
    emptied = posted(section, stored.data, [*pairs, ("_remove", f"{pointer}/0")])
    assert value(emptied.data, pointer) == []
    pairs = sent(section, emptied.data, typed=emptied.typed)
    text = posted(section, stored.data, with_text(pairs, pointer, "Làm ruộng"))
    assert value(text.data, pointer) == "Làm ruộng"
    gone = posted(section, stored.data, pairs)
    assert "political_history" not in gone.data["family"][4]


# --- what fits no field ---------------------------------------------------------------------------------


def test_a_value_that_fits_no_field_is_shown_beside_it_and_goes_when_told() -> None:
    data = copy.deepcopy(COMPLETE)
    data["candidate"]["gender"] = 1
    section = named("identity")
    model = form_of(section, data)
    (field,) = [field for field in model.fields() if field.stray]
    assert (field.pointer, field.stray) == ("/candidate/gender", "1")
    assert typed("/candidate/gender", "nam", data=data).data == COMPLETE
    pairs = [*sent(section, data), ("_clear", "/candidate/gender")]
    cleared = posted(section, data, pairs)
    assert "gender" not in cleared.data["candidate"]
    opened = posted(section, data, [*pairs, ("_reveal", "/candidate/phone")])
    assert posted(section, data, sent(section, opened.data, typed=opened.typed)).data == cleared.data


def test_a_list_where_an_object_belongs_is_kept_until_it_is_cleared() -> None:
    data = copy.deepcopy(COMPLETE)
    data["admission"] = ["x"]
    section = named("admission")
    model = form_of(section, data)
    assert [(node.pointer, node.stray) for node in model.nodes()] == [("/admission", '["x"]')]
    assert posted(section, data, [("_clear", "/admission")]).data == {
        key: item for key, item in COMPLETE.items() if key != "admission"
    }
    assert not posted(section, data, [("/admission/place", "a")]).is_clean


# --- the open object ------------------------------------------------------------------------------------


def test_entries_of_the_office_that_cannot_be_typed_are_kept() -> None:
    own = {"a": "1", "n": 5, "list": ["x"], "many": "x\ny", "b": "2", "c=d": "3", "none": None, " e": "4"}
    data = {"schema_version": "1", "record_id": "x-1", "local": own}
    model = form_of(named("local"), data)
    (field,) = model.fields()
    assert field.value == "a = 1\nb = 2"
    assert [name for name, _ in field.kept] == ["n", "list", "many", "c=d", "none", " e"]
    result = typed("/local", "b = 2\r\nf = 6", data=data)
    assert list(result.data["local"].items()) == [
        *((key, item) for key, item in own.items() if key != "a"), ("f", "6")
    ]  # fmt: skip
    assert typed("/local", "n = 6", data=data).problems[0].pointer == "/local"


# --- masks ----------------------------------------------------------------------------------------------


def test_numbers_that_are_not_for_every_eye_are_masked_until_asked_for() -> None:
    section = named("identity")
    pointer = "/candidate/national_id"
    number = COMPLETE["candidate"]["national_id"]
    model = form_of(section, COMPLETE)
    fields = {field.pointer: field for field in model.fields()}
    assert (fields[pointer].draw, fields[pointer].value) == ("masked", f"•••• {number[-4:]}")
    assert number not in repr(model)
    assert fields["/candidate/old_id_number"].draw == "line"  # nothing there to hide
    pairs = sent(section, COMPLETE)
    assert pointer not in [name for name, _ in pairs]
    shown = posted(section, COMPLETE, [*with_text(pairs, "/candidate/religion", "Phật giáo"), ("_reveal", pointer)])
    assert shown.action is not None
    assert not shown.is_clean
    model = form_of(section, shown.data, typed=shown.typed)
    field = {field.pointer: field for field in model.fields()}[pointer]
    assert (field.draw, field.value, field.has_focus) == ("line", number, True)
    stored = posted(section, COMPLETE, sent(section, shown.data, typed=shown.typed))
    assert stored.places == ("/candidate/religion",)
    wrong = typed(pointer, "0012")
    model = form_of(section, wrong.data, problems=wrong.problems, typed=wrong.typed)
    assert {field.pointer: field for field in model.fields()}[pointer].value == "0012"


def test_a_masked_number_that_fits_no_field_is_masked_too() -> None:
    data = {"schema_version": "1", "record_id": "x-1", "candidate": {"national_id": 123456789012}}
    assert "123456789012" not in repr(form_of(named("identity"), data))
