"""Texts to anchor quotes in: a plain one, and awkward ones drawn by chance."""

from hypothesis import strategies as st

from claims.curation.anchoring import normalise

TEXT = normalise(
    "Tariffs rise\n\n"
    "The ministry said no. The union said yes. “We’ll wait,” the minister added.\n\n"
    "Months later the ministry said no. A court disagreed.\n"
)

WORDS = ["tariff", "quota", "subsidy", "the", "minister", "court", "of", "“strike”", "vote", "party", "a", "treaty"]

# Few characters, so that quotes repeat and overlap; each is awkward in its own way.
AWKWARD = "aab e\u0301\u0323\u00e9\U0001f600\U0001f1eb\U0001f468\u200d’'\u00a0\t\n\n"
RAW_ONLY = "\r\r\n\u2028\u2029\ufeff\u3000\u2001"
raw_texts = st.text(st.sampled_from(AWKWARD + RAW_ONLY), max_size=120) | st.text(
    st.characters(exclude_categories=("Cc", "Cs")), max_size=60
)
texts = raw_texts.map(normalise).filter(bool)


@st.composite
def selections(draw: st.DrawFn) -> tuple[str, int, int]:
    """A normalised text and the offsets of a quote in it."""
    text = draw(texts)
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, min(len(text), start + 1 + draw(st.sampled_from([0, 3, 60])))))


def starts_by_brute_force(text: str, quote: str) -> tuple[int, ...]:
    return tuple(i for i in range(len(text)) if text[i : i + len(quote)] == quote)
