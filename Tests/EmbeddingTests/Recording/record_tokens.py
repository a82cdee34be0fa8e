"""Records the ids of the original tokenizer as the oracle of the tokenizer tests.

    pip install tokenizers
    python3 record_tokens.py MODEL_DIRECTORY > ../Fixtures/tokens.json

Three parts: a digest for every block of 4,096 code points, each code point inside a word and alone; a digest for every
100 of 10,000 random strings; literal texts with their ids. `TokenOracle.swift` makes the same strings: SplitMix64
(Steele 2014), `RandomText` below. A digest is FNV-1a over 64 bits of count and ids, 4 little-endian bytes each.
"""

import json
import sys

import tokenizers

MASK = (1 << 64) - 1
BLOCK = 4096
RANDOM_SEED, RANDOM_COUNT, RANDOM_BLOCK = 20_240_607, 10_000, 100

ALPHABETS = [  # (first code point, count); keep equal to RandomText.alphabets
    (0x20, 95), (0xA0, 0x1B0), (0x370, 0x90), (0x400, 0x100), (0x590, 0x60), (0x600, 0x100), (0x900, 0x80),
    (0x980, 0x400), (0xE00, 0x80), (0xF00, 0x100), (0x1100, 0x100), (0x1E00, 0x200), (0x2000, 0x70),
    (0x20A0, 0x300), (0x3000, 0x100), (0x4E00, 0x5200), (0xAC00, 11172), (0x300, 0x70), (0xF900, 0x700),
    (0x1F300, 0x400), (0x0, 0x20), (0x7F, 0x22), (0x1D100, 0x200), (0x0, 0x110000), (0x200B, 5), (0xFE00, 0x30),
    (0x1B00, 0x100), (0x1E000, 0x30), (0x1E900, 0x60), (0x8D0, 0x30), (0x302A, 6), (0x10, 0x3FF0),
]
SPECIALS = ["[CLS]", "[SEP]", "[UNK]", "[PAD]", "[MASK]", "[sep]", "[", "[SEP"]


class SplitMix64:
    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, bound):
        return self.next() % bound


def scalar(random, alphabet):
    first, count = ALPHABETS[alphabet]
    c = first + random.below(count)
    return "\ufffd" if 0xD800 <= c <= 0xDFFF else chr(c)


def random_text(random):
    main = random.below(len(ALPHABETS))
    pieces = []
    for _ in range(1 + random.below(60)):
        choice = random.below(32)
        if choice < 14:
            pieces.append(scalar(random, main))
        elif choice < 23:
            pieces.append(chr(0x61 + random.below(26)))
        elif choice < 26:
            pieces.append(scalar(random, random.below(len(ALPHABETS))))
        elif choice < 28:
            pieces.append(" ")
        elif choice < 31:
            pieces.append(scalar(random, 17))
        else:
            pieces.append(SPECIALS[random.below(len(SPECIALS))])
    return "".join(pieces)


def fnv(ids_of_texts):
    h = 0xCBF29CE484222325
    for ids in ids_of_texts:
        for value in [len(ids)] + ids:
            for byte in value.to_bytes(4, "little"):
                h = ((h ^ byte) * 0x100000001B3) & MASK
    return f"{h:016x}"


