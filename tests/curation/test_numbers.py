from claims.curation.numbers import counted


def test_the_word_fits_the_number() -> None:
    assert [counted(n, "draft") for n in (0, 1, 2)] == ["0 drafts", "1 draft", "2 drafts"]
    assert [counted(n, "is wrong", "are wrong") for n in (0, 1, 2)] == ["0 are wrong", "1 is wrong", "2 are wrong"]
