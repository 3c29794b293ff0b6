import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tallystick.errors import SettingsError
from tallystick.model import Place
from tallystick.reference import compile as gazetteer_build
from tallystick.reference.places import Candidate, Gazetteer, load, within_km

ABU_KAMAL, MAYADIN, DEIR_EZ_ZOR, ZABADANI = 174448, 173480, 170794, 172059
KHAN_SHAYKHUN, DOUMA, DAMASCUS, MASYAF = 168325, 170592, 170654, 167046


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    """The gazetteer that the package ships."""
    return load()


@pytest.mark.parametrize(
    ("names", "geonames_id"),
    [
        (["al-Bukamal", "Albu Kamal", "Abu Kamal", "Boukamal", "Bukamal", "البوكمال", "أبو كمال"], ABU_KAMAL),
        (["Mayadeen", "Mayadin", "al-Mayadin", "Al-Mayadeen", "الميادين"], MAYADIN),
        (["Deir el-Zour", "Deir ez-Zor", "Deir Ezzor", "Dayr az-Zawr", "دير الزور"], DEIR_EZ_ZOR),
        (["al-Zabadani", "Zabadani", "الزبداني"], ZABADANI),
        (["Khan Sheikhoun", "Khan Shaykhun", "خان شيخون"], KHAN_SHAYKHUN),
        (["Douma", "Duma", "دوما"], DOUMA),
        (["Damascus", "دمشق", "Дамаск"], DAMASCUS),
        (["Masyaf", "Massyaf", "مصياف"], MASYAF),
    ],
)
def test_each_spelling_is_the_one_town(gazetteer: Gazetteer, names: list[str], geonames_id: int) -> None:
    """Inside its country, every way of writing a town resolves to that town."""
    assert {gazetteer.candidates(name, country="SY")[0].geonames_id for name in names} == {geonames_id}


@pytest.mark.parametrize("name", ["Hodeidah", "Hudaydah", "al-Hudayda", "الحديدة"])
def test_the_town_comes_before_its_airport_and_province(gazetteer: Gazetteer, name: str) -> None:
    """A bare name is the town, however exactly an airport or a province bears it too."""
    first = gazetteer.candidates(name, country="YE")[0]
    assert (first.feature, first.name) == ("town", "Hodeidah")


def test_a_country_keeps_to_itself(gazetteer: Gazetteer) -> None:
    """With a country given, nothing of another country comes back."""
    assert {one.country for one in gazetteer.candidates("Damascus", country="SY")} <= {"SY", None}
    assert {"SY", "US"} <= {one.country for one in gazetteer.candidates("Damascus")}


@pytest.mark.parametrize(
    "name", ["Deir ez-Zor Province", "Deir ez-Zor Governorate", "province of Deir el-Zour", "محافظة دير الزور"]
)
def test_a_province_is_never_the_city(gazetteer: Gazetteer, name: str) -> None:
    """A name with "Province" gives the province only, and its point is not the city's."""
    found = gazetteer.candidates(name, country="SY")
    assert [one.feature for one in found] == ["admin1"]
    (province,), city = found, gazetteer.candidates("Deir ez-Zor", country="SY")[0]
    assert province.latitude is not None
    assert province.longitude is not None
    assert within_km(province.latitude, province.longitude, *point(city)) > 20
    assert gazetteer.admin(name, country="SY") == found


def test_a_district_is_a_district(gazetteer: Gazetteer) -> None:
    """A name with "District" gives the second level where there is one of that name."""
    assert {one.feature for one in gazetteer.candidates("Masyaf district", country="SY")} == {"admin2"}


@pytest.mark.parametrize("name", ["Kharkiv Oblast", "Borno State", "Helmand Province", "Tigray region", "Anbar"])
def test_admin_knows_provinces_of_other_lands(gazetteer: Gazetteer, name: str) -> None:
    """States, oblasts and regions are found under their English names."""
    assert gazetteer.admin(name)[0].feature == "admin1"


