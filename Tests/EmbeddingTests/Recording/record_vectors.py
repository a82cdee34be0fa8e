"""Records vectors of the reference implementation for texts of many kinds.

    pip install sentence-transformers            (brings torch and transformers; used on the processor)
    python3 record_vectors.py MODEL_DIRECTORY > ../Fixtures/vectors.jsonl
    python3 record_vectors.py --tiny cls-12 > ../Fixtures/tiny-cls-12.jsonl
    python3 record_vectors.py --tiny mean-6 > ../Fixtures/tiny-mean-6.jsonl

The others record the small models of the tests, whose weights come from a seeded generator that `TinyModel.swift`
repeats. The first line of a recording says what made it; each other line holds a text, its token count, and
the vector as base64 of little-endian float32.
"""

import base64
import json
import math
import sys
import tempfile

import torch
import transformers
from tokenizers.implementations import BertWordPieceTokenizer

from record_tokens import SplitMix64

torch.set_num_threads(1)

TEXTS = """
Where is my order?|My box never arrived.|I want to cancel my subscription.|How do I change my delivery address?
I was charged twice this month, please refund one of them.|The ring is the wrong size, can I swap it for a smaller one?
Can I skip next month's box?|Do you ship to Canada?|My parcel is stuck in customs since last Tuesday.|Thank you so much, I love it!
The necklace in my June box arrived broken. I attached two photos of the clasp. What can you do about it?
Please update my card on file, the old one has expired.|What is the difference between the monthly and the annual plan?
I moved to a new flat and forgot to tell you; the last parcel went to my old address and the new tenant has it now.
Is there a way to choose silver instead of gold?|How long does standard shipping take?|GIVE ME MY MONEY BACK NOW!!!|ok|no|yes please
Unsubscribe|unsubscribe me from all emails|Pause my subscription for three months while I travel.|Can I gift a box to a friend?
Your website says 404 when I try to log in.|I never ordered this, who gave you my card number?|lawyer|fraud|chargeback
The quick brown fox jumps over the lazy dog.|Lorem ipsum dolor sit amet, consectetur adipiscing elit.|To be, or not to be, that is the question.
machine learning|vector search|reciprocal rank fusion|a|I|.|?|!!!|...|1|42|3.14159|2024-06-30|$19.99|+1 (555) 010-0123|order #10482
https://example.com/path?query=1#fragment|user@example.com|<b>bold</b> & <i>italic</i>|{"json": [1, 2, 3]}|def f(x): return x + 1|SELECT * FROM t WHERE a = 'b';
naïve café résumé|nai\u0308ve cafe\u0301|Ångström|straße|İstanbul|ΟΔΥΣΣΕΥΣ|Łódź|Đorđe|ﬁne ﬂow|ＦＵＬＬＷＩＤＴＨ　ｔｅｘｔ|²³¹|½ ¼
Привет, где мой заказ?|Хочу отменить подписку и вернуть деньги.|Київ|שלום, איפה ההזמנה שלי?|אני רוצה לבטל את המינוי|שָׁלוֹם עֲלֵיכֶם
مرحبا، أين طلبي؟|مُحَمَّد|नमस्ते, मेरा ऑर्डर कहाँ है?|আমার অর্ডার কোথায়?|எனது ஆர்டர் எங்கே?|คำสั่งซื้อของฉันอยู่ที่ไหน|ჩემი შეკვეთა|Հայերեն|አማርኛ
你好，我的订单在哪里？|漢字かな交じり文|ご注文はどこですか？|カタカナ ﾊﾝｶｸ|내 주문은 어디에 있나요?|한국어|𠮷野家|が か\u3099
Wo ist meine Bestellung?|Où est ma commande ?|¿Dónde está mi pedido?|Onde está meu pedido?|Waar is mijn bestelling?|Gdzie jest moje zamówienie?|Siparişim nerede?|Đơn hàng của tôi ở đâu?|Var är min beställning?|Missä tilaukseni on?
😀|❤️❤️❤️|👍🏽 great|👨‍👩‍👧‍👦 family|🇩🇪🇮🇱|I love it 😍😍|order 📦 not here 😡|☎️|1️⃣|¯\\_(ツ)_/¯|:-)|<3|✓ done|→ ← ↑ ↓|∑∫√∞|♠♥♦♣
zero\u200bwidth|soft\u00adhyphen|bom\ufeff inside|\u202eright to left\u202c|nul\u0000inside|bell\u0007|\u001b[31mred\u001b[0m|\ufffd\ufffd|c1\u0085next|\u2028line\u2029para|tab\tand\nnewline\r\nmix
[CLS]|[SEP] [SEP]|text [MASK] text|[PAD]|[UNK]|a\u0301\u0323\u0302b|Zalgo z\u0335\u0310a\u0334\u0301l\u0336g\u0337o\u0338|\U0001d4d0\U0001d4d1\U0001d4d2|\U0001d15e\U0001d160|\ue000 private|\U0010ffff
pneumonoultramicroscopicsilicovolcanoconiosis|antidisestablishmentarianism|Donaudampfschifffahrtsgesellschaftskapitän|qwrtzpsdfg xkcdqz|Can you resend it?|Is the pendant hypoallergenic?|My ring turned green after a week.|What happens if I am not at home?
Does the annual plan renew automatically?|I would like to speak to a human.|The discount code WELCOME20 does not work.|Can I combine two offers?|Do you have a shop in Berlin?|When will I be charged next?
Please send the invoice for May to my accountant.|I received somebody else's parcel.|The box was empty!|Tracking says delivered, but there is nothing here.|Is the packaging recyclable?|Which stones are in the July box?
I love the earrings but the left one has no back.|How do I earn points?|Remove my data under GDPR.|Can my daughter, who is 12, subscribe?|Is PayPal accepted?|hhhhhhhhhhhhhhhh|don't won't can't it's|rock'n'roll|U.S.A. e.g. i.e.|A-B-C_D.E/F\\G|C++ C# F#
""".strip("\n")


