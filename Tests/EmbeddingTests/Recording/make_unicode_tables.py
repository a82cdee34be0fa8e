"""Writes Sources/Embedding/Tokenizer/UnicodeTables.swift.

    pip install tokenizers
    python3 make_unicode_tables.py > ../../../Sources/Embedding/Tokenizer/UnicodeTables.swift

Everything is asked of the original tokenizer's normaliser, one code point at a time, instead of being read from a
Unicode release: the Rust crates behind it mix several releases, and the ids of a text must not move when Swift's own
tables do. Combining classes are found by comparing the order in which NFD leaves two marks.
"""

import sys
import unicodedata

import tokenizers
from tokenizers import normalizers, pre_tokenizers


def bert(**on):
    switches = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    return normalizers.BertNormalizer(**{**switches, **on}).normalize_str


clean, pad_ideographs = bert(clean_text=True), bert(handle_chinese_chars=True)
strip, lower = bert(strip_accents=True), bert(lowercase=True)
nfd = normalizers.NFD().normalize_str
split = pre_tokenizers.BertPreTokenizer().pre_tokenize_str

SCALARS = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]


def is_hangul_syllable(c):
    return 0xAC00 <= c <= 0xD7A3  # decomposed by arithmetic (Unicode 3.12)


def combining_classes(decomposed):
    """The canonical combining class NFD gives every code point it knows as a non-starter."""
    highest = 0x345  # class 240, the highest there is
    representatives = {}
    for c in SCALARS:
        k = unicodedata.combining(chr(c))
        known = c == highest or nfd(chr(highest) + chr(c)) == chr(c) + chr(highest)
        if k and k not in representatives and known and c not in decomposed:
            representatives[k] = chr(c)
    classes = {}
    for c in SCALARS:
        s = chr(c)
        if c in decomposed or not (c == highest or nfd(chr(highest) + s) == s + chr(highest)):
            if c in decomposed or nfd(s + representatives[1]) == s + representatives[1]:
                continue
        equal = [k for k, r in representatives.items() if nfd(s + r) == s + r and nfd(r + s) == r + s]
        assert len(equal) == 1, (hex(c), equal)
        classes[c] = equal[0]
    return classes


def ranges(values):
    out = []
    for c in values:
        if out and out[-1][1] == c - 1:
            out[-1][1] = c
        else:
            out.append([c, c])
    return [x for pair in out for x in pair]


def lower_runs(mapping):
    """(first, last, stride, delta) for runs of code points that move by the same distance."""
    runs = []
    for c in sorted(mapping):
        delta = mapping[c] - c
        if runs:
            first, last, stride, d = runs[-1]
            if d == delta and ((first == last and c - last <= 2) or c - last == stride):
                runs[-1] = [first, c, c - last, d]
                continue
        runs.append([c, c, 1, delta])
    return [x & 0xFFFFFFFF for run in runs for x in run]


def declare(name, comment, values):
    print(f"\n    /// {comment}\n    static let {name}: [UInt32] = [")
    line = "       "
    for v in values:
        piece = f" 0x{v:X},"
        if len(line) + len(piece) > 118:
            print(line)
            line = "       "
        line += piece
    print(line + "\n    ]")


def main():
    removed, spaces, ideographs, marks, punctuation = [], [], [], [], []
    decomposed, lowered = {}, {}
    for c in SCALARS:
        s = chr(c)
        cleaned = clean(s)
        if cleaned == "":
            removed.append(c)
        elif cleaned == " ":
            spaces.append(c)
        else:
            assert cleaned == s, hex(c)
        if pad_ideographs(s) != s:
            assert pad_ideographs(s) == f" {s} ", hex(c)
            ideographs.append(c)
        d = nfd(s)
        if d != s:
            decomposed[c] = d
        elif strip(s) == "":
            marks.append(c)
        l = lower(s)
        if l != s:
            lowered[c] = l
        pieces = [p for p, _ in split("a" + s + "a")]
        if len(pieces) == 3:
            punctuation.append(c)
        assert len(pieces) != 2 or cleaned in ("", " "), hex(c)

    classes = combining_classes(decomposed)
    is_mark = set(marks)
    singles, sequences = [], []
    for c, d in decomposed.items():
        kept = [ord(x) for x in d if ord(x) not in is_mark]
        assert "".join(map(chr, kept)) == strip(chr(c)), hex(c)
        if is_hangul_syllable(c):
            continue
        # A dropped mark of class 0 would still keep later marks from moving before it; none matters here.
        for x in d:
            assert ord(x) not in is_mark or classes.get(ord(x), 0) or all(not classes.get(k, 0) for k in kept), hex(c)
        if len(kept) == 1:
            singles += [c, kept[0]]
        else:
            sequences += [c, len(kept)] + kept

    def begins(c):
        return not classes.get(ord(decomposed.get(c, chr(c))[0]))

    special = {c: [ord(x) for x in l] for c, l in lowered.items() if len(l) != 1}
    assert special == {0x130: [0x69, 0x307]}, special

    print("// Generated by Tests/EmbeddingTests/Recording/make_unicode_tables.py; do not edit.")
    print(f"// Source: the BertNormalizer and BertPreTokenizer of tokenizers {tokenizers.__version__}.\n")
    print("/// What the original tokenizer does with every code point, as flat lists (see `CharacterTable` for their use).")
    print("enum UnicodeTables {", end="")
    declare("removed", "Dropped by text cleaning: `first, last` of each range.", ranges(removed))
    declare("spaces", "Become a space in text cleaning: `first, last`.", ranges(spaces))
    declare("ideographs", "Stand alone where ideographs are spaced: `first, last`.", ranges(ideographs))
    declare("punctuation", "Words of their own: `first, last`.", ranges(punctuation))
    declare("marks", "Dropped by accent stripping: `first, last`.", ranges(marks))
    declare(
        "markStarters",
        "What accent stripping drops though it begins with combining class 0, and so keeps the marks around it apart.",
        ranges([c for c in SCALARS if c in is_mark or c in decomposed if strip(chr(c)) == "" and begins(c)]),
    )
    keep = sorted(c for c in classes if c not in is_mark)
    declare(
        "combiningClasses",
        "Combining classes of code points that accent stripping keeps: `code point, class`.",
        [x for c in keep for x in (c, classes[c])],
    )
    declare("decompositions", "Canonical decomposition without marks, one scalar: `from, to`.", singles)
    declare("longDecompositions", "The same with none or several: `from, count, scalars…`.", sequences)
    single = {c: ord(l) for c, l in lowered.items() if len(l) == 1}
    declare("lowercase", "Lower case: `first, last, stride, distance`; U+0130 is apart.", lower_runs(single))
    print("}")


main()
