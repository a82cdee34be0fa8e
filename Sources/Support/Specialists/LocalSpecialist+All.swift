import Domain

extension LocalSpecialist {
    /// Every specialist of a company, by name.
    public static func all(
        settings: SpecialistSettings, knowledge: any AnswerChoosing, offers: OfferLadder, company: CompanyInfo,
        hours: OfficeHours
    ) throws -> [String: any Specialist] {
        let pages = company.pages
        let general: @Sendable (String, LanguageTexts, Timestamp) -> String? = { slot, texts, now in
            switch slot {
            case "next_working_time": try? hours.words(after: now, in: texts)
            case "photo_upload_link": pages["damage"]
            case "invoice_url": pages["invoices"]
            case "tracking_url": pages["track"]
            default: nil
            }
        }
        var specialists: [String: any Specialist] = [:]
        for entry in settings.specialists {
            specialists[entry.name] = try LocalSpecialist(
                entry.name, settings: settings, knowledge: knowledge, offers: offers, general: general)
        }
        return specialists
    }
}
