"""The vocabularies: every closed list of codes in the database, each code with the sentence that defines it.

A code is defined here and nowhere else. Models take their choices from these classes, the CHECK
constraints take their values, the API's filters their allowed values, and ``/api/v1/codebook/`` and the
admin show the definitions. The sentences restate the codebook, version ``CODEBOOK_VERSION``.
"""

from typing import Self

from django.db import models

CODEBOOK_VERSION = "1"


class Vocabulary(models.TextChoices):
    """A list of codes whose members are written ``CODE = value, definition, label``."""

    definition: str

    # The default serves type checkers, which read ClaimKind("event") as a call of this; no member leaves it out.
    def __new__(cls, value: str, definition: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.definition = definition
        return member

    def __str__(self) -> str:
        return str(self.value)


# --- Sources -------------------------------------------------------------------------------------


class SourceKind(Vocabulary):
    ARTICLE = "article", "A text in a newspaper, a magazine or on a website.", "article"
    REPORT = "report", "A longer study or report of an institution.", "report"
    SPEECH = "speech", "Words spoken in public, as transcribed.", "speech"
    INTERVIEW = "interview", "Questions and answers, as transcribed.", "interview"
    STATEMENT = "statement", "A communiqué, press release or public letter.", "statement"
    LEGAL_ACT = "legal_act", "A law, decree, treaty or ruling.", "legal act"
    PRESS = "press", "Press coverage that a source cites without naming the piece.", "press coverage"
    DATASET = "dataset", "Tables or records that a source cites.", "dataset"


class CodingDepth(Vocabulary):
    NONE = "none", "Not coded: the source is known only because another one cites it.", "not coded"
    MAIN = "main", "Claims of salience main and detail were coded.", "main"
    FULL = "full", "Every claim was coded, background included.", "full"


class QuotePolicy(Vocabulary):
    QUOTES = "quotes", "Quotes are public up to the limit of characters each, without context.", "quotes"
    NONE = "none", "No words of the text are public; paragraph and offsets only.", "no quotes"


class AnchorStatus(Vocabulary):
    EXACT = "exact", "The quote stands in the text at the offsets given, character for character.", "exact"
    MOVED = "moved", "The quote stands once in this version of the text, but elsewhere than before.", "moved"
    MISSING = "missing", "The quote does not stand in the text.", "missing"
    AMBIGUOUS = (
        "ambiguous",
        "The quote stands in the text more than once and nothing tells which is meant.",
        "ambiguous",
    )
    UNCHECKED = "unchecked", "The quote has not been compared with a text.", "unchecked"


# --- Actors --------------------------------------------------------------------------------------


class ActorKind(Vocabulary):
    STATE = "state", "A state, or a country acting as one.", "state"
    GOVERNMENT_BODY = (
        "government_body",
        "A government, ministry, agency, parliament, court or office of a state.",
        "government body",
    )
    PERSON = "person", "One human being.", "person"
    PARTY = "party", "A political party or movement that stands for election.", "party"
    ORGANISATION = (
        "organisation",
        "An association, institute, charity or other body that is none of the other kinds.",
        "organisation",
    )
    INTERNATIONAL_ORGANISATION = (
        "international_organisation",
        "A body whose members are states, or an organ of one.",
        "international organisation",
    )
    COMPANY = "company", "A firm or a branch of business.", "company"
    MEDIA = "media", "A newspaper, broadcaster, agency, publisher of news, or the press as such.", "media"
    MILITARY = "military", "Armed forces or a part of them.", "military"
    GROUP = "group", "People without an organisation: voters, victims, officials, a region's politicians.", "group"


class ActorNameKind(Vocabulary):
    ALIAS = "alias", "Another name of the same actor.", "alias"
    ABBREVIATION = "abbreviation", "Initials or a short form.", "abbreviation"
    METONYM = "metonym", "A capital, palace or building that stands for the actor.", "metonym"
    FORMER = "former", "A name the actor no longer bears.", "former name"


class AffiliationKind(Vocabulary):
    PART_OF = "part_of", "A body or people within the other actor. Rolls up.", "part of"
    OFFICE_OF = "office_of", "A person who holds an office of the other actor. Rolls up.", "office of"
    CONTROLLED_BY = "controlled_by", "Owned or directed by the other actor. Rolls up.", "controlled by"
    MEMBER_OF = "member_of", "A member of the other actor. Does not roll up.", "member of"
    BASED_IN = "based_in", "Has its seat in the other actor, a country. Does not roll up.", "based in"
    KIN = "kin", "A relative of the other actor. Does not roll up.", "kin of"


# Affiliations by which what is said of an actor is said of the other one, where a reader asks for the whole.
ROLLS_UP = (AffiliationKind.PART_OF, AffiliationKind.OFFICE_OF, AffiliationKind.CONTROLLED_BY)


class IdentifierScheme(Vocabulary):
    WIKIDATA = "wikidata", "Wikidata item, such as Q227.", "Wikidata"
    ISO3166_1_ALPHA_2 = "iso3166-1-alpha-2", "ISO 3166-1 two-letter code of a state.", "ISO 3166-1 alpha-2"
    ISO3166_1_ALPHA_3 = "iso3166-1-alpha-3", "ISO 3166-1 three-letter code of a state.", "ISO 3166-1 alpha-3"
    LEI = "lei", "Legal Entity Identifier, ISO 17442.", "LEI"


# --- Claims --------------------------------------------------------------------------------------


class ClaimKind(Vocabulary):
    """The first that fits, read from the bottom up."""

    EVENT = "event", "Something happened or was done, at a time.", "event"
    STATE = "state", "Something is or was so over a time.", "state"
    CAUSAL = "causal", "One thing is said to bring about, explain, enable or hinder another.", "causal"
    CONDITIONAL = "conditional", "Said to hold if something else does.", "conditional"
    FORECAST = "forecast", "Said to happen or hold later than the text, unconditionally.", "forecast"
    EVALUATIVE = "evaluative", "Good, bad, skilled, strange, like something else.", "evaluative"
    NORMATIVE = "normative", "Should be done.", "normative"


class Salience(Vocabulary):
    MAIN = "main", "At issue on the text's main line.", "main"
    DETAIL = "detail", "At issue, supporting, list or example.", "detail"
    BACKGROUND = "background", "Presupposed, apposition or description that a reader would check.", "background"


class Precision(Vocabulary):
    DAY = "day", "The text gives the day.", "day"
    MONTH = "month", "The text gives the month.", "month"
    YEAR = "year", "The text gives the year.", "year"
    PERIOD = "period", "The text gives a span, or one end of it.", "period"


class Form(Vocabulary):
    """What a voice did with the claim."""

    ASSERTED = "asserted", "The author's plain statement.", "asserted"
    SAID = "said", "Said or wrote, with no more told about how.", "said"
    EXPLAINED = "explained", "Gave it as reason or explanation.", "explained"
    REPORTED = "reported", "Passed it on as news.", "reported"
    ANNOUNCED = "announced", "Made it known as its own act or plan.", "announced"
    DECIDED = "decided", "Laid it down by a decision, law or ruling.", "decided"
    DEMANDED = "demanded", "Asked for it with insistence.", "demanded"
    ORDERED = "ordered", "Commanded it of someone bound to obey.", "ordered"
    PROPOSED = "proposed", "Put it forward to be agreed.", "proposed"
    PROMISED = "promised", "Undertook to do it.", "promised"
    THREATENED = "threatened", "Undertook to do it as a harm.", "threatened"
    WARNED = "warned", "Told of it as a danger.", "warned"
    ACCUSED = "accused", "Laid it to somebody's charge.", "accused"
    DENIED = "denied", "Said that it is not so.", "denied"
    SIGNALLED = "signalled", "Let it be understood without saying it.", "signalled"


class Commitment(Vocabulary):
    """How far a voice stands behind the statement."""

    CERTAIN = "certain", "The voice gives it as so.", "certain"
    PROBABLE = "probable", "The voice gives it as probably so.", "probable"
    POSSIBLE = "possible", "The voice gives it as possibly so.", "possible"
    UNCOMMITTED = "uncommitted", "The voice merely passes it on.", "uncommitted"
    REJECTS = "rejects", "The voice holds that it is not so.", "rejects"


class Role(Vocabulary):
    SUBJECT = "subject", "Does or is; both sides, in a mutual act.", "subject"
    TARGET = "target", "Done to, or felt about.", "target"
    ADDRESSEE = "addressee", "Spoken to, demanded of, ordered.", "addressee"
    BENEFICIARY = "beneficiary", "Gains by it.", "beneficiary"
    MENTIONED = "mentioned", "Named in the claim without any of the other roles.", "mentioned"


class PositionValue(Vocabulary):
    FOR = "for", "On the side that the topic's pole describes.", "for"
    NEUTRAL = "neutral", "Expressly on neither side.", "neutral"
    AGAINST = "against", "Against what the topic's pole describes.", "against"


class PositionBasis(Vocabulary):
    STATED = "stated", "The holder said so.", "stated"
    ENACTED = "enacted", "What the holder did shows it.", "enacted"
    ASCRIBED = "ascribed", "The text says that the holder thinks so.", "ascribed"


class HedgingState(Vocabulary):
    HEDGED = "hedged", "The wording holds back from plain assertion.", "hedged"
    UNHEDGED = "unhedged", "The wording asserts plainly.", "unhedged"
    NOT_CODED = "not_coded", "Nobody has looked.", "not coded"


class CueKind(Vocabulary):
    MODAL = "modal", "May, might, could, possible, unlikely.", "modal"
    EVIDENTIAL = "evidential", "Apparently, seems, reportedly: how it is known.", "evidential"
    BOOSTER = "booster", "Clearly, certainly: more than plain assertion.", "booster"


class RelationType(Vocabulary):
    SUPPORTS = "supports", "Offered as ground or evidence for the other.", "supports"
    CONTRADICTS = "contradicts", "Both cannot hold of the same time.", "contradicts"
    QUALIFIES = "qualifies", "Narrows, concedes or adds a condition to the other.", "qualifies"
    CAUSES = "causes", "The thing in it is said to bring about the thing in the other.", "causes"
    UPDATES = "updates", "Later news on the same matter.", "updates"
    EXAMPLE_OF = "example_of", "An instance of the other, general statement.", "example of"
    RESTATES = "restates", "The same proposition again.", "restates"


# --- Certainty -----------------------------------------------------------------------------------


class Axis(Vocabulary):
    """What a confidence scale measures. A scale has one axis; the axes are never merged."""

    LIKELIHOOD = "likelihood", "How likely the wording makes the thing claimed.", "expressed likelihood"
    CODING_CONFIDENCE = (
        "coding_confidence",
        "How sure the coder is that the source carries this claim as coded.",
        "coding confidence",
    )
    RELIABILITY = "reliability", "How far the source as such can be relied on.", "source reliability"
    CREDIBILITY = "credibility", "How far other information bears the claim out.", "information credibility"


# --- Work and ledger -----------------------------------------------------------------------------


class ClaimState(Vocabulary):
    DRAFT = "draft", "Being coded.", "draft"
    IN_REVIEW = "in_review", "Waiting for a reviewer.", "in review"
    PUBLISHED = "published", "Public, as it stood when it was last published.", "published"
    RETRACTED = "retracted", "Taken back; its publications stay in the ledger.", "retracted"


class RecordKind(Vocabulary):
    CLAIM = "claim", "A proposition with its voices, actors and evidence.", "claim"
    ACTOR = "actor", "Whoever claims, acts or is acted on.", "actor"
    SOURCE = "source", "A document in which claims are made, or which one cites.", "source"
    TOPIC = "topic", "An issue in the tree of issues.", "topic"
    EVENT = "event", "A happening of which several claims may tell.", "event"
    PLACE = "place", "A place on the ground, apart from any government there.", "place"
    SCALE = "scale", "A published scale of confidence with its levels.", "confidence scale"


class Operation(Vocabulary):
    PUBLISHED = "published", "The record became public.", "published"
    REVISED = "revised", "The record was edited and published again.", "revised"
    REFRESHED = "refreshed", "The record was not edited; something its document embeds has changed.", "refreshed"
    RETRACTED = "retracted", "The record was taken back.", "retracted"
    MERGED = "merged", "The actor turned out to be another one, whose address leads on from its own.", "merged"
    REDACTED = (
        "redacted",
        "By legal duty the record was erased from every publication that held it.",
        "redacted",
    )


# Operations by which a record is no longer public.
TOMBSTONES = (Operation.RETRACTED, Operation.MERGED, Operation.REDACTED)
