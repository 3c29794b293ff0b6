import copy
from pathlib import Path

import pytest

from tallystick.errors import SettingsError
from tallystick.reference.registry_data import BUNDLED, SOURCE_KINDS, Table, check_registry, merge, read_registry
from tallystick.reference.sources import Actor, Registry, Source
from tallystick.reference.wordings import key

REGISTRY = Registry.load()


def small(**fields: object) -> Table:
    """A registry of one source, with these fields changed."""
    return {"source": [{"id": "org:sohr", "name": "Observatory", "kind": "monitor", **fields}]}


# ------------------------------------------------------------------------------------ the tables


def test_the_bundled_tables_have_no_faults() -> None:
    """No id twice, no name under two ids, no unknown kind, no reference to nowhere."""
    assert check_registry(read_registry()) == []


def test_the_registry_is_large_enough() -> None:
    """At least 300 sources and 120 actors, of all kinds that can have a name."""
    data = read_registry()
    assert len(data["source"]) >= 300
    assert len(data["actor"]) >= 120
    nameless = {"resident", "relative", "unnamed", "own_voice", "local_authority", "foreign_government"}
    assert {block["kind"] for block in data["source"]} == SOURCE_KINDS - nameless


def test_every_speaker_kind_is_a_kind_of_origin() -> None:
    """The patterns for nameless speakers and for institutions use the same kinds as the listed sources."""
    data = read_registry()
    assert {block["kind"] for table in ("speaker", "institution") for block in data[table]} <= SOURCE_KINDS


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (small(kind="blog"), "'blog' is no kind"),
        (small(id="sohr"), "must look like org:sohr"),
        (small(country="Syria"), "no country code"),
        (small(aliases="SOHR"), "aliases must be a list"),
        (small(alias=["SOHR"]), "nobody knows the field 'alias'"),
        (small(name="  "), "name must be a text"),
        ({"source": [{"id": "org:sohr", "kind": "monitor"}]}, "name is missing"),
        (small(belongs_to=["org:nobody"]), "org:nobody is named, but no block has that id"),
        (small(aliases=["the"]), "no word that could be found"),
        ({"source": [*small()["source"], *small()["source"]]}, "2 blocks have this id"),
        (
            {"source": [*small()["source"], {"id": "org:x", "name": "the OBSERVATORY", "kind": "monitor"}]},
            "already stands under org:sohr",
        ),
    ],
)
def test_a_fault_is_named(data: Table, told: str) -> None:
    """Each fault is told in one sentence that names the block."""
    faults = check_registry(data)
    assert len(faults) == 1
    assert told in faults[0]
    assert "org:" in faults[0] or "sohr" in faults[0]


def test_a_duplicate_alias_in_the_bundled_tables_would_be_found() -> None:
    """A name that already belongs to somebody cannot be given to somebody else."""
    data = copy.deepcopy(read_registry())
    merge(data, {"source": [{"id": "org:mine", "name": "Mine", "kind": "monitor", "aliases": ["OSDH"]}]})
    assert any("'OSDH'" in fault and "org:mine" in fault for fault in check_registry(data))


def test_a_users_file_adds_and_extends(tmp_path: Path) -> None:
    """A user's file adds a source, and names to a known one, without repeating what stands there."""
    mine = tmp_path / "mine.toml"
    mine.write_text(
        '[[source]]\nid = "org:our-desk"\nname = "Our Desk"\nkind = "outlet"\n'
        '[[source]]\nid = "org:sohr"\naliases = ["Coventry monitor"]\n',
        encoding="utf-8",
    )
    registry = Registry.load(mine)
    assert source_id(registry.source("the Coventry monitor")) == "org:sohr"
    assert source_id(registry.source("SOHR")) == "org:sohr"
    assert source_id(registry.source("Our Desk")) == "org:our-desk"
    assert REGISTRY.source("Our Desk") is None


@pytest.mark.parametrize("content", ["id = [", '[[source]]\nid = "org:x"\n'])
def test_a_users_broken_file_is_refused_with_its_fault(tmp_path: Path, content: str) -> None:
    """A file that is no TOML, or does not fit, stops with what is wrong."""
    mine = tmp_path / "mine.toml"
    mine.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"mine\.toml|name is missing"):
        Registry.load(mine)


def test_loading_twice_reads_once() -> None:
    """The registry is read on the first call only."""
    assert Registry.load() is REGISTRY
    assert all(path.is_file() for path in BUNDLED)


# ------------------------------------------------------------------------------------ speakers


