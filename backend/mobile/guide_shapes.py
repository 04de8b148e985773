"""Shapes of the guides: what families read about the study, as the site approved it."""

from backend.mobile.shapes import Shape, example

HEADING = {"key": "urine", "name": "留尿"}
MIDSTREAM = {
    "topic": "urine.midstream",
    "group": HEADING,
    "title": "怎么接中段尿",
    "short": "先洗手，把下身擦干净。开头的一两秒不要，接中间那一段。杯口不要碰到皮肤。",
    "version": "3f0c9a51be77",
    "draft": False,
}


class GuideHeading(Shape):
    """The heading that guides stand under."""

    model_config = example(**HEADING)

    key: str
    name: str


class GuideShown(Shape):
    """A guide in short. `version` names both languages of its text together; `draft`: nobody has approved it yet."""

    model_config = example(**MIDSTREAM)

    topic: str
    group: GuideHeading
    title: str
    short: str
    version: str
    draft: bool


class GuideWhole(GuideShown):
    """A guide with all it says. `long` is its paragraphs; the lines of a list are parted by line breaks."""

    model_config = example(
        **MIDSTREAM,
        long=["先洗手。女孩从前往后擦，男孩轻轻擦，不要硬翻。", "尿出来一两秒后再接。接到中间那一段，尿完之前拿开。"],
    )

    long: list[str]
