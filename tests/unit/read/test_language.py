import pytest

from tallystick.read.language import MIN_SHARE, by_letters, function_word_share, to_iso639, why_not_english

SAMPLES = {
    "English": """
At least seven people were killed and nineteen wounded when shells hit a market in the north of the city
on Monday, the governor's office said. Rescue workers were still looking for survivors under the ruins
of two houses late in the evening, while the army said that it had fired at fighters and not at the
market.
""",
    "English, terse": """
Bomb kills three in market. Three people died and nine were hurt Monday when a bomb went off near a bus
stop in the capital, police said. No group claimed responsibility. Two suspects held, officials said.
Curfew imposed overnight; schools closed Tuesday. Hospital asks residents for blood donations as wounded
arrive.
""",
    "German": """
Mindestens sieben Menschen wurden am Montag getötet und neunzehn verletzt, als Granaten einen Markt im
Norden der Stadt trafen, teilte das Büro des Gouverneurs mit. Helfer suchten am späten Abend noch immer
unter den Trümmern von zwei Häusern nach Überlebenden, während die Armee sagte, sie habe auf Kämpfer
gezielt und nicht auf den Markt.
""",
    "French": """
Au moins sept personnes ont été tuées et dix-neuf blessées lundi lorsque des obus ont frappé un marché
dans le nord de la ville, a indiqué le bureau du gouverneur. Les secours cherchaient encore tard dans la
soirée des survivants sous les ruines de deux maisons, tandis que l'armée a dit avoir visé des
combattants et non le marché.
""",
    "Spanish": """
Al menos siete personas murieron y diecinueve resultaron heridas el lunes cuando varios proyectiles
alcanzaron un mercado en el norte de la ciudad, informó la oficina del gobernador. Los equipos de
rescate seguían buscando supervivientes bajo las ruinas de dos casas, mientras que el ejército dijo que
había disparado contra combatientes y no contra el mercado.
""",
    "Italian": """
Almeno sette persone sono state uccise e diciannove ferite lunedì quando alcuni colpi hanno centrato un
mercato nel nord della città, ha detto l'ufficio del governatore. In serata i soccorritori cercavano
ancora superstiti sotto le macerie di due case, mentre l'esercito ha detto di avere mirato ai
combattenti e non al mercato.
""",
    "Portuguese": """
Pelo menos sete pessoas morreram e dezenove ficaram feridas na segunda-feira quando granadas atingiram
um mercado no norte da cidade, informou o gabinete do governador. As equipes de resgate ainda procuravam
sobreviventes sob as ruínas de duas casas, enquanto o exército disse que havia disparado contra
combatentes e não contra o mercado.
""",
    "Dutch": """
Zeker zeven mensen zijn maandag gedood en negentien gewond geraakt toen granaten een markt in het
noorden van de stad troffen, zei het kantoor van de gouverneur. Hulpverleners zochten laat in de avond
nog naar overlevenden onder het puin van twee huizen, terwijl het leger zei dat het op strijders had
geschoten en niet op de markt; wat er was van de bus, was weg.
""",
    "Turkish": """
Valilikten yapılan açıklamaya göre pazartesi günü kentin kuzeyindeki bir pazara düşen top mermileri en
az yedi kişinin ölümüne, on dokuz kişinin de yaralanmasına yol açtı. Kurtarma ekipleri gece geç
saatlerde iki evin enkazı altında hâlâ sağ kalanları arıyordu. Ordu ise pazarı değil, silahlı grupları
hedef aldığını söyledi ve olayın araştırılacağını bildirdi.
""",
    "Indonesian": """
Sedikitnya tujuh orang tewas dan sembilan belas luka-luka pada hari Senin ketika peluru artileri
menghantam sebuah pasar di bagian utara kota, kata kantor gubernur. Petugas penyelamat masih mencari
korban selamat di bawah reruntuhan dua rumah hingga larut malam, sementara tentara mengatakan mereka
menembaki para pejuang dan bukan pasar itu.
""",
    "Swedish": """
Minst sju människor dödades och nitton skadades på måndagen när granater träffade en marknad i norra
delen av staden, uppgav guvernörens kontor. Räddningsarbetare letade fortfarande sent på kvällen efter
överlevande under ruinerna av två hus, medan armén sade att den hade skjutit mot stridande och inte mot
marknaden, som var full av folk.
""",
    "Somali": """
Ugu yaraan toddoba qof ayaa lagu dilay sagaal iyo tobanna waa lagu dhaawacay Isniintii markii madaafiic
ay ku dhaceen suuq ku yaal waqooyiga magaalada, sida uu sheegay xafiiska guddoomiyaha. Shaqaalaha
gurmadka ayaa weli raadinayay dadka badbaaday habeenkii dambe, halka ciidanku ay sheegeen inay rasaas ku
rideen dagaalyahanno ee aysan ahayn suuqa dadka.
""",
}
ENGLISH = [name for name in SAMPLES if name.startswith("English")]
OTHERS = [name for name in SAMPLES if not name.startswith("English")]


