/// English words that are in nearly every text: their BM25 weight is next to nothing, and their postings are most of
/// the cost of a query.
///
/// The stop word list of the Snowball project (its Porter stemmer for English), spelt as `SearchText` leaves words:
/// without apostrophes, less those that would then be words of their own (id, ill, shed, well …). Hebrew and Russian
/// function words stay; their inverse document frequency is left to do the work.
package enum EnglishStopWords {
    package static let all: Set<String> = Set(
        """
        i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself
        it its itself they them their theirs themselves what which who whom this that these those am is are was were
        be been being have has had having do does did doing would should could ought im youre hes shes were theyre ive
        youve weve theyve youd hed theyd youll theyll isnt arent wasnt werent hasnt
        havent hadnt doesnt dont didnt wont wouldnt shant shouldnt cant cannot couldnt mustnt lets thats whos whats
        heres theres whens wheres whys hows a an the and but if or because as until while of at by for with about
        against between into through during before after above below to from up down in out on off over under again
        further then once here there when where why how all any both each few more most other some such no nor not only
        own same so than too very can will just
        """
        .split(whereSeparator: \.isWhitespace).map(String.init))
}
