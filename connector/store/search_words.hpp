#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

/// What counts as a word when requests are searched; the same for what is stored and what is typed.
///
/// * Letters and digits make words, everything else parts them: quotes, `*`, `-`, `:` are blanks.
/// * Case, accents, vowel points and width are no matter: "Ärger" is "arger", "ＰＣ" is "pc"
///   (Unicode's case folding and NFKD without its marks).
/// * Scripts that are written without blanks (Chinese, Japanese, Thai, Lao, Khmer, Burmese) become
///   overlapping pairs of characters, and the last character by itself: "印刷機" is 印刷, 刷機, 機.
///   SQLite's own tokenizers would make one word of a sentence (unicode61), or not find 印刷,
///   since it has less than three characters (trigram).
/// * Arabic words lose their article, and letters that are written for one another are one.
namespace connector::store {

/// The words of texts, each once, up to `kMostWords`: what comes first wins.
class WordSet {
public:
    static constexpr std::size_t kMostWords = 4000;

    void add(std::string_view text);

    [[nodiscard]] const std::set<std::string>& words() const { return words_; }

private:
    std::set<std::string> words_;
};

struct AskedWord {
    std::string text;        ///< letters and digits only
    bool is_prefix = false;  ///< words that begin so are meant, too

    friend bool operator==(const AskedWord&, const AskedWord&) = default;
};

/// What to look for when a person typed that: all of these. The last word may be unfinished. Of
/// much text only the beginning counts. Empty: nothing to look for.
[[nodiscard]] std::vector<AskedWord> asked_words(std::string_view typed);

}  // namespace connector::store
