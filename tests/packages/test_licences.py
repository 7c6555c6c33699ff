"""Every package has a licence that we know and accept, and docs/licences.md lists it."""

from email.message import Message
from importlib.metadata import distribution

import pytest

from tests.packages import __main__ as command
from tests.packages import licences
from tests.packages.licences import PAGE, LicensedPackage, UnknownLicence, licence_of, page, refused, rows
from tests.packages.lock_file import requirements


class Package:
    """A package with these metadata."""

    def __init__(self, **fields: str) -> None:
        self.metadata = Message()
        for name, value in fields.items():
            self.metadata[name.replace("_", "-")] = value


def test_the_page_has_every_package_with_the_licence_that_its_metadata_state():
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_licence_is_allowed():
    found = list(rows())
    assert len(found) > 60
    assert {str(row): refused(row) for row in found if refused(row)} == {}


@pytest.mark.parametrize(
    ("licence", "part", "not_allowed"),
    [
        ("MIT", "run", set()),
        ("GPL-3.0-or-later", "run", {"GPL-3.0-or-later"}),
        ("GPL-3.0-or-later", "develop", set()),
        ("AGPL-3.0-only", "develop", {"AGPL-3.0-only"}),
        ("AGPL-3.0-only OR MIT", "run", set()),
        ("AGPL-3.0-only AND MIT", "run", {"AGPL-3.0-only"}),
        ("AGPL-3.0-only AND (MIT OR Zlib)", "run", {"AGPL-3.0-only"}),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "run", {"GPL-2.0-only", "WITH", "Classpath-exception-2.0"}),
    ],
)
def test_an_expression_is_refused_for_what_nobody_may_choose(licence, part, not_allowed):
    assert refused(LicensedPackage("new", "1.0", licence, part)) == not_allowed


def test_a_package_states_its_licence_in_either_field():
    assert licence_of("new", Package(License_Expression="mit or apache-2.0")) == "MIT OR Apache-2.0"
    assert licence_of("new", Package(License="MIT")) == "MIT"


@pytest.mark.parametrize("stated", [{}, {"License": "Free for all"}, {"License": "BSD"}])
def test_a_licence_that_nobody_has_read_is_refused(stated):
    with pytest.raises(UnknownLicence, match=r"new says '.*': read its licence"):
        licence_of("new", Package(**stated))


def test_a_licence_that_we_read_counts_until_the_package_says_something_else():
    assert licence_of("whoosh", Package(License="Two-clause BSD license")) == "BSD-2-Clause"
    with pytest.raises(UnknownLicence):
        licence_of("whoosh", Package(License="Proprietary"))


def test_each_licence_that_we_read_is_of_a_package_that_we_use():
    assert {name for name, _ in licences.READ} <= {row.name for row in rows()}


def test_the_page_stays_as_it_was_if_a_licence_is_unknown_or_not_allowed(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(command, "PAGE", tmp_path / "licences.md")
    monkeypatch.setattr(licences, "installed", lambda requirement: Package(License="Free for all"))
    assert command.main() == 2
    assert "'Free for all': read its licence, and add it to tests/packages/licences.py" in capsys.readouterr().err
    monkeypatch.setattr(licences, "installed", lambda requirement: Package(License_Expression="AGPL-3.0-only"))
    assert command.main() == 2
    assert "asgiref is under AGPL-3.0-only, which is not allowed" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_page_is_written_from_the_metadata(monkeypatch, tmp_path):
    monkeypatch.setattr(command, "PAGE", tmp_path / "licences.md")
    assert command.main() == 0
    assert (
        f"| django | {distribution('django').version} | BSD-3-Clause | run |" in (tmp_path / "licences.md").read_text()
    )


def test_a_package_that_is_not_installed_is_named(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(command, "PAGE", tmp_path / "licences.md")
    monkeypatch.setattr(licences, "locked", lambda part: requirements("nowhere==1.0"))
    assert command.main() == 2
    assert capsys.readouterr().err == "nowhere is locked, but not installed here\n"
