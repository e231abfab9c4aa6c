"""What can go wrong with a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

from kernel.errors import NotAllowedError, RuleBrokenError
from kernel.uploads import BadFileError

if TYPE_CHECKING:
    from collections.abc import Collection

    from django_stubs_ext import StrPromise

    from students.models import Student


class NotTheDeciderError(NotAllowedError):
    """Somebody else decides: a guardian with authority, or from sixteen the student."""

    says = _("You cannot choose this. Somebody else decides for this student.")


class NotTheKeeperError(NotAllowedError):
    """Only the administration of the school writes down what it was told."""

    says = _("Only the administration of the school writes this down.")


class ChoosesAloneError(RuleBrokenError):
    """A student of sixteen chooses in the portal, instead of objecting."""

    says = _("This student is sixteen or older, and chooses in the portal.")


class WordingOutdatedError(RuleBrokenError):
    """The text shown is no longer the text in force."""

    says = _("The text has changed since you opened this page. Read it again and choose.")


class NotAskedError(RuleBrokenError):
    """The school does not, or no longer, ask this of its students."""

    says = _("The school does not ask this any more. Look at the questions again.")


class NotFreelyError(RuleBrokenError):
    """Whoever chooses did not say that this is of the own accord.

    Law: AVG 9(2)(a)
    """

    says = _("Tick that you choose this yourself. You do not have to.")


class NothingWrittenError(RuleBrokenError):
    """There is no word to write down."""

    says = _("Write which religion it is, or choose no.")


class NotTheAskerError(NotAllowedError):
    """Only whoever has the task for it asks this about a student, and reads the answer."""

    says = _("You cannot ask this about this student.")


class InquiryOverError(RuleBrokenError):
    """What is asked about one student ended, or its last day has passed."""

    says = _("This question is over. Nobody can answer it any more.")


class AgeNotKnownError(RuleBrokenError):
    """Without a birth date nobody knows who decides.

    Law: UAVG 5(1); Jeugdwet 7.3.4
    """

    says = _("The school does not know when this student was born. So who decides is not known.")


class LastDayError(RuleBrokenError):
    """A question about one student ends, and not later than in a year."""

    says = _("Choose a last day from today, and at most a year from now.")


class NoPieceError(RuleBrokenError):
    """A transfer names which pieces of the file go; nothing else has pieces."""

    says = _("Choose which pieces of the file go to the next school.")


class AddressMissingError(RuleBrokenError):
    """Without an e-mail address nobody can be invited, so there is nothing to say yes to."""

    says = _("Fill in an e-mail address, for example naam@voorbeeld.nl.")


class NobodyToAskError(RuleBrokenError):
    """Of these students nobody can be asked: they were asked already, or nobody was chosen."""

    says = _("Choose at least one student who was not asked yet.")


class NotTheListKeeperError(NotAllowedError):
    """Only who keeps the list of former students of a school writes to them."""

    says = _("Only the administration of the school does this.")


class NobodyOnListError(RuleBrokenError):
    """Nobody on the list left in these years."""

    says = _("Nobody on the list left in these years.")


class LetterWaitsError(RuleBrokenError):
    """One e-mail after the other: the last one is still on its way."""

    says = _("The last e-mail is still being sent. Try again in a few minutes.")


class NotGrownError(RuleBrokenError):
    """After a yes of a parent nobody but the former student stays, and from sixteen.

    Law: UAVG 5(1)
    """

    says = _("Tick that you are the former student, and 16 years or older.")


class NotOnListError(RuleBrokenError):
    """The link is of nobody on a list: somebody left it, or its time is over."""

    says = _("This link does not work any more. Nothing is kept about you on this list.")


class NotTheWriterError(NotAllowedError):
    """Only whoever writes the questions of the school changes them."""

    says = _("Only the privacy officer of the school changes what is asked.")


class NoConsentNeededError(RuleBrokenError):
    """What the law allows without consent is not asked: a no would change nothing.

    Law: AVG 4(11)
    """

    says = _("No consent is needed for this.")

    def __init__(self, why: StrPromise, ground: str) -> None:
        """Keep why, and where the law says so."""
        self.why, self.ground = why, ground
        super().__init__()

    def __str__(self) -> str:
        """Return the sentence, the reason and the place in the law."""
        return f"{self.says} {self.why} ({self.ground})"


class AskedElsewhereError(RuleBrokenError):
    """Some consent is asked in another way than on the pages about photos."""

    says = _("This cannot be asked here.")

    def __init__(self, why: StrPromise) -> None:
        """Keep why."""
        self.why = why
        super().__init__()

    def __str__(self) -> str:
        """Return the sentence and the reason."""
        return f"{self.says} {self.why}"


class AlreadyAskedError(RuleBrokenError):
    """A school asks each question once."""

    says = _("Your school asks this already. Write a new version of that question.")


class OvertakenError(RuleBrokenError):
    """Somebody else wrote a version in the meantime."""

    says = _("Somebody wrote a new version meanwhile. Look at it first; yours is still here.")


class InThePastError(RuleBrokenError):
    """Words come into force now or later: nobody was asked them before."""

    says = _("This day is over. Choose today or a later day.")


class BeforeAnotherError(RuleBrokenError):
    """Versions come into force in the order in which they were written."""

    says = _("Another version is planned for a later day. Choose that day, or one after it.")


class SameWordsError(RuleBrokenError):
    """A version in which no word differs says nothing new."""

    says = _("You changed no word.")


class NothingToApproveError(RuleBrokenError):
    """Of none of the chosen questions a translation waits any more."""

    says = _("Nothing was saved: these questions have other words by now. Look at them again.")


class UnsoundWordsError(RuleBrokenError):
    """The words are hard to read, ask two things at once, or lack something."""

    says = _("The text is not right yet.")

    def __init__(self, flaws: list[tuple[str, str]]) -> None:
        """Keep what is wrong: the field, or nothing, and the sentence."""
        self.flaws = flaws
        super().__init__()


class EntryError(RuleBrokenError):
    """What was told outside the portal cannot be so; `field` is the answer that is wrong."""

    field: ClassVar[str]


class NotYetSaidError(EntryError):
    """The day on the paper is still to come."""

    field = "said_on"
    says = _("This day is still to come. Fill in the day on the paper, or of the call.")


class HadNoSayError(EntryError):
    """Whoever signed did not decide for the student on that day."""

    field = "signer"
    says = _("On that day this person did not decide for this student. So it does not count.")


class WordsTooNewError(EntryError):
    """The words were not yet in force on the day on the paper."""

    field = "words"
    says = _("This text is newer than the paper. Choose the text that was shown.")


class NothingSaidError(EntryError):
    """Not one question is answered."""

    field = "answers"
    says = _("Fill in at least one answer.")


class ProofMissingError(EntryError):
    """There is no scan of a paper."""

    field = "file"
    says = _("Add a scan or a photo of the paper.")


class NoteMissingError(EntryError):
    """There is no note of a call or a visit, or one that says too little or too much."""

    field = "note"
    says = _("Write in 10 to 200 characters what was said, and how you knew who it was.")


class YesByPhoneError(EntryError):
    """An explicit yes is on paper, or said by somebody who stands there.

    Law: AVG 9(2)(a)
    """

    field = "channel"
    says = _("A yes to this cannot be given by telephone. Ask for it on paper, or at the desk.")


class SaidBeforeAskedError(EntryError):
    """The paper is older than the question."""

    field = "said_on"
    says = _("On that day this was not asked yet. So it cannot be an answer to it.")


class NotAScanError(BadFileError):
    """The file is no PDF, JPEG or PNG, or not a whole one."""

    says = _("This is not a whole PDF, JPEG or PNG. Make the scan or the photo again.")


class NotThePublisherError(NotAllowedError):
    """Only who works with the pictures of a group puts on record what was published."""

    says = _("You cannot put this on record for this group.")


class NotInGroupError(RuleBrokenError):
    """Somebody was picked who is not, or no longer, in the group."""

    says = _("The group has changed since you opened this page. Choose again who is in the photo.")


class NobodyShownError(RuleBrokenError):
    """Nobody can be recognised in it, so that nobody's choice is needed."""

    says = _("Choose who can be recognised. Is that nobody? Then you need not write it down.")


