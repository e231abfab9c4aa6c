"""What a family reads in its own language: nothing that a guardian or student meets lacks it."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any
from unicodedata import bidirectional
from urllib.parse import urlsplit

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import trans_real

from access import letters
from access.choices import Role
from access.document.letters import as_pdf as of_invitation
from access.errors import AlreadyKnownError, InvitationOverError
from access.tests import make as access
from access.tests.turning import born, runs
from accounts.adapter import AccountAdapter
from accounts.choices import AT_WORK, Language
from accounts.models import User
from audit.events import registry
from consents import tasks
from consents.alumni.links import token_of
from consents.alumni.mail import send_waiting
from consents.asked import Asked
from consents.choices import CampaignKind
from consents.document.campaign import as_pdf as of_campaign
from consents.errors import NotAskedError, NotTheDeciderError, WordingOutdatedError
from consents.models import Inquiry
from consents.tests import make, paper, people
from consents.tests.people import Family
from consents.tests.test_turning import turns_in
from kernel import words
from kernel.database import as_role
from kernel.dates import years_after
from kernel.errors import NotAllowedError, PortalError, RuleBrokenError
from kernel.tests.roles import seeing_all
from privacyportal.languages import FOR_FAMILIES
from privacyportal.tests import test_access, world
from schools.tests import make as schools
from students.tests import make as students

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

    from access.services import Letter
    from students.models import Student

OTHERS = [language.value for language in Language if language not in AT_WORK]
PASSWORD = "a short sentence is fine"
OVERVIEW, HISTORY, GO_ON = "/toestemming/", "/toestemming/geschiedenis/", "/uitnodiging/verder/"
NO_PAGES = {
    "security_txt", "robots_txt", "healthz", "readyz", "theme", "set_language",
    "consents:api_keys", "consents:api_document",
}  # fmt: skip
AT_NO_SCHOOL = {"choose_theme", "style_guide"}
OWN_PAGES = {"account_logout", "account_change_password", "account_reauthenticate", "home"}


REFUSALS = (
    PortalError, NotAllowedError, RuleBrokenError, InvitationOverError, AlreadyKnownError,
    NotTheDeciderError, WordingOutdatedError, NotAskedError,
)  # fmt: skip


class Gaps:
    """Stands behind the catalogue of a language and keeps what it had to be asked for."""

    def __init__(self, dutch: Any) -> None:  # noqa: ANN401 - a catalogue of Django's
        """Answer in Dutch, as Django does where a language lacks a text."""
        self.dutch, self.texts = dutch, set[str]()

    def gettext(self, text: str) -> str:
        """Note a text that is not there."""
        self.texts.add(text)
        return str(self.dutch.gettext(text))

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Note a text with a number that is not there."""
        self.texts.add(one)
        return str(self.dutch.ngettext(one, many, number))


