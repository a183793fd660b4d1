"""Collections of any size, made of a smaller one: the articles as they are, and then again and again.

Each edition has the passages of an article in another order, every second name altered, and the date moved, all by a
generator with a fixed seed.
"""

import datetime
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import count
from pathlib import Path

from onrecord.corpus import Article, Passage, Speaker

SYLLABLES = ("ach", "berg", "ev", "ides", "low", "man", "ova", "ric", "son", "ton")
_LETTERS = re.compile(r"[^\W\d_]+")


def names_of(speakers: Iterable[Speaker]) -> list[str]:
    """The words of their names, each once."""
    return sorted({word for speaker in speakers if speaker.named for word in _LETTERS.findall(speaker.name)})


def write_articles(path: Path, articles: Iterable[Article]) -> None:
    """Write articles as JSON Lines."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{article.model_dump_json(exclude={'origin', 'extra'})}\n" for article in articles)


def editions(
    articles: dict[str, Article], passages: dict[str, list[Passage]], names: Sequence[str]
) -> Iterator[Article]:
    """The articles as they are, and then again and again, each time with other names, order and dates."""
    yield from articles.values()
    for edition in count(1):
        chance = random.Random(edition)  # noqa: S311 (chance that comes out the same each time)
        altered = {name: name + "".join(chance.choices(SYLLABLES, k=2)) for name in names if chance.random() < 0.5}
        for article in articles.values():
            texts = [passage.text for passage in passages[article.id]]
            chance.shuffle(texts)
            text = _LETTERS.sub(partial(_altered, altered), "\n\n".join(texts))
            day = article.published and article.published + datetime.timedelta(days=edition)
            changes = {"id": f"{article.id[:180]}-{edition}", "text": text, "published": day}
            yield article.model_copy(update=changes)


def _altered(altered: Mapping[str, str], word: re.Match[str]) -> str:
    return altered.get(word[0], word[0])
