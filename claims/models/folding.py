"""How texts are compared however they are written: words, names and quotes folded, pages by key."""

import hashlib
import re
import unicodedata

# Accents stand alone in decomposed text; the vowel signs of other scripts are letters of their words, and stay.
_ACCENTS = re.compile("[\u0300-\u036f]")
# Letters that decompose into nothing plainer.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
# Letters and digits, and the marks without which words of Hebrew, Arabic and the scripts of India fall apart.
_WORD = re.compile("[^\\W_](?:[^\\W_]|[\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0dff])*")

# A letter with accents, and the one without: PostgreSQL does not know every accent of Ukrainian and Macedonian, say.
_PLAIN = {
    number: plain[0]
    for number in range(0xC0, 0x2000)
    if len(plain := unicodedata.normalize("NFD", chr(number))) > 1 and not _ACCENTS.sub("", plain[1:])
}
# Nor does it part words at a typographic apostrophe: it would find none behind the article in “l’élection”.
_READ_AS = _PLAIN | str.maketrans("\u2019\u02bc", "''")

# The longest key of a page that is kept as it is; a longer one is kept as its hash.
LONGEST_PAGE = 200
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_USUAL_PORT = re.compile(r":(?:80|443)?$")
_CAMPAIGN = "utm_"


def folded(text: str) -> str:
    """The text in lower case and without accents; ligatures and wide letters as plain ones."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", _ACCENTS.sub("", apart)).translate(_LETTERS)


def words_of(text: str) -> list[str]:
    """The words of the text, folded, in their order: what is neither letter nor digit only parts them."""
    return _WORD.findall(folded(text))


def parted(text: str) -> str:
    """The text as PostgreSQL finds its words, sign for sign."""
    return text.translate(_READ_AS)


def searchable(text: str) -> str:
    """A text, or what is searched in texts, as it is given to PostgreSQL."""
    if text.isascii():
        return text
    return parted(unicodedata.normalize("NFC", text))


def page_key(url: str) -> str:
    """What addresses of one page have in common.

    Without scheme, `www.`, usual port, fragment, parameters of campaigns (`utm_…`) and slash at the end; the host in
    lower case. "" for an address that is empty without these.
    """
    rest = _SCHEME.sub("", url.strip().partition("#")[0]).removeprefix("//")
    rest, _, query = rest.partition("?")
    host, _, path = rest.partition("/")
    host = _USUAL_PORT.sub("", host.lower().rpartition("@")[2]).removeprefix("www.")
    kept = "&".join(part for part in query.split("&") if part and not part.lower().startswith(_CAMPAIGN))
    key = f"{host}/{path}".rstrip("/") + (f"?{kept}" if kept else "")
    return key if len(key) <= LONGEST_PAGE else hashlib.sha256(key.encode()).hexdigest()
