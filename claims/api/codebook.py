"""The codebook: every public vocabulary, as it is defined in claims.choices."""

import inspect
import re
from typing import Any

from claims import choices
from claims.choices import CODEBOOK_VERSION, Vocabulary
from claims.formats.jsonld import TERMS

# States of work in the admin, which no public document shows.
PRIVATE = (choices.ClaimState,)


def vocabularies() -> dict[str, type[Vocabulary]]:
    """The public vocabularies by name: ClaimKind is claim_kind."""
    classes = (value for value in vars(choices).values() if inspect.isclass(value))
    public = (value for value in classes if issubclass(value, Vocabulary) and value not in (Vocabulary, *PRIVATE))
    return {re.sub(r"(?<!^)(?=[A-Z])", "_", value.__name__).lower(): value for value in public}


def codebook() -> dict[str, Any]:
    return {
        "version": CODEBOOK_VERSION,
        "terms": [{"name": name, "definition": definition} for name, definition in TERMS.items()],
        "vocabularies": [
            {
                "name": name,
                "codes": [
                    {"code": code.value, "label": str(code.label), "definition": code.definition} for code in vocabulary
                ],
            }
            for name, vocabulary in vocabularies().items()
        ],
    }