def source_id(source: Source | None) -> str | None:
    """The id, or None for nobody."""
    return source.id if source else None


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        ("the Syrian Observatory for Human Rights (OSDH)", "org:sohr"),
        ("SOHR", "org:sohr"),
        ("Observatory head Rami Abdel Rahman", "org:sohr"),
        ("the Observatory", "org:sohr"),
        ("المرصد السوري لحقوق الإنسان", "org:sohr"),
        ("Observatoire syrien des droits de l’homme", "org:sohr"),
        ("Observatorio Sirio de Derechos Humanos", "org:sohr"),
        ("the Israeli army", "org:idf"),
        ("the Israel Defense Forces", "org:idf"),
        ("a spokesman for the Israeli military", "org:idf"),
        ("Syria's Foreign Ministry", "org:sy-mfa"),
        ("the Assad regime’s Foreign Ministry", "org:sy-mfa"),
        ("Bashar al-Assad's army", "org:sy-army"),
        ("Assad regime media", "org:sy-media"),
        ("Syria's state news agency SANA", "org:sana"),
        ("Syria's official news agency", "org:sana"),
        ("the defence ministry in Moscow", "org:ru-mod"),
        ("Chad's defence ministry", "org:td-mod"),
        ("the Ministry of Health of Lebanon", "org:lb-moh"),
        ("the Houthi-run health ministry", "org:houthi-moh"),
        ("the health ministry in Gaza", "org:gaza-moh"),
        ("Pentagon spokesman John Kirby", "org:us-mod"),
        ("U.S. Central Command", "org:us-centcom"),
        ("Iranian state TV", "org:irib"),
        ("Hezbollah's al-Manar TV", "org:al-manar"),
        ("Kataib Hezbollah said in a statement", "org:kataib-hezbollah"),
        ("Médecins Sans Frontières", "org:msf"),
        ("Moscow", "org:ru-gov"),
        ("the WHO", "org:who"),
    ],
)
def test_a_wording_finds_its_source(wording: str, expected: str) -> None:
    """Spelling, language, titles and apposition do not hide who speaks."""
    assert source_id(REGISTRY.source(wording)) == expected


@pytest.mark.parametrize(
    "wording",
    [
        "local sources",
        "sources close to Hezbollah",
        "a resident of Hamas-run Gaza",
        "a hospital supported by the ICRC",
        "a US-backed militia",
        "US officials",
        "who",
        "us",
        "the regime's military",
        "the coalition",
        "the Memphis Police Department",
        "Baghdad police",
        "Syrian opposition forces",
        "",
    ],
)
def test_what_names_no_known_source_stays_unknown(wording: str) -> None:
    """Somebody near a known party is not that party, and a pronoun is not an acronym."""
    assert REGISTRY.source(wording) is None


@pytest.mark.parametrize(
    ("wording", "country", "expected"),
    [
        ("the regime's military", "SY", "org:sy-army"),
        ("state media", "SY", "org:sy-media"),
        ("the army", "IL", "org:idf"),
        ("the coalition", "SY", "org:cjtf-oir"),
        ("the coalition", "YE", "org:saudi-coalition"),
        ("the coalition", "UA", None),
        ("the Memphis Police Department", "US", None),
    ],
)
def test_the_country_of_the_event_settles_short_names(wording: str, country: str, expected: str | None) -> None:
    """ "The army" is an army once the country is known, and only when nothing else is said."""
    assert source_id(REGISTRY.source(wording, country=country)) == expected


def test_a_composed_source_says_for_whom_it_speaks() -> None:
    """A ministry of defence that nobody listed speaks for that country's forces."""
    source = REGISTRY.source("Chad's defence ministry")
    assert source is not None
    assert (source.kind, source.country, source.sides) == ("military", "TD", ("act:TCD-MIL",))


@pytest.mark.parametrize(
    ("wording", "kind", "named"),
    [
        ("SOHR", "monitor", True),
        ("local sources", "unnamed", False),
        ("activists", "unnamed", False),
        ("a security source", "unnamed", False),
        ("medics", "medical", False),
        ("a doctor at the hospital", "medical", False),
        ("residents of the town", "resident", False),
        ("relatives of the dead", "relative", False),
        ("police", "police", True),
        ("rescue workers", "rescue", False),
        ("Iraqi officials", "government", False),
        ("officials", "unnamed", False),
        ("local officials", "local_authority", False),
        ("state media", "state_media", True),
        ("local media", "outlet", False),
        ("a military source", "military", False),
        ("an Iraqi militia official", "armed_group", False),
        ("satellite images", "visual", False),
        ("a source at the police command", "police", False),
        ("Abdul-Ghani Sareeh, head of a health department", "medical", True),
        ("Jasmine De Hoyos", None, True),
        ("the blue door", None, False),
    ],
)
def test_a_speaker_has_a_kind_and_a_name_or_not(wording: str, kind: str | None, named: bool) -> None:
    """The head noun tells what sort of origin speaks; None where the words do not tell."""
    assert REGISTRY.kind(wording) == kind
    assert REGISTRY.is_named(wording) is named


