"""Decide whether content is a whole JPEG or PNG, with nothing behind it; draws nothing.

A picture is read as its parts only: what they hold is never unpacked here, so that no picture
can make the portal do anything. Whoever opens it does so outside the portal.

Norm: ITU-T T.81 B; W3C PNG 5
"""

from __future__ import annotations

import zlib

PNG_HEAD = b"\x89PNG\r\n\x1a\n"
JPEG_HEAD = b"\xff\xd8\xff"
MAX_SIDE = 20_000  # pixels
NUMBER = 4  # bytes of a length, and of a check, in a PNG
HEADER = 13  # bytes of IHDR
START_OF_SCAN, END, STUFFED, FILL = 0xDA, 0xD9, 0x00, 0xFF
RESTARTS = range(0xD0, 0xD8)
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def is_png(content: bytes) -> bool:
    """Tell whether `content` is a whole PNG: each part sound, the last one at the very end."""
    place, names = len(PNG_HEAD), list[bytes]()
    if not content.startswith(PNG_HEAD):
        return False
    while place < len(content) and (not names or names[-1] != b"IEND"):
        size = int.from_bytes(content[place : place + NUMBER])
        body = content[place + NUMBER : place + 2 * NUMBER + size]
        check = content[place + 2 * NUMBER + size : place + 3 * NUMBER + size]
        if len(check) < NUMBER or zlib.crc32(body) != int.from_bytes(check):
            return False
        if not names and not _is_header(body):
            return False
        names.append(body[:NUMBER])
        place += 3 * NUMBER + size
    return names[-1:] == [b"IEND"] and b"IDAT" in names and place == len(content)


def is_jpeg(content: bytes) -> bool:
    """Tell whether `content` is a whole JPEG: it has a size and a scan, and ends as one."""
    if not content.startswith(JPEG_HEAD):
        return False
    place, marks = 2, set[int]()
    while place + 2 <= len(content) and content[place] == FILL:
        mark = content[place + 1]
        if mark == END:
            ends = not content[place + 2 :].strip(b"\0\r\n")
            return ends and START_OF_SCAN in marks and bool(marks & FRAMES)
        size = int.from_bytes(content[place + 2 : place + 4])
        if mark in FRAMES and not _is_frame(content[place + 4 : place + 2 + size]):
            return False
        marks.add(mark)
        place += 1 if mark == FILL else 2 + size
        if mark == START_OF_SCAN:
            place = _after_scan(content, place)
    return False


def _is_header(body: bytes) -> bool:
    wide, high = int.from_bytes(body[4:8]), int.from_bytes(body[8:12])
    is_named = body.startswith(b"IHDR") and len(body) == NUMBER + HEADER
    return is_named and 0 < wide <= MAX_SIDE and 0 < high <= MAX_SIDE


def _is_frame(body: bytes) -> bool:
    high, wide = int.from_bytes(body[1:3]), int.from_bytes(body[3:5])
    return 0 < wide <= MAX_SIDE and 0 < high <= MAX_SIDE


def _after_scan(content: bytes, place: int) -> int:
    """Return where the next part begins, or the end: picture data hold no mark of a part."""
    while True:
        place = content.find(b"\xff", place)
        if place < 0 or place + 1 >= len(content):
            return len(content)
        following = content[place + 1]
        if following not in {STUFFED, FILL} and following not in RESTARTS:
            return place
        place += 1 if following == FILL else 2