@pytest.mark.parametrize(
    ("name", "country", "near"),
    [
        ("T4", "SY", (34.52, 37.63)),
        ("T4 airbase", "SY", (34.52, 37.63)),
        ("al-Tanf", "SY", (33.50, 38.62)),
        ("Golan Heights", "SY", (33.0, 35.75)),
        ("الجولان", None, (33.0, 35.75)),
        ("Shayrat airbase", "SY", (34.49, 36.91)),
        ("Hmeimim", "SY", (35.40, 35.95)),
        ("Damascus International Airport", "SY", (33.41, 36.52)),
        ("Imam Ali base", "SY", (34.39, 40.95)),
        ("al-Qaim crossing", "IQ", (34.38, 40.96)),
        ("Gaza Strip", "PS", (31.42, 34.37)),
        ("Zaporizhzhia NPP", "UA", (47.51, 34.59)),
        ("Snake Island", "UA", (45.26, 30.20)),
        ("Zamzam camp", "SD", (13.49, 25.31)),
        ("Bab al-Mandab", "YE", (12.58, 43.33)),
        ("Tora Bora", "AF", (34.12, 70.22)),
    ],
)
def test_sites_that_towns_lack(gazetteer: Gazetteer, name: str, country: str | None, near: tuple[float, float]) -> None:
    """Bases, crossings, camps, regions and waters of the supplement are found, in place."""
    first = gazetteer.candidates(name, country=country)[0]
    assert within_km(*point(first), *near) < 5


def test_an_air_base_is_not_the_town(gazetteer: Gazetteer) -> None:
    """The air base of a town is the airfield; the town alone is the town."""
    assert gazetteer.candidates("Hama air base", country="SY")[0].feature == "airfield"
    assert gazetteer.candidates("Hama", country="SY")[0].feature == "town"


@pytest.mark.parametrize("word", ["Most", "said", "May", "As", "", "  ", "-", "x" * 5000, "' OR 1=1 --", "\0"])
def test_common_words_stay_small(gazetteer: Gazetteer, word: str) -> None:
    """Words that are also names, and strings that are none, give a short list quickly, by spelling only."""
    started = time.perf_counter()
    found = gazetteer.candidates(word)
    assert len(found) <= 30
    assert time.perf_counter() - started < 0.1
    assert all(one.match != "skeleton" for one in found)


def test_two_consonants_are_no_evidence(gazetteer: Gazetteer) -> None:
    """A skeleton of two consonants counts only with its vowels, even inside one country."""
    assert all(one.match != "skeleton" for one in gazetteer.candidates("Sedo", country="SY"))


def test_matches_come_in_order(gazetteer: Gazetteer) -> None:
    """Equal spelling first, likeness of consonants last, among towns."""
    order = ["exact", "folded", "skeleton"]
    found = [one for one in gazetteer.candidates("Mayadin", country="SY") if one.feature == "town"]
    assert [order.index(one.match) for one in found] == sorted(order.index(one.match) for one in found)
    assert {one.match for one in found} >= {"exact", "skeleton"}


@pytest.mark.parametrize(
    ("word", "country"),
    [
        ("Syrian", "SY"),
        ("Israelis", "IL"),
        ("British", "GB"),
        ("U.S.", "US"),
        ("US", "US"),
        ("us", None),
        ("Emirati", "AE"),
        ("سوريا", "SY"),
        ("الولايات المتحدة", "US"),
        ("Ukraine's", "UA"),
        ("SYRIA", "SY"),
        ("the United States", "US"),
        ("South Sudanese", "SS"),
        ("Nigerien", "NE"),
        ("Nigerian", "NG"),
        ("Côte d'Ivoire", "CI"),
        ("Korean", None),
        ("Kurdish", None),
        ("", None),
    ],
)
def test_words_for_countries(gazetteer: Gazetteer, word: str, country: str | None) -> None:
    """Names, adjectives and peoples give their country; a word of several countries gives none."""
    assert gazetteer.country_of(word) == country


def test_countries_have_names_and_points(gazetteer: Gazetteer) -> None:
    """A country is a candidate with a point of its own, and its code has a name."""
    assert gazetteer.country_name("SY") == "Syria"
    assert gazetteer.country_name("ZZ") == "ZZ"
    assert gazetteer.candidates("Georgia")[0].feature == "country"


@pytest.mark.parametrize(
    ("place", "zone"),
    [
        (Place(wording="x", geonames_id=ABU_KAMAL), "Asia/Damascus"),
        (Place(wording="x", country="UA"), "Europe/Kyiv"),
        (Place(wording="x", country="US", admin1="Ohio"), "America/New_York"),
        (Place(wording="x", country="US", admin1="Kansas"), "America/Chicago"),
        (Place(wording="x", country="SY", admin1="no such province"), "Asia/Damascus"),
        (Place(wording="x", country="US"), None),
        (Place(wording="x"), None),
    ],
)
def test_a_place_has_the_time_zone_of_its_town_province_or_country(
    gazetteer: Gazetteer, place: Place, zone: str | None
) -> None:
    """The innermost that is known decides; a country of several zones has none."""
    assert gazetteer.zone_of(place) == zone


