"""The gazetteer from a GeoNames dump: small files in its formats, made here."""

from pathlib import Path

import pytest

from tallystick.model import Place
from tallystick.reference import compile as gazetteer_build
from tallystick.reference.dump import Dump
from tallystick.reference.places import Gazetteer, load
from tests.unit.reference.test_places import ABU_KAMAL, small_inputs

HAMLET, PROVINCE, DISTRICT, BASE, WADI, RUIN = 900001, 170792, 900002, 900003, 900004, 900005


def line(
    number: int, name: str, kind: str, code: str, *, others: str = "", people: int = 0, second: str = "0702"
) -> str:
    """One line of allCountries.txt: a place of the province SY.07."""
    told = [number, name, name, others, 34.6, 40.9, kind, code, "SY", "", "07", second, "", "", people, "", 180]
    return "\t".join(map(str, [*told, "Asia/Damascus", "2024-01-01"])) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A dump of one country: province, district, hamlet, base, wadi and a place that is no more."""
    made = tmp_path / "dump"
    made.mkdir()
    lines = [
        line(PROVINCE, "Dayr az Zawr", "A", "ADM1", others="Deir ez-Zor,Deir ez-Zor Governorate", second=""),
        line(DISTRICT, "Abū Kamāl District", "A", "ADM2", others="Abu Kamal"),
        line(HAMLET, "Tall Marīn", "P", "PPL", others="Tel Marin,tl maryn,تل مارين", people=120),
        line(BASE, "Marin Base", "S", "MILB"),
        line(WADI, "Wādī Marīn", "H", "WAD"),
        line(RUIN, "Old Marin", "P", "PPLQ"),
    ]
    (made / "SY.txt").write_text("".join(lines), encoding="utf-8")
    return made


def compiled(tmp_path: Path, dump: Dump) -> Gazetteer:
    """A gazetteer of the small packages and a dump."""
    target = tmp_path / "gazetteer.sqlite"
    assert gazetteer_build.compile_gazetteer(target, small_inputs(tmp_path), dump)
    assert not gazetteer_build.compile_gazetteer(target, small_inputs(tmp_path), dump)
    return load(target)


def test_a_hamlet_of_the_dump_is_found_in_every_script(tmp_path: Path, folder: Path) -> None:
    """What the packages lack for its few people is found, with its province, district, codes and time zone."""
    gazetteer = compiled(tmp_path, Dump(folder))
    for name in ("Tel Marin", "Tall Marin", "تل مارين"):
        found = gazetteer.candidates(name, country="SY")[0]
        assert (found.geonames_id, found.admin1, found.admin2) == (HAMLET, "Deir ez-Zor", "Abu Kamal")
        assert (found.admin1_code, found.admin2_code) == ("SY.07", "SY.07.0702")
        assert (found.latitude, found.longitude, found.timezone) == (34.6, 40.9, "Asia/Damascus")


def test_a_dump_stands_instead_of_the_packages_where_it_covers_a_country(tmp_path: Path, folder: Path) -> None:
    """The towns of a covered country come from the dump alone, so that no place is there twice."""
    gazetteer = compiled(tmp_path, Dump(folder))
    assert gazetteer.by_id(ABU_KAMAL) is None
    assert [one.feature for one in gazetteer.candidates("Deir ez-Zor Governorate")] == ["admin1"]


def test_countries_not_asked_for_stay_with_the_packages(tmp_path: Path, folder: Path) -> None:
    """Of a dump only the countries asked for are taken."""
    gazetteer = compiled(tmp_path, Dump(folder, ["IQ"]))
    assert gazetteer.by_id(HAMLET) is None
    assert gazetteer.by_id(ABU_KAMAL) is not None


def test_features_of_a_dump_are_ours(tmp_path: Path, folder: Path) -> None:
    """Bases are sites, wadis waters, and neither is the first reading of a bare name; ruins are left out."""
    gazetteer = compiled(tmp_path, Dump(folder))
    assert gazetteer.candidates("Marin Base", country="SY")[0].feature == "site"
    assert gazetteer.candidates("Wadi Marin", country="SY")[0].feature == "water"
    assert gazetteer.by_id(RUIN) is None


def test_alternate_names_tell_names_from_codes_and_from_the_past(tmp_path: Path, folder: Path) -> None:
    """With the file of alternate names, links, codes and historic names are no names."""
    rows = [
        (1, HAMLET, "ar", "تل مارين", "", "", "", ""),
        (2, HAMLET, "en", "Tell Mareen", "1", "", "", ""),
        (3, HAMLET, "link", "Https En Wikipedia", "", "", "", ""),
        (4, HAMLET, "en", "Marinopolis", "", "", "", "1"),
    ]
    text = "".join("\t".join(map(str, row)) + "\n" for row in rows)
    (folder / "alternateNamesV2.txt").write_text(text, encoding="utf-8")
    gazetteer = compiled(tmp_path, Dump(folder))
    assert gazetteer.candidates("Tell Mareen")[0].geonames_id == HAMLET
    assert not [name for name in ("Https En Wikipedia", "Marinopolis") if gazetteer.candidates(name)]


def test_a_dump_gives_the_zone_of_its_places(tmp_path: Path, folder: Path) -> None:
    """A place without an id of its own has the zone of its province."""
    gazetteer = compiled(tmp_path, Dump(folder))
    assert gazetteer.zone_of(Place(wording="x", country="SY", admin1="Deir ez-Zor")) == "Asia/Damascus"


def test_a_folder_without_a_dump_is_told(tmp_path: Path) -> None:
    """The error names the files that are looked for, and where they come from."""
    with pytest.raises(SystemExit, match=r"allCountries\.txt.*geonames\.org"):
        Dump(tmp_path)


def test_a_file_of_another_format_is_told(tmp_path: Path, folder: Path) -> None:
    """A line with other columns is named, with how many were expected."""
    (folder / "SY.txt").write_text("a\tb\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"line 1 .*expected 19 columns"):
        compiled(tmp_path, Dump(folder))
