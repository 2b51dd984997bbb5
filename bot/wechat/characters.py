"""What may stand in WeChat's XML, and how to write it there safely."""

import re

# What XML 1.0 has no place for: control characters, lone surrogates, U+FFFE and U+FFFF (protocol §3, §7.5).
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ILLEGAL_BYTES = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xed[\xa0-\xbf][\x80-\xbf]|\xef\xbf[\xbe\xbf]")


def sanitize(text: str) -> str:
    """Return the text without the characters that XML 1.0 cannot carry."""
    return _ILLEGAL.sub("", text)


def sanitize_bytes(body: bytes) -> bytes:
    """Do the same to a body in UTF-8 that is not decoded yet."""
    return _ILLEGAL_BYTES.sub(b"", body)


def cdata(text: str) -> str:
    """Wrap the text in CDATA; a `]]>` inside is split over two sections, so it cannot break out."""
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"