@pytest.fixture(params=OTHERS)
def gaps(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Gaps:
    """Speak one of the other languages, and note what it lacks."""
    cache.clear()
    reverse("home")  # what is loaded with the addresses asks for names of columns, once
    import_module("django.contrib.auth.forms")  # which puts a text together as it is loaded
    found = Gaps(trans_real.translation(settings.LANGUAGE_CODE))
    monkeypatch.setattr(trans_real.translation(request.param), "_fallback", found)
    translation.activate(request.param)
    return found


def visitor(user: User | None = None) -> Client:
    """Return somebody who reads the language that is spoken now."""
    language = translation.get_language()
    client = Client(headers={"accept-language": language})
    if user:
        user.language = language
        user.save(update_fields=["language"])
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def with_password() -> User:
    """Return somebody with an account in the language that is spoken now."""
    user = schools.user()
    user.language = translation.get_language()
    user.set_password(PASSWORD)
    user.save()
    return user


def complain(gaps: Gaps) -> None:
    """Fail on what was lacking, by its name."""
    assert not gaps.texts, "\n".join(
        [f"not in {translation.get_language()}:", *sorted(gaps.texts)]
    )


def see(client: Client, address: str, sent: dict[str, Any] | None = None) -> str:
    """Open a page, or send a form, and return what comes of it in the end."""
    language = translation.get_language()
    answer: Any = (
        client.get(address, follow=True)
        if sent is None
        else client.post(address, sent, follow=True)
    )
    if answer.streaming:
        return str(b"".join(answer.streaming_content), errors="replace")
    body = str(answer.content, errors="replace")
    if "<html" in body:
        direction = "rtl" if language == "ar" else "ltr"
        assert f'<html lang="{language}" dir="{direction}"' in body, address
    translation.activate(str(language))
    return body


def home_of_all() -> tuple[Family, list[User]]:
    """Make a family that meets everything on the pages about photos, and who signs in there."""
    home = Family()
    today = timezone.localdate()
    clerk, teacher = people.administration(home), people.subject_teacher(home)
    older, sixteen = people.student_of_seventeen(home)
    for code in (make.WEBSITE, "IMG_PARENT_APP"):  # one ends at sixteen, one is carried over
        make.choose(home.parent, older, "yes", code=code, at=make.LONG_AGO)
    left = students.student(home.school, name="Finn", left_on=today - timedelta(days=9))
    almost = students.student(
        group=home.group, name="Noor", born_on=years_after(today + timedelta(days=20), -16)
    )
    elsewhere = students.student(schools.school(board=home.school.board.name), name="Bo")
    for child in (left, almost, elsewhere):
        access.parent(child, who=home.parent)
    for code in (make.WEBSITE, make.INSTAGRAM):
        make.choose(home.parent, home.child, "yes", code=code)
        make.publishes(teacher, home.group, home.child, code=code)
    make.choose(home.parent, home.child, "yes", code="IMG_PARENT_APP")
    make.choose(home.other, home.child, "no", code=make.INSTAGRAM, at=timezone.now())
    make.choose(home.parent, home.child, "no", at=timezone.now())
    paper.tells(clerk, home.child, home.parent, "yes", paper.Call(at=timezone.now()))
    make.new_words(make.purpose(home.child, make.CLASS_PHOTO), at=timezone.now())
    make.runs(make.campaign(home.school, CampaignKind.CHECK))
    return home, [home.other, sixteen, home.parent]


@pytest.mark.django_db
def test_nobody_who_does_not_sign_in_misses_a_text(gaps: Gaps) -> None:
    user = schools.user()
    for name in sorted(test_access.PUBLIC - NO_PAGES - test_access.WITH_ARGUMENTS):
        see(visitor(), reverse(name))
    see(visitor(), "/nergens/")
    see(visitor(), "/inloggen/", {"login": "x", "password": ""})
    see(visitor(), "/inloggen/", {"login": user.email, "password": "wrong"})
    see(visitor(), "/wachtwoord/vergeten/", {"email": ""})
    see(visitor(), "/wachtwoord/vergeten/", {"email": "x"})
    see(visitor(), "/wachtwoord/vergeten/", {"email": "unknown@example.org"})
    see(visitor(), "/wachtwoord/nieuw/1-x/")
    for name, text in AccountAdapter.error_messages.items():
        if text is not DefaultAccountAdapter.error_messages.get(name):
            str(text)  # some come only after a hundred tries
    complain(gaps)


@pytest.mark.django_db
def test_who_forgot_the_password_misses_no_text(gaps: Gaps) -> None:
    user, client = with_password(), visitor()

    see(client, "/wachtwoord/vergeten/", {"email": user.email})
    link = re.search(r"http\S+(/wachtwoord/nieuw/\S+)", str(mail.outbox[-1].body))
    assert link
    see(client, link[1])
    page = f"/wachtwoord/nieuw/{link[1].split('/')[3].split('-')[0]}-set-password/"
    see(client, page, {"password1": "", "password2": ""})
    see(client, page, {"password1": "short", "password2": "other"})
    see(client, page, {"password1": "password1234", "password2": "password1234"})
    see(client, page, {"password1": user.email, "password2": user.email})
    see(client, page, {"password1": f"{PASSWORD}!", "password2": f"{PASSWORD}!"})
    see(client, "/inloggen/", {"login": user.email, "password": f"{PASSWORD}!"})
    see(client, "/wachtwoord/")
    see(client, "/wachtwoord/", {"oldpassword": "x", "password1": "y", "password2": "z"})
    see(client, "/bevestigen/")
    see(client, "/bevestigen/", {"password": "x"})
    new = {"oldpassword": f"{PASSWORD}!", "password1": PASSWORD, "password2": PASSWORD}
    see(client, "/wachtwoord/", new)
    see(client, "/uitloggen/")
    see(client, "/uitloggen/", {})
    complain(gaps)


def digits() -> str:
    """Return the digits of the newest e-mail."""
    found = re.search(r"\b(\d{6})\b", str(mail.outbox[-1].body))
    assert found
    return found[1]


def letter() -> tuple[Letter, str]:
    """Write a letter to a guardian without an account; return it, and where it leads."""
    child = students.student(group=schools.group(schools.school()))
    guardian = students.guardianship(child).guardian
    clerk = access.with_role(Role.ADMINISTRATION, child.school)
    written = access.letter(clerk, of=guardian)
    return written, urlsplit(written.link).path


@pytest.mark.django_db
def test_no_letter_on_paper_misses_a_text(gaps: Gaps) -> None:
    with translation.override("nl"):
        (written, _), school = letter(), make.school()
        asks = [make.campaign(school, kind) for kind in CampaignKind]
        asked = Asked([school.pk], at=timezone.now())
    assert of_invitation([written], school=school)
    for campaign in asks:
        assert of_campaign([written], campaign=campaign, asked=asked, children={})
    complain(gaps)


def come_in(client: Client, place: str, written: Letter) -> str:
    """Walk the whole way of a letter."""
    see(client, place, {"code": written.code})
    see(client, GO_ON, {"email": "own@example.org"})
    see(client, GO_ON, {"digits": digits()})
    return see(client, GO_ON, {"password1": PASSWORD, "password2": PASSWORD})


@pytest.mark.django_db
def test_who_comes_in_by_letter_misses_no_text(gaps: Gaps) -> None:
    with translation.override("nl"):
        first, place = letter()
    client = visitor()

    see(client, GO_ON)
    see(client, place)
    see(client, place, {"code": ""})
    see(client, place, {"code": "WWWWWWWW"})
    see(client, place, {"code": first.code})
    see(client, GO_ON, {"email": ""})
    see(client, GO_ON, {"email": "own@example.org"})
    see(client, GO_ON, {"digits": ""})
    see(client, GO_ON, {"digits": "000000"})
    see(client, f"{GO_ON}?opnieuw")
    see(client, GO_ON, {"digits": digits()})
    see(client, GO_ON, {"password1": "", "password2": ""})
    see(client, GO_ON, {"password1": PASSWORD, "password2": "another"})
    body = see(client, GO_ON, {"password1": PASSWORD, "password2": PASSWORD})
    assert translation.gettext("Your account is there. From now on you sign in with it.") in body
    assert User.objects.get(email="own@example.org").language == translation.get_language()
    complain(gaps)


@pytest.mark.django_db
def test_who_has_an_account_already_misses_no_text(gaps: Gaps) -> None:
    with translation.override("nl"):
        (first, place), (second, other), (third, elsewhere) = letter(), letter(), letter()
    client = visitor()
    come_in(client, place, first)
    see(client, other, {"code": second.code})
    see(client, GO_ON)
    see(client, GO_ON, {"join": "1"})
    known = visitor()
    see(known, elsewhere, {"code": third.code})
    see(known, GO_ON, {"email": "own@example.org"})
    complain(gaps)


@pytest.mark.django_db
def test_who_was_invited_by_email_misses_no_text(gaps: Gaps) -> None:
    with translation.override("nl"):
        child = students.student(group=schools.group(schools.school()))
        guardian = students.guardianship(child).guardian
        guardian.email = "own@example.org"
        guardian.save(update_fields=["email"])
        clerk = access.with_role(Role.ADMINISTRATION, child.school)
        made = access.invitation(clerk, of=guardian, by_mail=True)
        with as_role("portal_worker"):
            letters.send_invitation(made.pk, at=timezone.now())
    code = re.search(r"\b([A-Z2-9]{8})\b", str(mail.outbox[-1].body))
    assert code
    client = visitor()
    see(client, f"/uitnodiging/{made.public_id}/", {"code": code[1]})
    see(client, GO_ON)
    see(client, f"{GO_ON}?opnieuw")
    complain(gaps)


def turned(home: Family, *, days: int) -> tuple[Student, User]:
    """Make a child that turned sixteen so many days ago, with an account."""
    made = home.one_more()
    made.birth_date = born(timezone.localdate() - timedelta(days=days))
    made.save(update_fields=["birth_date"])
    return made, access.student_who_signs_in(made)


@pytest.mark.django_db
def test_who_reads_and_hears_that_a_student_turns_sixteen_misses_no_text(gaps: Gaps) -> None:
    language = str(translation.get_language())
    with translation.override("nl"):
        home = Family()
        make.asks_for_class_list(home.school)
        for code in (make.WEBSITE, "IMG_PARENT_APP", make.CLASS_LIST):
            make.choose(home.parent, home.child, "yes", code=code)
        turns_in(home, 9)
        written = access.letter(people.administration(home), of=home.child)
        _, own = turned(home, days=0)
        other, without_say = turned(home, days=2)
        represents = people.represents(other)
        User.objects.update(language=language)
        runs(home.school, at=timezone.now())

    for user in (home.parent, own, without_say, represents):
        see(visitor(user), OVERVIEW)
    for number in range(1, 10):
        see(visitor(home.parent), f"{OVERVIEW}vragen/{number}/")
    place = urlsplit(written.link).path
    assert words.day(timezone.localdate() + timedelta(days=9)) in see(
        visitor(), place, {"code": written.code}
    )
    assert len(mail.outbox) == 3, "two parents, and the student without a representative"
    complain(gaps)


@pytest.mark.django_db
def test_a_family_misses_no_text_on_the_pages_about_photos(gaps: Gaps) -> None:
    with translation.override("nl"):
        _, readers = home_of_all()
    for user in readers:
        client = visitor(user)
        first = see(client, OVERVIEW)
        see(client, OVERVIEW, {})
        see(client, f"{OVERVIEW}vragen/1/")
        see(client, f"{OVERVIEW}vragen/1/", {})
        fields = re.findall(r'name="([0-9a-f_-]+_words)" value="([^"]+)"', first)
        asked = dict(fields)
        chosen = {name.removesuffix("_words"): "yes" for name in asked}
        see(client, OVERVIEW, asked | dict.fromkeys(chosen, "x"))
        see(client, OVERVIEW, dict.fromkeys(asked, "1.nl") | chosen)
        see(client, OVERVIEW, asked | chosen)
        see(client, OVERVIEW, asked | chosen)
        see(client, OVERVIEW, asked | dict.fromkeys(chosen, "no"))
        for number in range(1, 9):
            see(client, f"{OVERVIEW}vragen/{number}/")
        page = see(client, HISTORY)
        for proof in set(re.findall(r"/toestemming/bewijs/[0-9a-f-]+/", page)):
            see(client, proof)
            see(client, f"{proof}bewijs.pdf")
            see(client, f"{proof}bewijs.jsonld")
        see(client, "/toestemming/klopt/")
        see(client, "/toestemming/klopt/", {})
        see(client, OVERVIEW)
    complain(gaps)


@pytest.mark.django_db
@pytest.mark.law("AVG 12(1)")
def test_nobody_of_the_family_misses_a_text_anywhere(gaps: Gaps) -> None:
    with translation.override("nl"):
        scene = world.make()
    for role in ("parent", "other_parent", "student", "parent_without_authority", "stranger"):
        client = visitor(scene.people[role])
        for name in sorted(OWN_PAGES):
            see(client, reverse(name))
        for name, row in test_access.TABLE.items():
            if name in FOR_FAMILIES and role in row.who:
                see(client, reverse(name, args=row.args(scene)))
    client = visitor(scene.people["parent"])
    religion = reverse("consents:religion", args=[scene.student.public_id])
    words = re.search(r'name="words" value="([^"]+)"', see(client, religion))
    assert words
    for sent in ({"do": "yes"}, {"do": "yes", "value": "x", "freely": "on"}, {"do": "no"}):
        see(client, religion, {"words": words[1], **sent})
        see(client, religion)
    inquiry = reverse("consents:inquiry", args=[scene.more["inquiry"].public_id])
    for sent in ({"do": "yes"}, {"do": "yes", "freely": "on"}, {"do": "no"}, {"do": "no"}):
        see(client, inquiry, {"words": "1.nl", **sent})
        page = f"{see(client, inquiry)}{see(client, OVERVIEW)}{see(client, HISTORY)}"
        for proof in sorted(set(re.findall(r"/toestemming/bewijs/[0-9a-f-]+/", page))):
            see(client, proof)
            see(client, f"{proof}bewijs.pdf")
    with translation.override("nl"):
        coordinator = scene.people["care_coordinator"]
        assert coordinator is not None
        make.ends(coordinator, scene.more["inquiry"])
    see(client, inquiry)
    see_alumni(client, scene)
    complain(gaps)


def see_alumni(client: Client, scene: world.World) -> None:
    """See whether to join the list of former students, and the pages of a link in an e-mail."""
    with translation.override("nl"):
        clerk = scene.people["administration"]
        assert clerk is not None
        make.asks_class(clerk, scene.group, scene.student)
        with seeing_all():
            asked = Inquiry.objects.of_classes().get(student=scene.student)
    page = reverse("consents:inquiry", args=[asked.public_id])
    for sent in ({"email": "x"}, {"email": make.MAILBOX}, {"do": "no"}, {"email": make.MAILBOX}):
        see(client, page, {"words": "1.nl", "do": "yes", **sent})
        found = f"{see(client, page)}{see(client, OVERVIEW)}{see(client, HISTORY)}"
        for proof in sorted(set(re.findall(r"/toestemming/bewijs/[0-9a-f-]+/", found))):
            see(client, proof)
    link = reverse("consents:former_student", args=[token_of(scene.more["alumnus"].public_id)])
    see(client, link)
    make.nears_the_end(scene.more["alumnus"])
    for does in ({"do": "stay"}, {"do": "stay", "grown": "on"}, {"do": "leave"}):
        see(client, link, does)
    see(client, link)


def write_to_former_student(home: Family, clerk: User, language: str) -> None:
    """Let somebody on the list, who read the question in a language, be told and asked to stay."""
    read = make.words(make.asks_for_alumni(home.school))
    read.pk, read.language = None, language
    with make.as_worker():
        read.save(force_insert=True)
    former = make.former_student(home.one_more(), home.parent, clerk, language=language)
    make.nears_the_end(former)
    with make.as_worker():
        send_waiting(home.school.pk, at=timezone.now())


@pytest.mark.django_db
def test_no_email_to_a_family_misses_a_text_and_each_is_in_the_language_of_the_account(
    gaps: Gaps,
) -> None:
    language = str(translation.get_language())
    with translation.override("nl"):
        home = Family()
        clerk = people.administration(home)
        User.objects.filter(pk=home.parent.pk).update(language=language)
        chosen = make.choose(home.parent, home.child, "yes")
        told = paper.tells(clerk, home.child, home.parent, "no", paper.Call(at=timezone.now()))
        assert chosen
        tasks.tell_chooser(receipt_id=chosen.pk, user_id=home.parent.pk)
        with seeing_all():
            receipt = told.receipt
        tasks.tell_signer(receipt_id=receipt.pk, user_id=home.parent.pk)
        home.school.phone = "0492 000 000"
        make.asking(home.school)
        User.objects.update(language=language)
        make.runs(make.campaign(home.school))
        make.asks_for_care(home.school)
        asked = make.inquires(people.care_coordinator(home), home.child)
        tasks.tell_asked(inquiry_id=asked.pk, user_id=home.parent.pk)

        write_to_former_student(home, clerk, language)

    facts = {"school": home.school.name}
    assert [message.subject for message in mail.outbox] == [
        translation.gettext("Your choice has been saved"),
        translation.gettext("The school wrote down a choice for you"),
        *[
            translation.gettext("%(school)s has a question for you") % {"school": home.school.name}
            for _ in (home.parent, home.other)
        ],
        translation.gettext("A question of the school"),
        translation.gettext("You are on the list of former students of %(school)s") % facts,
        translation.gettext("Do you want to stay on the list of %(school)s?") % facts,
    ]
    for message in mail.outbox:
        assert_runs(message, rightward=language != "ar")
    assert language != "ar" or "\u20660492 000 000\u2069" in str(mail.outbox[-4].body)
    complain(gaps)


def assert_runs(message: EmailMessage, *, rightward: bool) -> None:
    """Assert that a mail program, which goes by the first letter, shows each line as it runs."""
    for line in [str(message.subject), *str(message.body).split("\n\n")]:
        first = next(sign for sign in line if bidirectional(sign) in {"L", "R", "AL"})
        assert line.startswith("http") or (bidirectional(first) == "L") == rightward, line


@pytest.mark.django_db
def test_whoever_works_at_a_school_gets_dutch_where_a_page_is_not_there(gaps: Gaps) -> None:
    mentor = access.with_role(Role.MENTOR, schools.group(schools.school()))
    client = visitor(mentor)

    answer = client.get("/vandaag/")

    body = answer.content.decode()
    assert '<html lang="nl" dir="ltr"' in body
    assert re.findall(r'name="language" value="(\w+)"', body) == ["nl", "en"]
    assert mentor.language_at_work == "nl"
    assert not gaps.texts


def test_no_refusal_that_a_family_can_meet_misses_a_text(gaps: Gaps) -> None:
    for error in REFUSALS:
        str(error())
    complain(gaps)


def test_the_record_of_who_looked_can_be_read_in_each_language(gaps: Gaps) -> None:
    for event in registry.values():
        str(event.what)
    for role in Role:
        str(role.label)
    complain(gaps)


def test_every_page_that_a_family_can_open_is_there_in_every_language() -> None:
    theirs = {name for name, row in test_access.TABLE.items() if row.who & test_access.FAMILY}
    for_all = test_access.PUBLIC | test_access.OWN_ACCOUNT

    assert theirs | for_all - NO_PAGES - AT_NO_SCHOOL == FOR_FAMILIES


def test_what_a_language_lacks_is_seen() -> None:
    before = vars(trans_real.translation("ar"))["_fallback"]
    assert before is trans_real.translation("nl"), "a text that is lacking is shown in Dutch"
    gaps = Gaps(before)

    assert gaps.gettext("Who may be in the picture?") == "Wie mag op de foto?"
    assert gaps.texts == {"Who may be in the picture?"}


@pytest.mark.parametrize("language", OTHERS)
def test_each_language_is_named_by_its_readers_and_counts_as_they_do(language: str) -> None:
    assert dict(settings.LANGUAGES)[language] not in {"", dict(Language.choices)[language]}
    with translation.override(language):
        told = {
            number: translation.ngettext(
                "One question is still open for %(name)s.",
                "%(total)s questions are still open for %(name)s.",
                number,
            )
            for number in range(1, 121)
        }
    forms = {"ar": 5, "tr": 2, "pl": 3, "uk": 2}
    assert len(set(told.values())) == forms[language]
    assert told[2] != told[5] or language == "tr"