class NoYesError(RuleBrokenError):
    """Somebody who can be recognised has no yes for this place at this moment.

    The sentence names nobody; `students` are for the page of who knows the group.
    """

    says = _("Not everybody may be in this photo.")

    def __init__(self, students: Collection[Student]) -> None:
        """Keep who has no yes."""
        super().__init__()
        self.students = tuple(students)


class NotTheirTakeDownError(NotAllowedError):
    """Only who published it, or who works with all pictures of the school, says it came down."""

    says = _("Only who published it, or the administration, writes this down.")


class StaysInPrintError(RuleBrokenError):
    """What is on paper cannot come down."""

    says = _("What is printed cannot come down. It is not printed again.")


class NotTheirClientError(NotAllowedError):
    """Only who writes the questions of a school says which systems may ask about it."""

    says = _("Only the privacy officer of each of these schools does this.")


class ClientOverError(RuleBrokenError):
    """The token was withdrawn, or its time is over."""

    says = _("This connection has ended already. Make a new one.")


class ClientDayError(RuleBrokenError):
    """A token ends, and not later than in a year."""

    says = _("Choose a day from today, and at most a year from now.")


class WebhookAddressError(RuleBrokenError):
    """To such an address the portal sends nothing."""

    says = _("Fill in an address that begins with https:// and a name, without a password in it.")


class NothingAskedError(RuleBrokenError):
    """A school that asks nothing cannot ask for answers."""

    says = _("The school asks nothing about photos yet. First write a question.")


class CampaignRunsError(RuleBrokenError):
    """The same people are asked the same already."""

    says = _("The school asks this already, of the same people. Look at that campaign.")


class CampaignOverError(RuleBrokenError):
    """Nobody is written to for a campaign that ended."""

    says = _("This campaign is over. Nobody is written to any more.")


class NotYoursToCloseError(NotAllowedError):
    """Only who writes what all schools of a board ask says what a look at the pages found."""

    says = _("Only a privacy officer of all schools of the board writes this down.")


class AlreadyLookedError(RuleBrokenError):
    """What a look at a design found stands, and somebody now says something else."""

    says = _("Somebody wrote down already what was found.")


class NothingFoundError(RuleBrokenError):
    """What was found is not written down, or in too few or too many words."""

    says = _("Write in 10 to 1000 characters what you found, and what happens now.")