def test_provinces_and_districts_have_codes(gazetteer: Gazetteer) -> None:
    """A town carries the codes of its province and district; a province's ISO code is found by it."""
    town = gazetteer.by_id(ABU_KAMAL)
    assert town is not None
    assert (town.admin1, town.admin1_code) == ("Deir ez-Zor", "SY.07")
    mosul = gazetteer.candidates("Mosul", country="IQ")[0]
    assert (mosul.admin2, (mosul.admin2_code or "").split(".")[:2]) == ("Mosul", ["IQ", "15"])
    assert gazetteer.iso_of("SY.07") == "SY-DY"
    assert gazetteer.iso_of("no such code") is None


def test_threads_share_one_gazetteer(gazetteer: Gazetteer) -> None:
    """Many threads asking at once get what one gets."""
    names = [f"{name} {number}" for number in range(200) for name in ("Idlib", "Raqqa")] + ["Idlib", "Raqqa"]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(gazetteer.candidates, names))
    assert together == [gazetteer.candidates(name) for name in names]


def test_opening_is_quick_and_once() -> None:
    """Opening takes milliseconds, and the same path gives the same object."""
    load.cache_clear()
    started = time.perf_counter()
    opened = load()
    assert time.perf_counter() - started < 0.05
    assert load() is opened


def test_a_missing_gazetteer_says_how_to_make_it(tmp_path: Path) -> None:
    """Without the file the error names the command that compiles it."""
    with pytest.raises(SettingsError, match=r"python -m tallystick\.reference\.compile"):
        load(tmp_path / "none.sqlite")


def test_a_file_that_is_no_gazetteer_is_told(tmp_path: Path) -> None:
    """Another file under that name is refused with the same advice."""
    (tmp_path / "other.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(SettingsError, match=r"python -m tallystick\.reference\.compile"):
        load(tmp_path / "other.sqlite")


def test_great_circle_distance() -> None:
    """Damascus to Aleppo is some 310 km; a point is no distance from itself."""
    assert within_km(33.5102, 36.29128, 36.20124, 37.16117) == pytest.approx(310, abs=3)
    assert within_km(10, 20, 10, 20) == 0


def test_compiling_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """Equal inputs give an equal file, and a second run into the same file does nothing."""
    inputs = small_inputs(tmp_path)
    first, second = tmp_path / "first.sqlite", tmp_path / "second.sqlite"
    assert gazetteer_build.compile_gazetteer(first, inputs)
    assert gazetteer_build.compile_gazetteer(second, inputs)
    assert first.read_bytes() == second.read_bytes()
    assert not gazetteer_build.compile_gazetteer(first, inputs)
    assert load(first).candidates("Boukamal", country="SY")[0].geonames_id == ABU_KAMAL


def test_other_inputs_compile_anew(tmp_path: Path) -> None:
    """A file made from other inputs, or no database at all, is replaced."""
    target = tmp_path / "gazetteer.sqlite"
    target.write_bytes(b"half a file")
    assert gazetteer_build.compile_gazetteer(target, small_inputs(tmp_path, version="1"))
    assert gazetteer_build.compile_gazetteer(target, small_inputs(tmp_path, version="2"))


def point(candidate: Candidate) -> tuple[float, float]:
    """Where a candidate lies; fails where it has no point."""
    assert candidate.latitude is not None
    assert candidate.longitude is not None
    return candidate.latitude, candidate.longitude


def small_inputs(folder: Path, version: str = "1") -> gazetteer_build.Inputs:
    """One town, one province, one airfield, in the packages' own formats."""
    town = {
        "geonameid": ABU_KAMAL,
        "name": "Ālbū Kamāl",
        "latitude": 34.45226,
        "longitude": 40.91854,
        "countrycode": "SY",
        "population": 57572,
        "timezone": "Asia/Damascus",
        "admin1code": "07",
        "alternatenames": ["Abu Kamal", "abw kmal", "أبو كمال"],
    }
    province = "Dayr az Zawr\tSY-DY\tSY.07\t170792\tProvince\tDeir ez-Zor|Deir ez-Zor Governorate\t1\t\t1\n"
    texts = {
        "towns.json": json.dumps({"1": town}),
        "subdivisions.tsv": province,
        "town_districts.tsv": f"Albu Kamal\t{ABU_KAMAL}\t1\t1\t57572\t34.45\t40.92\n",
        "country_order.tsv": "Syrian Arab Republic\tSY\tSYR\n",
        "countries.json": json.dumps({"SY": {"geonameid": 163843, "population": 16906283}}),
        "airfields.csv": '"icao","iata","name","subd","country","lat","lon","tz"\n'
        '"OS65","","Shayrat Air Base","Homs","SY","34.4903","36.909","Asia/Damascus"\n',
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return gazetteer_build.Inputs(**{name.partition(".")[0]: folder / name for name in texts}, versions=(version,))
