"""Numbers in sentences."""


def counted(number: int, one: str, many: str = "") -> str:
    """The number with the word that fits it: "1 draft", "2 drafts". `many`: where it is not `one` with an s."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"
