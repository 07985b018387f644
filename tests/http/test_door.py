"""Who may come in: hosts, origins, the one-time link, the session, the key, the token, and what answers carry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib import import_module

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from dossier.http.app import API, PAGES
from dossier.http.security import COOKIE, CSRF_HEADER, HEADERS, MOST_BODY_BYTES, Door, policy_with_style
from dossier.reports import html
from tests.http.conftest import ADDRESS, KEY

SAFE = {"GET", "HEAD"}


def changing(package: str, modules: Sequence[str], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Method and path, its parameters filled in, of every route that changes something."""
    for name in modules:
        for route in import_module(f"dossier.http.{package}.{name}").router.routes:
            assert isinstance(route, APIRoute)
            for method in sorted(route.methods - SAFE):
                yield method, prefix + re.sub(r"\{[^}]+\}", "1", route.path)


# --- hosts and origins --------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:80", "localhost.evil.example:8765", ""])
def test_a_foreign_host_is_refused_whatever_the_session(browser: TestClient, program: TestClient, host: str) -> None:
    for visitor in (browser, program):
        answer = visitor.get("/", headers={"Host": host})
        assert answer.status_code == 421
        assert "127.0.0.1" in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "LOCALHOST:8765", "[::1]:8765"])
def test_every_name_of_the_loopback_is_ours(browser: TestClient, host: str) -> None:
    assert browser.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1:8765", "http://127.0.0.1:9999", "x"]
)
def test_a_change_from_a_foreign_origin_is_refused(browser: TestClient, csrf: dict[str, str], origin: str) -> None:
    answer = browser.post("/me", data={**csrf, "name": "A"}, headers={"Origin": origin})
    assert answer.status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_change_that_the_browser_calls_foreign_is_refused(
    browser: TestClient, csrf: dict[str, str], site: str
) -> None:
    answer = browser.post("/me", data={**csrf, "name": "A"}, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 403


def test_a_change_from_our_own_page_is_taken(browser: TestClient, csrf: dict[str, str]) -> None:
    headers = {"Origin": ADDRESS, "Sec-Fetch-Site": "same-origin"}
    assert browser.post("/me", data={**csrf, "name": "A"}, headers=headers).status_code == 303


# --- link, session, key -------------------------------------------------------------------------------------


def test_without_the_link_nothing_is_seen(stranger: TestClient) -> None:
    for path in ("/", "/rules", "/api/dossiers", "/api/openapi.json", "/persons/mau-001", "/nothing-here"):
        assert stranger.get(path).status_code == 401, path
    assert "serve" in stranger.get("/").text


def test_the_link_works_once(stranger: TestClient, door: Door) -> None:
    link = door.link or ""
    first = stranger.get("/enter", params={"key": link})
    assert first.status_code == 303
    cookie = first.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    stranger.cookies.clear()
    assert stranger.get("/enter", params={"key": link}).status_code == 401
    assert door.link is None


@pytest.mark.parametrize("key", ["", "x", "é", "x" * 5000])
def test_a_wrong_link_lets_nobody_in_and_leaves_the_right_one(stranger: TestClient, door: Door, key: str) -> None:
    assert stranger.get("/enter", params={"key": key}).status_code == 401
    assert stranger.get("/enter", params={"key": door.link or ""}).status_code == 303


def test_whoever_is_in_may_open_the_old_link_again(browser: TestClient) -> None:
    assert browser.get("/enter", params={"key": "old"}).status_code == 303


def test_a_made_up_session_is_none(stranger: TestClient) -> None:
    stranger.cookies.set(COOKIE, "made-up")
    assert stranger.get("/").status_code == 401


def test_a_program_comes_in_by_its_key_alone(stranger: TestClient, program: TestClient) -> None:
    assert program.get("/api/openapi.json").status_code == 200
    for given in ("Bearer wrong", f"Basic {KEY}", KEY, "Bearer "):
        assert stranger.get("/api/openapi.json", headers={"Authorization": given}).status_code == 401


def test_two_runs_have_two_sessions() -> None:
    first, second = (Door.for_address("127.0.0.1", 1, "k", "l") for _ in range(2))
    assert first.session != second.session
    assert first.csrf != second.csrf
    assert first.csrf not in first.session


# --- the token ----------------------------------------------------------------------------------------------


def test_every_page_that_takes_a_form_wants_the_token(browser: TestClient) -> None:
    found = list(changing("pages", PAGES))
    assert ("POST", "/me") in found
    for method, path in found:
        answer = browser.request(method, path, data={"name": "A"})
        assert answer.status_code == 403, f"{method} {path}"
        assert "set-cookie" not in answer.headers


def test_a_wrong_token_is_none(browser: TestClient) -> None:
    answer = browser.post("/me", data={"name": "A", "_csrf": "wrong"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_the_api_wants_the_token_from_a_browser_and_not_from_a_program(
    browser: TestClient, program: TestClient, door: Door
) -> None:
    found = list(changing("api", API, "/api"))
    assert ("POST", "/api/dossiers") in found
    for method, path in found:
        assert browser.request(method, path).status_code == 403, f"{method} {path}"
        assert browser.request(method, path, headers={CSRF_HEADER: door.csrf}).status_code != 403, f"{method} {path}"
        assert program.request(method, path).status_code != 403, f"{method} {path}"


# --- answers ------------------------------------------------------------------------------------------------


def test_every_answer_carries_the_headers(browser: TestClient, stranger: TestClient) -> None:
    for answer in (browser.get("/"), browser.get("/static/app.css"), browser.get("/nothing"), browser.get("/api/x")):
        for name in HEADERS:
            assert name in answer.headers, name
    stranger.cookies.clear()
    for name in HEADERS:
        assert name in stranger.get("/").headers


def test_pages_hold_no_inline_script_or_style_and_nothing_from_elsewhere(browser: TestClient) -> None:
    page = browser.get("/").text
    assert not re.search(r"<script(?![^>]*\bsrc=\"/static/)", page)
    assert not re.search(r"\son[a-z]+=", page)
    assert not re.search(r"\sstyle=", page)
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", page)
    assert "default-src 'self'" in browser.get("/").headers["content-security-policy"]


def test_policy_of_a_report_allows_its_own_style_only() -> None:
    policy = policy_with_style([html.STYLE])
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_a_body_past_the_bound_is_refused(browser: TestClient) -> None:
    length = {"Content-Length": str(MOST_BODY_BYTES + 1)}
    answer = browser.post("/me", content=b"x", headers=length)
    assert answer.status_code == 413


def test_a_page_after_a_form_never_leads_elsewhere(browser: TestClient, csrf: dict[str, str]) -> None:
    for back in ("//evil.example", "https://evil.example", "/\\evil.example", "evil"):
        answer = browser.post("/me", data={**csrf, "name": "A", "back": back})
        assert answer.headers["location"] == "/?said=name"


def test_only_known_words_are_said(browser: TestClient) -> None:
    page = browser.get("/", params={"said": "<script>alert(1)</script>"}).text
    assert "alert(1)" not in page
    assert 'role="status"' not in page
    assert 'role="status"' in browser.get("/", params={"said": "saved"}).text
