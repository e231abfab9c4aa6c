"""The pages on which questions are written: what they show, what they refuse, what they keep."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape

from access.choices import Role
from access.tests import make as access
from accounts.choices import Language
from consents.errors import NoConsentNeededError, OvertakenError
from consents.models import Purpose, Wording
from consents.tests import make, people
from consents.tests.forms import OVERVIEW, QUESTION, queries, read
from consents.tests.people import Family
from consents.tests.wordings import EN, NEWER, NL, POSTER, PROMO, add, end, officer, write
from consents.words.catalogue import BY_CODE, ELSEWHERE, WITHOUT_CONSENT, NoConsent
from schools.tests import make as schools
from students.choices import Authority
from students.tests import make as students

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User
    from consents.words.texts import Text

pytestmark = pytest.mark.django_db
LIST = "/teksten/"
TODAY = timezone.localdate()
OF_EVERY_SECTOR = [one for one in WITHOUT_CONSENT if isinstance(one, NoConsent)]


def in_dutch(text: object) -> str:
    """Return a text as a Dutch page shows it."""
    with translation.override("nl"):
        return escape(translation.gettext(str(text)))


def typed(
    *, do: str = "save", nl: Text = NEWER, en: Text | None = None, **more: str
) -> dict[str, str]:
    """Return what a browser sends of the form of a new version."""
    found = {f"nl_{part}": text for part, text in asdict(nl).items()}
    found |= {f"en_{part}": text for part, text in asdict(en).items()} if en else {}
    return (
        {"do": do, "changes": "material", "starts_on": f"{TODAY}", "based_on": "1"} | found | more
    )


@pytest.fixture
def home() -> Family:
    return Family()


@pytest.fixture
def about(home: Family) -> Purpose:
    return make.purpose(home.child)


@pytest.fixture
def po(client: Client, home: Family) -> User:
    made = officer(home.school)
    client.force_login(made)
    return made


def address(name: str, *args: object) -> str:
    return reverse(f"consents:{name}", args=args)


def others(home: Family) -> dict[str, User]:
    return {
        "parent": home.parent,
        "teacher": people.subject_teacher(home),
        "officer of another school": officer(schools.school()),
        "stranger": schools.user(),
    }


def test_who_does_not_write_finds_no_page(client: Client, home: Family, about: Purpose) -> None:
    own = [
        address("versions", about.public_id),
        address("write_version", about.public_id),
        address("choose_purpose", home.school.public_id),
        address("add_purpose", home.school.public_id, PROMO),
    ]
    for who, user in others(home).items():
        client.force_login(user)
        for page in own:
            assert client.get(page).status_code == 404, (who, page)
            assert client.post(page, typed()).status_code in {404, 405}, (who, page)
        assert client.post(address("end_purpose", about.public_id)).status_code == 404, who
        listed = client.get(LIST)
        assert listed.status_code == (200 if "officer" in who else 404)
        assert str(about.public_id) not in listed.content.decode()
    about.refresh_from_db()
    assert about.is_active


def test_the_administration_reads_and_cannot_write(
    client: Client, home: Family, about: Purpose
) -> None:
    page = read(client, people.administration(home), LIST)
    versions = read(client, people.administration(home), address("versions", about.public_id))

    assert NL.title in page
    assert "/teksten/nieuw/" not in page
    assert NL.question in versions
    for part in ("/nieuw/", "/stoppen/"):
        assert part not in versions
    assert client.get(address("write_version", about.public_id)).status_code == 404
    assert client.post(address("end_purpose", about.public_id)).status_code == 404


def test_the_list_shows_what_is_in_force_what_is_planned_and_what_lacks(
    client: Client, home: Family, po: User, about: Purpose
) -> None:
    before = read(client, po, LIST)
    assert in_dutch("Not there: parents read Dutch") not in before
    day = TODAY + timedelta(days=30)
    write(po, about, starts_on=day)
    write(po, make.purpose(home.child, make.INSTAGRAM), words={"nl": NL_INSTAGRAM})

    after = read(client, po, LIST)

    row = next(row for row in after.split("<tr>") if str(about.public_id) in row)
    assert re.search(r"ersie 1.*ersie 2", row, re.DOTALL)
    assert f'datetime="{day}"' in row
    row = next(row for row in after.split("<tr>") if NL_INSTAGRAM.title in row)
    assert "ersie 2" in row
    with translation.override("nl"):
        lacks = translation.gettext("Not there: %(languages)s. Parents read Dutch.")
        others = [str(one.label) for one in Language if one != Language.DUTCH]
        assert lacks % {"languages": ", ".join(others)} in row


NL_INSTAGRAM = replace(
    NL,
    title="Op Instagram",
    question="Mag de school foto’s op Instagram zetten?",
    summary="Foto’s op de Instagram van de school.",
)


def test_the_pages_ask_the_database_the_same_however_much_is_there(
    client: Client, home: Family, po: User, about: Purpose
) -> None:
    few = [
        queries(client, LIST),
        queries(client, address("versions", about.public_id)),
        queries(client, address("write_version", about.public_id)),
    ]
    for number in range(1, 5):
        write(po, about, based_on=number, words={"nl": NEWER})
    add(po, home.school)
    end(po, make.purpose(home.child, make.INSTAGRAM))
    make.choose(
        home.parent, home.child, "yes", shown=make.words(about, version=5), at=timezone.now()
    )

    many = [
        queries(client, LIST),
        queries(client, address("versions", about.public_id)),
        queries(client, address("write_version", about.public_id)),
    ]

    assert few == many
    assert max(few) <= 8


@pytest.mark.law("AVG 7(1)")
def test_all_versions_stand_there_newest_first_with_what_changed(
    client: Client, po: User, about: Purpose
) -> None:
    write(po, about, words={"nl": NEWER, "en": EN})
    write(po, about, based_on=2, words={"nl": NL}, starts_on=TODAY + timedelta(days=9))

    page = read(client, po, address("versions", about.public_id))

    order = [page.index(f'id="versie-{number}"') for number in (3, 2, 1)]
    assert order == sorted(order)
    third, second, first = (page[a:b] for a, b in zip(order, [*order[1:], None], strict=True))
    assert "Hoogstens <del>2</del> <ins>1</ins>" not in third
    assert "Hoogstens <del>2 jaar.</del>" in second or "<del>2</del> <ins>1</ins> jaar." in second
    assert "<del>" not in first
    assert in_dutch("Planned") in third
    assert in_dutch("In force") in second
    assert in_dutch("Over") in first
    assert in_dutch("This version is not there in this language. Parents read Dutch.") in third


def card(page: str, purpose: Purpose, name: str) -> str:
    """Return the card of a question as it stands in a page, without whose it is."""
    found = re.findall(r"<fieldset.*?</fieldset>", page, re.DOTALL)
    (mine,) = [each for each in found if f"{purpose.public_id}" in each]
    student = re.search(rf"([0-9a-f-]{{36}})_{purpose.public_id}", mine)
    assert student
    return str(mine.replace(student[1], "STUDENT").replace(name, "NAME"))


@pytest.mark.parametrize("languages", [("nl", "en"), ("nl",)], ids=", ".join)
@pytest.mark.parametrize("reads", ["nl", "en"])
@pytest.mark.usefixtures("po")
def test_the_preview_is_what_parents_see_to_the_letter(
    client: Client, home: Family, about: Purpose, languages: tuple[str, ...], reads: str
) -> None:
    students.now_said_of(home.other, home.child, authority=Authority.NONE)  # one parent decides
    english = replace(EN, kept="At most 1 year.") if "en" in languages else None
    nl = replace(
        NEWER, title="Op de site van school", explanation="Over {name} staat er niets bij."
    )
    to = address("write_version", about.public_id)

    shown = client.post(to, typed(do="show", nl=nl, en=english)).content.decode()
    assert not Wording.objects.filter(purpose=about, version=2).exists()
    assert client.post(to, typed(nl=nl, en=english)).status_code == 302
    home.parent.language = reads
    home.parent.save()
    client.force_login(home.parent)
    seen = client.get(OVERVIEW, headers={"accept-language": reads}).content.decode()

    (preview,) = re.findall(rf'data-preview="{reads}".*?</fieldset>', shown, re.DOTALL)
    ours = card(preview, about, "Sanne").replace('value="1.', 'value="2.')
    assert ours == card(seen, about, home.child.short_name)
    assert ('lang="nl"' in ours) == (reads == "en" and english is None)


def test_a_parent_who_reads_another_language_is_told_that_it_is_dutch(
    client: Client, home: Family, po: User, about: Purpose
) -> None:
    write(po, about)
    home.parent.language = "en"
    home.parent.save()
    client.force_login(home.parent)

    pages = [
        client.get(OVERVIEW, headers={"accept-language": "en"}).content.decode(),
        *(
            client.get(
                f"/toestemming/vragen/{n}/", headers={"accept-language": "en"}
            ).content.decode()
            for n in range(1, 9)
        ),
    ]

    told = "This question is not there in your language. You read it in Dutch."
    assert pages[0].count(told) == 1
    assert sum(told in page for page in pages[1:]) == 1
    assert told not in client.get(QUESTION, headers={"accept-language": "nl"}).content.decode()


@pytest.mark.usefixtures("po")
def test_nothing_is_saved_by_looking(client: Client, about: Purpose) -> None:
    answer = client.post(address("write_version", about.public_id), typed(do="show"))

    assert answer.status_code == 200
    assert in_dutch("Nothing is saved yet") in answer.content.decode()
    assert Wording.objects.filter(purpose=about).count() == 2


WRONG = [
    pytest.param({"nl_kept": "ja " * 20 + "nee."}, "21", id="a long sentence"),
    pytest.param({"nl_explanation": "Verantwoordelijkheidsgevoel. " * 20}, "70", id="hard"),
    pytest.param({"nl_question": "Mag het op de website en TikTok?"}, "TikTok", id="two places"),
    pytest.param({"nl_title": ""}, "id_nl_title_error", id="empty"),
    pytest.param({"en_title": "On the website"}, "id_en_kept_error", id="half a language"),
    pytest.param({"starts_on": f"{TODAY - timedelta(days=1)}"}, "fouten", id="a day that is over"),
    pytest.param({"changes": ""}, "id_changes_error", id="not said what changes"),
]


@pytest.mark.parametrize("do", ["show", "save"])
@pytest.mark.parametrize(("change", "says"), WRONG)
@pytest.mark.usefixtures("po")
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: Client, about: Purpose, change: dict[str, str], says: str, do: str
) -> None:
    sent = typed(do=do) | change

    answer = client.post(address("write_version", about.public_id), sent)
    page = answer.content.decode()

    if do == "show" and "starts_on" in change:
        assert answer.status_code == 200
        return
    assert answer.status_code == 422
    assert "fouten" in page
    assert says in page
    for name, text in sent.items():
        if name.startswith(("nl_", "en_")):
            assert escape(text) in page, name
    assert Wording.objects.filter(purpose=about).count() == 2


def test_who_was_overtaken_keeps_what_was_typed(client: Client, po: User, about: Purpose) -> None:
    write(po, about)

    answer = client.post(
        address("write_version", about.public_id), typed(nl=replace(NL, kept="Hoogstens 3 jaar."))
    )

    assert answer.status_code == 422
    assert in_dutch(OvertakenError.says) in answer.content.decode()
    assert "Hoogstens 3 jaar." in answer.content.decode()
    assert make.words(about, version=2).kept == NEWER.kept


@pytest.mark.usefixtures("po")
def test_the_form_says_the_score_and_each_word_that_should_not_be_there(
    client: Client, about: Purpose
) -> None:
    nl = replace(NEWER, kept="Tot u uw toestemming intrekt.")

    page = client.post(address("write_version", about.public_id), typed(do="show", nl=nl))

    beside = re.search(r'data-check="kept">.*?</div>', page.content.decode(), re.DOTALL)
    assert beside
    # Tot u uw toe-stem-ming in-trekt: 5 words, 8 syllables; 206.84 - 0.77 * 160 - 0.93 * 5.
    assert "79,0" in beside[0]
    assert "toestemming" in beside[0]
    assert "intrekt" in beside[0]


@pytest.mark.usefixtures("po")
def test_a_long_sentence_in_english_is_shown_and_may_stand(client: Client, about: Purpose) -> None:
    english = replace(EN, kept="yes " * 20 + "no.")
    to = address("write_version", about.public_id)

    page = client.post(to, typed(do="show", en=english)).content.decode()

    assert f'<q lang="en" dir="auto">{english.kept}</q>' in page
    assert page.count('data-check="kept"') == 2
    assert client.post(to, typed(en=english)).status_code == 302


@pytest.mark.usefixtures("po")
def test_the_form_says_how_many_yeses_count_no_more(
    client: Client, home: Family, about: Purpose
) -> None:
    make.choose(home.parent, home.child, "yes", at=timezone.now())
    make.choose(home.other, home.child, "yes", at=timezone.now())

    page = client.get(address("write_version", about.public_id)).content.decode()

    plural = "Is something else asked? Then %(shown)s choices for yes count no more from that day."
    with translation.override("nl"):
        said = translation.ngettext(
            plural.replace("choices for yes count", "choice for yes counts"), plural, 2
        )
    assert said % {"shown": 2} in page


@pytest.mark.scenario("T15")
@pytest.mark.parametrize("free", OF_EVERY_SECTOR, ids=lambda one: one.code)
@pytest.mark.usefixtures("po")
def test_t15_what_needs_no_consent_is_refused_with_the_reason_and_the_law(
    client: Client, home: Family, free: object
) -> None:
    assert isinstance(free, NoConsent)
    page = address("choose_purpose", home.school.public_id)
    assert free.code in client.get(page).content.decode()

    answer = client.post(page, {"code": free.code})

    said = answer.content.decode()
    assert answer.status_code == 422
    assert in_dutch(NoConsentNeededError.says) in said
    assert in_dutch(free.why) in said
    assert free.ground in said
    assert client.get(address("add_purpose", home.school.public_id, free.code)).status_code == 404
    assert not Purpose.objects.filter(code=free.code).exists()


@pytest.mark.parametrize("other", ELSEWHERE, ids=lambda one: one.code)
@pytest.mark.usefixtures("po")
def test_what_is_asked_in_another_way_is_refused_with_the_reason(
    client: Client, home: Family, other: object
) -> None:
    assert isinstance(other, type(ELSEWHERE[0]))

    answer = client.post(address("choose_purpose", home.school.public_id), {"code": other.code})

    assert answer.status_code == 422
    assert in_dutch(other.why) in answer.content.decode()


@pytest.mark.parametrize("code", ["", "ANYTHING", make.WEBSITE])
@pytest.mark.usefixtures("po")
def test_only_what_is_offered_can_be_chosen(client: Client, home: Family, code: str) -> None:
    page = address("choose_purpose", home.school.public_id)

    assert client.post(page, {"code": code}).status_code == 422


@pytest.mark.usefixtures("po")
def test_a_question_is_chosen_written_and_then_asked(client: Client, home: Family) -> None:
    page = address("choose_purpose", home.school.public_id)
    to = client.post(page, {"code": PROMO}).headers["Location"]
    assert to == address("add_purpose", home.school.public_id, PROMO)
    assert in_dutch(BY_CODE[PROMO].title) in client.get(to).content.decode()
    both = replace(POSTER, question="Mag de school foto’s op posters en Instagram zetten?")

    refused = client.post(to, typed(nl=both))
    assert refused.status_code == 422
    assert escape(both.question) in refused.content.decode()
    assert PROMO not in make.codes(home.school)
    answer = client.post(to, typed(nl=POSTER))

    made = make.purpose(home.child, PROMO)
    assert answer.headers["Location"] == address("versions", made.public_id)
    assert POSTER.title in read(client, home.parent)


@pytest.mark.usefixtures("po")
def test_a_question_ends_by_the_button_and_parents_see_it_no_more(
    client: Client, home: Family, about: Purpose
) -> None:
    make.choose(home.parent, home.child, "yes", at=timezone.now())

    answer = client.post(address("end_purpose", about.public_id), follow=True)

    assert in_dutch("The school asks this no more") in answer.content.decode()
    assert client.get(address("write_version", about.public_id)).status_code == 404
    assert in_dutch("Asked no more") in client.get(LIST).content.decode()
    assert NL.question not in read(client, home.parent)
    assert NL.title in read(client, home.parent, "/toestemming/geschiedenis/")


@pytest.mark.usefixtures("po")
def test_the_menu_leads_who_reads_texts_to_them(client: Client, home: Family) -> None:
    assert f'href="{LIST}"' in client.get(LIST).content.decode()
    board = access.with_role(Role.PRIVACY_OFFICER, home.school.board)
    assert home.school.name in read(client, board, LIST)
    client.force_login(people.subject_teacher(home))
    assert f'href="{LIST}"' not in client.get("/foto/").content.decode()