@pytest.mark.parametrize("name", ENGLISH)
def test_english_is_read(name: str) -> None:
    """English is read, in headline style too, and stands clear of the threshold."""
    share = function_word_share(SAMPLES[name])
    assert share is not None
    assert share > 1.5 * MIN_SHARE
    assert why_not_english(SAMPLES[name], None) is None


@pytest.mark.parametrize("name", OTHERS)
def test_other_languages_are_noticed(name: str) -> None:
    """A text in another language of the Latin script is noticed, and stands clear of the threshold."""
    share = function_word_share(SAMPLES[name])
    assert share is not None
    assert share < MIN_SHARE / 1.5
    assert "common English" in (why_not_english(SAMPLES[name], None) or "")


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("قتل سبعة أشخاص في قصف على سوق المدينة", "Arabic"),
        ("Семеро людей загинули внаслідок обстрілу ринку", "Cyrillic"),
        ("7人が市場への砲撃で死亡した", "CJK"),
        ("שבעה בני אדם נהרגו בשוק", "Hebrew"),
    ],
)
def test_other_scripts_are_noticed(text: str, script: str) -> None:
    """A text mostly in another script is noticed however short it is, and even if it is told to be English."""
    assert script in (why_not_english(text, None) or "")
    assert "although told" in (why_not_english(text, "en") or "")


def test_a_foreign_name_does_not_make_a_text_foreign() -> None:
    """An English sentence that prints a name in its own script stays English."""
    assert why_not_english("Seven people died in al-Bukamal (البوكمال), doctors said.", None) is None


def test_a_short_latin_text_is_not_judged() -> None:
    """Below forty words the share says nothing, so nothing is said."""
    assert why_not_english("Siete muertos en el norte", None) is None


def test_what_is_told_is_believed() -> None:
    """A language that is told settles it for the Latin script."""
    assert why_not_english("Siete muertos", "es") == "told to be 'es'"
    assert why_not_english(SAMPLES["Spanish"], "en") is None


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en-GB", "en"), ("EN_us", "en"), ("ara", "ar"), ("iw", "he"), ("", None), (None, None), ("english", None)],
)
def test_language_tags(tag: str | None, code: str | None) -> None:
    """A tag becomes its ISO 639-1 code, or None where it has none."""
    assert to_iso639(tag) == code


LETTERS = {
    "ar": "قالت وزارة الصحة إن سبعة أشخاص قتلوا في قصف على سوق المدينة وأصيب تسعة آخرون بجروح خطيرة.",
    "fa": "وزارت بهداشت گفت هفت نفر صبح سه‌شنبه در گلوله‌باران بازار شهر کشته شدند و نه نفر دیگر به شدت زخمی شدند.",
    "ur": "وزارت صحت نے کہا کہ منگل کی صبح شہر کے بازار پر گولہ باری میں سات افراد ہلاک ہوئے ہیں۔",
    "ps": "د روغتیا وزارت وویل چې د سه شنبې په سهار د ښار پر بازار په توغندیز برید کې اووه تنه ووژل شول.",
    "ku": "وەزارەتی تەندروستی ڕایگەیاند کە حەوت کەس لە تۆپبارانی بازاڕی شارەکە کوژران و نۆ کەسی دیکەش بریندار بوون.",
    "ru": "Министерство здравоохранения сообщило, что семь человек погибли при обстреле рынка, девять ранены.",
    "uk": "Міністерство охорони здоров’я повідомило, що семеро людей загинули під час обстрілу ринку.",
    "he": "משרד הבריאות מסר כי שבעה בני אדם נהרגו בהפגזה על שוק העיר ביום שלישי בבוקר ותשעה נפצעו קשה.",
    "el": "Το υπουργείο Υγείας ανακοίνωσε ότι επτά άνθρωποι σκοτώθηκαν όταν βλήματα έπεσαν στην αγορά της πόλης.",
}
"""News sentences of our own, by language."""
SHARED = [
    "Министерството на здравеопазването съобщи, че седем души са загинали при обстрела на пазара сутринта.",
    "Министарство здравља саопштило је да је седам људи погинуло у гранатирању пијаце у уторак ујутро.",
    "स्वास्थ्य मंत्रालय ने कहा कि मंगलवार सुबह शहर के बाज़ार पर गोलाबारी में सात लोग मारे गए और नौ घायल हुए।",
    "At least seven people were killed when shells hit a market in the north of the city on Monday.",
]


@pytest.mark.parametrize("code", LETTERS)
def test_letters_tell_the_language(code: str) -> None:
    """Where only one of the languages of a script has certain letters, they tell which one it is."""
    assert by_letters(LETTERS[code]) == code


@pytest.mark.parametrize("text", SHARED)
def test_letters_that_several_languages_share_tell_nothing(text: str) -> None:
    """Bulgarian, Serbian, Hindi and English are not told by letters: each shares them with another."""
    assert by_letters(text) is None
