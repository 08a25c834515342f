"""What the tests of the readers share: a short view of a `Content`."""

from corpus.document import Block, Content


def texts(content: Content, kind: str | None = None) -> list[str]:
    """The text of every block, or of those of one kind."""
    return [text_of(content, block) for block in content.blocks if kind in (None, block.kind)]


def text_of(content: Content, block: Block) -> str:
    return content.text[block.start : block.end]


def block_with(content: Content, words: str) -> Block:
    """The first block that holds `words`."""
    return next(block for block in content.blocks if words in text_of(content, block))


def provisions(content: Content) -> list[tuple[str | None, str]]:
    """Each block's address with the first 40 characters of its text."""
    return [(block.provision, text_of(content, block)[:40]) for block in content.blocks]


def assert_sound(content: Content) -> None:
    """What holds for every reader: sorted blocks that cover the text but for the blank lines between them."""
    end = 0
    for number, block in enumerate(content.blocks):
        assert content.text[end : block.start] == ("\n\n" if number else "")
        assert text_of(content, block).strip() == text_of(content, block) != ""
        end = block.end
    assert end == len(content.text)
    assert "\u00ad" not in content.text
    assert "\u00a0" not in content.text
