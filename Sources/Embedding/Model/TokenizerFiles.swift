import Domain

/// How a model folds its texts: `tokenizer_config.json`, then `tokenizer.json`, then BERT's defaults.
///
/// The first wins where both speak, as in the original library. `tokenizer.json` repeats the vocabulary and is slow to
/// parse, so it is opened only for a switch that the small file leaves open.
enum TokenizerFiles {
    static func read(
        _ files: ModelFiles, sentenceLowercases: Bool
    ) throws -> (WordPieceTokenizer.Switches, SpecialTokenNames) {
        let config = try files.decodeIfPresent(ConfigFile.self, from: "tokenizer_config.json")
        var switches = WordPieceTokenizer.Switches()
        let needsMore = config?.do_lower_case == nil || config?.tokenize_chinese_chars == nil
        let normalizer = needsMore ? try files.decodeIfPresent(FullFile.self, from: "tokenizer.json")?.normalizer : nil
        if let type = normalizer?.type, type != "BertNormalizer" {
            throw AlmanacError(
                .modelUnsupported, "\(files.url("tokenizer.json").path): normalizer \(type) is not supported",
                hint: "Only BERT's normaliser and WordPiece are read; choose another model.")
        }
        switches.lowercase = (config?.do_lower_case ?? normalizer?.lowercase ?? true) || sentenceLowercases
        switches.spaceIdeographs = config?.tokenize_chinese_chars ?? normalizer?.handle_chinese_chars ?? true
        switches.stripAccents = config?.strip_accents ?? normalizer?.strip_accents
        var names = SpecialTokenNames()
        if let token = config?.cls_token?.text { names.classification = token }
        if let token = config?.sep_token?.text { names.separator = token }
        if let token = config?.unk_token?.text { names.unknown = token }
        if let token = config?.pad_token?.text { names.padding = token }
        if let token = config?.mask_token?.text { names.mask = token }
        return (switches, names)
    }

    // swift-format-ignore: AlwaysUseLowerCamelCase
    private struct ConfigFile: Decodable {
        var do_lower_case: Bool?
        var strip_accents: Bool?
        var tokenize_chinese_chars: Bool?
        var cls_token: Token?
        var sep_token: Token?
        var unk_token: Token?
        var pad_token: Token?
        var mask_token: Token?
    }

    /// A token is written as a string, or as an object with its text in `content`.
    private struct Token: Decodable {
        let text: String

        init(from decoder: any Decoder) throws {
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                self.text = text
            } else {
                text = try decoder.container(keyedBy: Keys.self).decode(String.self, forKey: .content)
            }
        }

        enum Keys: CodingKey { case content }
    }

    // swift-format-ignore: AlwaysUseLowerCamelCase
    private struct FullFile: Decodable {
        var normalizer: Normalizer?

        struct Normalizer: Decodable {
            var type: String
            var lowercase: Bool?
            var strip_accents: Bool?
            var handle_chinese_chars: Bool?
        }
    }
}