def texts():
    out = [""] + [t for line in TEXTS.split("\n") for t in line.split("|")]
    out += [" ", "\n\n\t", "   spaces   around   ", "x" * 100, "x" * 101, "y" * 5000, "." * 700, "漢" * 400, "😀" * 300]
    story = "My parcel left the warehouse on Monday and the tracking has said out for delivery ever since. "
    out += [story * n for n in (1, 2, 3, 5, 8, 12, 13, 14, 20, 60)]
    out += ["word " * n for n in (5, 6, 7, 8, 13, 14, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 253, 254, 255, 256)]
    out += ["Привет мир " * 40, "a " * 1000, "e\u0301 " * 200, "\n".join(["- item"] * 90), story + "😀" * 20 + " שלום " * 10]
    return list(dict.fromkeys(out))


def encode(model, ids, pooling):
    with torch.no_grad():
        hidden = model(input_ids=torch.tensor([ids])).last_hidden_state[0]
    vector = hidden[0] if pooling == "cls" else hidden.mean(0)
    return torch.nn.functional.normalize(vector, dim=0).numpy().astype("<f4")


def line(text, count, vector):
    value = {"text": text, "tokens": count, "vector": base64.b64encode(vector.tobytes()).decode()}
    print(json.dumps(value, separators=(",", ":")))


def header(**more):
    made = f"record_vectors.py with torch {torch.__version__}, transformers {transformers.__version__}"
    print(json.dumps({"madeBy": made, **more}))


def published(directory):
    import sentence_transformers

    model = sentence_transformers.SentenceTransformer(directory, device="cpu")
    header(sentenceTransformers=sentence_transformers.__version__)
    for text in texts():
        count = model.tokenizer(text, truncation=True, max_length=model.max_seq_length)["input_ids"]
        vector = model.encode([text], normalize_embeddings=True, convert_to_numpy=True)[0]
        line(text, len(count), vector.astype("<f4"))


TINY_WORDS = "where is my box order late please cancel the a refund ring size not here today thanks".split()
TINY_PIECES = ["##s", "##ed", "##ing", "##er"] + ["##" + c for c in "abcdefghijklmnopqrstuvwxyz"]
# No size is a multiple of the kernels' panels.
TINY = {
    "cls-12": dict(
        num_hidden_layers=12, hidden_size=48, num_attention_heads=4, intermediate_size=100, hidden_act="gelu_new",
        max_position_embeddings=40, type_vocab_size=2, layer_norm_eps=1e-6),
    "mean-6": dict(
        num_hidden_layers=6, hidden_size=40, num_attention_heads=5, intermediate_size=56, hidden_act="relu",
        max_position_embeddings=64, type_vocab_size=1, layer_norm_eps=1e-12),
}


class TinyWeights:
    """Weights from SplitMix64, eight significant bits each, so that every tensor type holds them exactly."""

    def __init__(self, seed):
        self.random = SplitMix64(seed)

    def tensor(self, name, shape):
        count = math.prod(shape)
        if name.endswith("LayerNorm.weight"):
            values = [((self.random.next() >> 57) + 64) / 128 for _ in range(count)]
        else:
            values = [((self.random.next() >> 56) - 128) / 512 for _ in range(count)]
        return torch.tensor(values, dtype=torch.float32).reshape(shape)


def tiny(name):
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + TINY_WORDS + list("abcdefghijklmnopqrstuvwxyz.,!?")
    vocabulary = list(dict.fromkeys(vocabulary)) + TINY_PIECES
    pooling, shape = name.split("-")[0], {"vocab_size": len(vocabulary), **TINY[name]}
    model = transformers.BertModel(transformers.BertConfig(**shape), add_pooling_layer=False).eval()
    seed = 20_240_607
    weights = TinyWeights(seed)
    with torch.no_grad():
        # In the order of the layers, as TinyModel.swift makes them.
        for key, value in model.named_parameters():
            value.copy_(weights.tensor(key, tuple(value.shape)))
    with tempfile.TemporaryDirectory() as directory:
        with open(directory + "/vocab.txt", "w") as file:
            file.write("\n".join(vocabulary) + "\n")
        tokenizer = BertWordPieceTokenizer(directory + "/vocab.txt", lowercase=True)
    tokenizer.enable_truncation(shape["max_position_embeddings"])
    header(config=shape, pooling=pooling, seed=seed, vocabulary=vocabulary, order=[k for k, _ in model.named_parameters()])
    texts = ["", "where is my box", "Cancel the order, please!", "refunds?", "déjà vu", "ring " * 60, "a"]
    for text in texts + ["please " * n for n in range(1, 40)]:
        ids = tokenizer.encode(text).ids
        line(text, len(ids), encode(model, ids, pooling))


if sys.argv[1] == "--tiny":
    tiny(sys.argv[2])
else:
    published(sys.argv[1])
