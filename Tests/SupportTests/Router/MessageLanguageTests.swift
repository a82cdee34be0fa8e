import Support
import Testing

@Suite struct MessageLanguageTests {
    @Test(arguments: [
        ("en", "Where is my box? I have been waiting for three weeks."), ("en", "cancel pls"), ("en", "THANK YOU!!!"),
        ("en", "box broken"), ("en", "Shalom, the wine leaked all over the חלה cover"),
        ("he", "איפה החבילה שלי?"), ("he", "מספר הזמנה TB-30012, איפה זה"), ("he", "שלום, ה-Light Box לא הגיע"),
        ("ru", "Где моя посылка?"), ("ru", "отмените подписку Terebinth Box"), ("ru", "Ещё раз: хватит"),
        ("de", "Wo bleibt mein Paket? Ich warte seit drei Wochen."), ("de", "Bitte kündigen"), ("de", "Vielen Dank!"),
        ("es", "¿Dónde está mi caja? No ha llegado."), ("es", "quiero cancelar"), ("es", "Muchas gracias por todo"),
        ("und", ""), ("und", "12345"), ("und", "???"), ("und", "我的箱子在哪里"), ("und", "Де моя посилка? Її ще немає."),
        ("und", "Où est mon colis ?"),
    ])
    func theLanguageIsTold(code: String, text: String) {
        #expect(MessageLanguage.code(of: text) == code)
    }

    @Test func aLongTextIsBounded() {
        #expect(MessageLanguage.code(of: String(repeating: "where is my box ", count: 100_000)) == "en")
    }
}
