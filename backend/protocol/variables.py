"""The variables wording may use, each with the longest value to be expected in either language."""

from collections.abc import Mapping

from backend.protocol.text import Bilingual, PackModel


class Variable(PackModel):
    """What a variable stands for, and its worst case; `own_words` marks what a family wrote itself."""

    meaning: Bilingual
    longest: Bilingual
    own_words: bool = False


class Variables(PackModel):
    """variables.yaml."""

    variables: Mapping[str, Variable]