# ------------------------------------------------------------------------------------ actors


def actor_id(actor: Actor | None) -> str | None:
    """The id, or None for nobody."""
    return actor.id if actor else None


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        ("Israeli warplanes", "act:ISR-MIL"),
        ("Israel", "act:ISR-MIL"),
        ("Israeli jets and drones", "act:ISR-MIL"),
        ("the Syrian army", "act:SYR-MIL"),
        ("soldiers in President Bashar al-Assad’s army", "act:SYR-MIL"),
        ("Assad regime troops", "act:SYR-MIL"),
        ("pro-Assad fighters", "act:SYR-PGM"),
        ("Afghan members of the Iran-led Fatimid Brigade", "act:FATEMIYOUN"),
        ("Liwa Fatemiyoun", "act:FATEMIYOUN"),
        ("Iranian-backed foreign fighters", "act:IRN-PRX"),
        ("pro-Iran militiamen", "act:IRN-PRX"),
        ("Lebanon's Hezbollah", "act:HEZBOLLAH"),
        ("Kataib Hezbollah", "act:KATAIB-HEZBOLLAH"),
        ("IS fighters", "act:ISIS"),
        ("the US-led coalition", "act:CJTF-OIR"),
        ("U.S.-led coalition", "act:CJTF-OIR"),
        ("Iraqi police", "act:IRQ-POL"),
        ("the Syrian Democratic Forces (SDF)", "act:SDF"),
        ("civilians", "act:CIVILIANS"),
    ],
)
def test_a_wording_finds_its_actor(wording: str, expected: str) -> None:
    """Listed names are found inside a phrase; a nationality and a military noun make a state's forces."""
    assert actor_id(REGISTRY.actor(wording)) == expected


@pytest.mark.parametrize(
    "wording",
    [
        "Russian and Syrian warplanes",
        "Iraqi militiamen",
        "Iranian fighters",
        "Iraqis",
        "Iranian positions",
        "Syrian rebel forces",
        "is fighters",
        "gunmen",
        "the army",
        "rebels",
        "US-backed forces",
    ],
)
def test_what_names_no_one_party_stays_unknown(wording: str) -> None:
    """Two parties are not one, citizens are not an army, and irregulars with a nationality may be anybody's."""
    assert REGISTRY.actor(wording) is None


@pytest.mark.parametrize(
    ("wording", "country", "expected"),
    [
        ("the army", "SY", "act:SYR-MIL"),
        ("government forces", "SD", "act:SDN-MIL"),
        ("pro-regime forces", "SY", "act:SYR-PGM"),
        ("coalition warplanes", "YE", "act:SAUDI-COALITION"),
        ("coalition warplanes", "IQ", "act:CJTF-OIR"),
        ("Kurdish forces", "IQ", "act:PESHMERGA"),
        ("soldiers", "SY", None),
        ("rebels", "CD", None),
    ],
)
def test_the_country_of_the_event_settles_short_actor_names(wording: str, country: str, expected: str | None) -> None:
    """ "The army" is the country's army; "soldiers" may be another's."""
    assert actor_id(REGISTRY.actor(wording, country=country)) == expected


def test_by_id_finds_what_is_listed() -> None:
    """An id from either table leads to its block, and an unknown one to nothing."""
    assert source_id(REGISTRY.source("SOHR")) == "org:sohr"
    found = REGISTRY.by_id("act:FATEMIYOUN")
    assert isinstance(found, Actor)
    assert found.belongs_to == ("act:IRN-PRX",)
    assert REGISTRY.by_id("org:nobody") is None


# ------------------------------------------------------------------------------------ comparison


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("the Foreign Ministry’s", "foreign ministry"),
        ("Bashar al-Assad", "Bashar Assad"),
        ("U.S. Army", "US army"),
        ("Médecins", "medecins"),
        ("al-Masdar", "Al Masdar"),
        ("Ha'aretz", "Haaretz"),
        ("Houthis' leaders", "houthis leaders"),
    ],
)
def test_wordings_that_are_the_same(left: str, right: str) -> None:
    """Case, articles, possessives, accents, dots and hyphens do not count."""
    assert key(left) == key(right)


def test_a_compound_keeps_its_parts_together() -> None:
    """In "US-backed" nobody speaks for the US."""
    assert key("US-backed") == ("us-backed",)
