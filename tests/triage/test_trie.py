"""Whatever literals are added, and in whatever order: all that are there are found, and no others."""

from hypothesis import given
from hypothesis import strategies as st

from backend.triage.trie import Literal, Tokens, Trie

words = st.lists(st.text("ab", min_size=1, max_size=5), unique=True, min_size=1, max_size=8)


def tokens(text: str, opens: list[bool], spaced: list[bool]) -> Tokens:
    return Tokens(text, [(place, place + 1) for place in range(len(text))], opens, spaced)


@given(words, st.text("ab", min_size=1, max_size=12), st.data())
def test_every_literal_is_found_wherever_it_stands(literals: list[str], text: str, data: st.DataObject) -> None:
    flags = st.lists(st.booleans(), min_size=len(text), max_size=len(text))
    opens, spaced = data.draw(flags), data.draw(flags)
    trie = Trie()
    for number, literal in enumerate(literals):
        trie.add(literal, Literal((number,), frozenset({1})))
    found = {(each.elements[0], span) for each, span in trie.find(tokens(text, opens, spaced))}
    there = {
        (number, (start, end))
        for number, literal in enumerate(literals)
        for start in range(len(text))
        if opens[start] and text.startswith(literal, start)
        for end in [start + len(literal)]
        if end == len(text) or opens[end]
        if not any(spaced[place] for place in range(start + 2, end))
    }
    assert found == there


def test_two_meanings_of_the_same_word_are_both_found() -> None:
    trie = Trie()
    for number in (1, 2):
        trie.add("ab", Literal((number,)))
    assert [each.elements for each, _ in trie.find(tokens("ab", [True, False], [False, False]))] == [(1,), (2,)]