LITERALS = """
|hello|Hello, World!|  leading and trailing  |tab\there|new\nline|carriage\rreturn|a\u00a0b|a\u2003b|a\u3000b
|What's my order's status?|don't|e-mail|foo_bar|C++|C#|$9.99|€20,50|50%|#hashtag|@mention|user@example.com
|https://example.com/a?b=c&d=e#f|2024-01-31T12:34:56Z|+1 (555) 010-9999|1,234,567.89|½ cup|x²+y²=z²|H₂O|№ 5|™ ® ©
|naïve café résumé|NAÏVE CAFÉ|nai\u0308ve|Ångström|A\u030angstro\u0308m|Ωμέγα|ΟΔΥΣΣΕΥΣ|Σ|ς|σ|ΑΣ ΑΣ|straße|STRASSE|ẞ|ﬁne|ﬀ
|İstanbul|ISTANBUL|ıstanbul|i\u0307|İ|I\u0307|Đorđe|Łódź|Øre|Æsop|œuvre|Þór|ðe|ħ|ŉ|ǆ|ǅ|Ǆ|ǰ|ΐ|ᾳ|ᾼ|ῼ|Å|K|Ω
|Привет, мир!|ёлка|Ёлка|й|и\u0306|Київ|ЇЖАК|ў|Ґанок|שלום עולם|שָׁלוֹם|יִשְׂרָאֵל|ג׳ירפה|צה״ל|מה שלומך?|مرحبا بالعالم|مُحَمَّد|العَرَبِيَّة|؟|٣٤٥
|नमस्ते दुनिया|हिन्दी|क्षत्रिय|বাংলা|தமிழ்|ಕನ್ನಡ|മലയാളം|తెలుగు|ગુજરાતી|ਪੰਜਾਬੀ|සිංහල|ไทย|สวัสดีครับ|ລາວ|བོད་ཡིག|မြန်မာ|ខ្មែរ|ქართული|ᲥᲐᲠᲗᲣᲚᲘ|Հայերեն|አማርኛ|ᏣᎳᎩ|ꮳꮃꭹ
|你好世界|你好, world|漢字と仮名|ひらがな|カタカナ|ｶﾀｶﾅ|が|か\u3099|ガ|ｶﾞ|한국어|한국어 텍스트|각|\u1100\u1161\u11a8|ㄱㄴ|豈|更|車|\uf900\uf901|𠀀𠀁|𠮷野家|々|〇|〆|「引用」|。，、！？|ＡＢＣ１２３
|😀|😀😃😄|👍🏽|👨‍👩‍👧‍👦|🇩🇪🇮🇱|❤️|❤|☎️|1️⃣|🏴\U000e0067\U000e0062\U000e007f|hello😀world|(╯°□°)╯︵ ┻━┻|¯\\_(ツ)_/¯|🫠|🪿
|zero\u200bwidth|zero\u200cwidth|zero\u200dwidth|word\u2060joiner|soft\u00adhyphen|bom\ufefftext|\ufeffbom|rtl\u200fmark|\u202edcba\u202c|nul\u0000byte|bell\u0007|\u001b[31mred\u001b[0m|del\u007f|c1\u0085next|\ufffd|a\ufffdb|\u2028|\u2029|a\u2028b|\u000b|\u000c|a\u000bb|a\u000cb
|—|–|‐|‑|…|“quoted”|‘single’|«guillemets»|‹›|„low“|•|·|†|‡|‰|′|″|‼|⁇|⁈|¿qué?|¡hola!|§ 5|¶|°C|µm|μm|×|÷|−|±|≤|≥|≠|∞|√|∑|∫|→|←|⇒|★|✓|✗|♥|☃|⌘
|[CLS]|[SEP]|[PAD]|[UNK]|[MASK]|[cls]|a[SEP]b|[CLS] text [SEP]|[ SEP ]|[[SEP]]|[SEP|SEP]|[MASK]ed|e\u0301[MASK]\u0301|##ing|##|#|un##able|[unused0]|[unused99]
|a\u0301\u0323|a\u0323\u0301|q\u0307\u0323|\u0301|\u0301a|a \u0301b|\u1e69|s\u0323\u0307|s\u0307\u0323|\u302e\u302f|a\u302f\u0301\u302e|\U0001d15e|\U0001d160|\U0001d158\U0001d165\U0001d16e|\U0001d157\U0001d16e\U0001d165|\u0344|\u0340|\u0f73|\u0f71\u0f72|\u0dda|\u0ddd|\u0ccb|\u0bca|\u1b06|\u1b44\u1b34|\U000110ab|\U0001e944a|\u08d4\u0301b\u08d5|\u302a\u302e
|a|b|z|A|Z|0|9|!|~|`|^|_|\\|{|}|\u0080|\u00ff|\u0100|\uffff|\U00010000|\U0010ffff|\ue000|\U000f0000|\U000e0001|\U000e0100|\ufe0f|\ufe00a
|unaffable|unbelievably|antidisestablishmentarianism|pneumonoultramicroscopicsilicovolcanoconiosis|supercalifragilisticexpialidocious|Donaudampfschifffahrtsgesellschaft|llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch
|qwrtzpsdfg|xqzjkv|hhhhhhhhhh|zzzzzzzzzzzzzzzzzzzz|aaaaaaaaaaaaaaaaaaaa|tokenization|embeddings|subscription-box|re-ship|unsubscribe|cancelation|refundable|my box never arrived|where is my order #TB-10482?
|i want to cancel my subscription and get a refund|the ring i got is the wrong size, can i swap it?|PLEASE HELP!!!|pls fix asap thx|ORDER NOT RECEIVED|I was charged twice on 03/14|ty :) <3|lol :-P|wtf?!|n/a|a/b/c|w/o|24/7|A.I.|U.S.A.|e.g.|i.e.|Mr. O'Neil-Smith|rock'n'roll|it’s|don’t|l’été|aujourd’hui
"""


def literals():
    texts = [t for line in LITERALS.strip("\n").split("\n") for t in line.split("|")[1:]]
    texts += ["", " ", "\n\t ", "|", "a|b", "x" * 99, "x" * 100, "x" * 101, "é" * 100, "é" * 101, "e\u0301" * 100]
    texts += ["e\u0301" * 101, "한" * 34, "한" * 33, "한" * 50, "word " * 300, "a\u0301" * 500, "." * 300, "漢" * 300]
    texts += ["ok " + "y" * 150 + " ok", "a" + "\u0301" * 200 + "b", "\u200b" * 300, "İ" * 60, "ß" * 101, "😀" * 101]
    return list(dict.fromkeys(texts))


def main():
    tokenizer = tokenizers.Tokenizer.from_file(sys.argv[1] + "/tokenizer.json")
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def ids(texts):
        return [e.ids for e in tokenizer.encode_batch(texts, add_special_tokens=True)]

    blocks = []
    for first in range(0, 0x110000, BLOCK):
        scalars = [chr(c) for c in range(first, first + BLOCK) if not 0xD800 <= c <= 0xDFFF]
        blocks.append(fnv(ids([f"x{c}y {c}" for c in scalars])))
    random = SplitMix64(RANDOM_SEED)
    texts = [random_text(random) for _ in range(RANDOM_COUNT)]
    runs = [fnv(ids(texts[i : i + RANDOM_BLOCK])) for i in range(0, RANDOM_COUNT, RANDOM_BLOCK)]
    cases = literals()
    record = {
        "madeBy": f"record_tokens.py with tokenizers {tokenizers.__version__}",
        "blockSize": BLOCK,
        "blocks": blocks,
        "random": {"seed": RANDOM_SEED, "blockSize": RANDOM_BLOCK, "blocks": runs},
        "cases": [{"text": t, "ids": i} for t, i in zip(cases, ids(cases))],
    }
    text = json.dumps(record, ensure_ascii=True, separators=(",", ":"))
    print(text.replace('{"text"', '\n{"text"').replace('"random"', '\n"random"').replace('"cases"', '\n"cases"'))


if __name__ == "__main__":
    main()
