#include "connector/store/search_words.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>
#include <unitypes.h>

namespace connector::store {
namespace {

constexpr std::size_t kMostBytesOfWord = 40;
constexpr std::size_t kMostAsked = 8;
/// Texts are folded in pieces, so that a long one needs no more memory than this many times some.
constexpr std::size_t kPiece = 64UL * 1024;

struct Range {
    ucs4_t first;
    ucs4_t last;
};

/// Written without blanks between words.
constexpr std::array kUnparted{
    Range{0x0E00, 0x0EFF},    // Thai, Lao
    Range{0x1000, 0x109F},    // Burmese
    Range{0x1780, 0x17FF},    // Khmer
    Range{0x3005, 0x3007},    // 々, 〇
    Range{0x3040, 0x30FF},    // kana
    Range{0x31F0, 0x31FF},    // small kana
    Range{0x3400, 0x4DBF},    // Han
    Range{0x4E00, 0x9FFF},    // Han
    Range{0xF900, 0xFAFF},    // Han
    Range{0x20000, 0x3FFFF},  // Han
};

bool is_unparted(ucs4_t character) {
    return std::any_of(kUnparted.begin(), kUnparted.end(), [&](const Range& range) {
        return character >= range.first && character <= range.last;
    });
}

enum class Kind { Part, Nothing, Letter, Unparted };

Kind kind_of(ucs4_t character) {
    constexpr std::uint32_t kLetters = UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N;
    constexpr std::uint32_t kMarks = UC_CATEGORY_MASK_M | UC_CATEGORY_MASK_Cf;
    if (character == 0x0640) return Kind::Nothing;  // tatweel makes an Arabic word longer
    if (uc_is_general_category_withtable(character, kMarks)) return Kind::Nothing;
    if (!uc_is_general_category_withtable(character, kLetters)) return Kind::Part;
    return is_unparted(character) ? Kind::Unparted : Kind::Letter;
}

/// Letters that people write for one another, and whose accent NFKD does not part from them.
ucs4_t folded(ucs4_t character) {
    switch (character) {
        case 0x0629: return 0x0647;  // teh marbuta: heh
        case 0x0649: return 0x064A;  // alef maksura: yeh
        case 0x00F8: return 'o';
        case 0x0111: return 'd';
        case 0x0131: return 'i';
        case 0x0142: return 'l';
        default: return character;
    }
}

void append(std::string& text, ucs4_t character) {
    std::array<std::uint8_t, 6> bytes{};
    const int size = u8_uctomb(bytes.data(), character, bytes.size());
    for (int i = 0; i < size; ++i) text += static_cast<char>(bytes.at(static_cast<unsigned>(i)));
}

/// "الطابعة" is found as "طابعة", and the other way round.
std::string_view without_article(std::string_view word) {
    constexpr std::string_view kArticle = "ال";
    constexpr std::size_t kLeast = 4;  // two letters have to be left
    const bool has_one = word.starts_with(kArticle) && word.size() >= kArticle.size() + kLeast;
    return has_one ? word.substr(kArticle.size()) : word;
}

struct Freed {
    void operator()(std::uint8_t* bytes) const { std::free(bytes); }  // NOLINT(*-no-malloc)
};

/// Hands over the words and the runs of unparted characters, in order; false ends it.
class Parting {
public:
    void feed(ucs4_t character) {
        const Kind kind = kind_of(character);
        if (kind == Kind::Nothing) return;
        if (kind != running_) finish();
        if (kind == Kind::Part) return;
        running_ = kind;
        if (kind == Kind::Unparted) {
            run_.push_back(character);
        } else if (word_.size() < kMostBytesOfWord) {
            append(word_, folded(character));
        }
    }

    void finish() {
        if (!word_.empty()) pieces.push_back({std::string(without_article(word_)), {}});
        if (!run_.empty()) pieces.push_back({"", std::move(run_)});
        word_.clear();
        run_.clear();
        running_ = Kind::Part;
    }

    struct Piece {
        std::string word;
        std::vector<ucs4_t> run;  ///< if there is no word
    };

    std::vector<Piece> pieces;

private:
    Kind running_ = Kind::Part;
    std::string word_;
    std::vector<ucs4_t> run_;
};

/// What is no UTF-8 has no words.
std::vector<Parting::Piece> pieces_of(std::string_view text) {
    std::size_t size = 0;
    const std::unique_ptr<std::uint8_t, Freed> form(u8_casefold(
        reinterpret_cast<const std::uint8_t*>(text.data()),
        text.size(),
        nullptr,
        UNINORM_NFKD,
        nullptr,
        &size
    ));
    Parting parting;
    const std::uint8_t* at = form.get();
    const std::uint8_t* const end = at == nullptr ? at : at + size;
    while (at != end) {
        ucs4_t character = 0;
        const int used = u8_mbtouc(&character, at, static_cast<std::size_t>(end - at));
        at += std::max(used, 1);
        parting.feed(character);
    }
    parting.finish();
    return std::move(parting.pieces);
}

/// The pairs of a run.
std::vector<std::string> pairs_of(const std::vector<ucs4_t>& run) {
    std::vector<std::string> pairs;
    for (std::size_t i = 0; i + 1 < run.size(); ++i) {
        std::string pair;
        append(pair, run[i]);
        append(pair, run[i + 1]);
        pairs.push_back(std::move(pair));
    }
    return pairs;
}

std::string last_of(const std::vector<ucs4_t>& run) {
    std::string last;
    append(last, run.back());
    return last;
}

/// Up to a blank if there is one near, so that few words are cut; never within a character.
std::size_t end_of_piece(std::string_view text) {
    if (text.size() <= kPiece) return text.size();
    const std::size_t blank = text.find_last_of(" \n", kPiece);
    if (blank != std::string_view::npos && blank > kPiece / 2) return blank + 1;
    std::size_t end = kPiece;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return std::max<std::size_t>(end, 1);
}

}  // namespace

void WordSet::add(std::string_view text) {
    while (!text.empty() && words_.size() < kMostWords) {
        const std::size_t end = end_of_piece(text);
        for (auto& [word, run] : pieces_of(text.substr(0, end))) {
            if (words_.size() >= kMostWords) return;
            if (!word.empty()) words_.insert(std::move(word));
            if (run.empty()) continue;
            for (std::string& pair : pairs_of(run)) words_.insert(std::move(pair));
            words_.insert(last_of(run));
        }
        text.remove_prefix(end);
    }
}

std::vector<AskedWord> asked_words(std::string_view typed) {
    std::vector<AskedWord> asked;
    const auto pieces = pieces_of(typed.substr(0, end_of_piece(typed)));
    for (std::size_t i = 0; i < pieces.size() && asked.size() < kMostAsked; ++i) {
        const auto& [word, run] = pieces[i];
        const bool is_last = i + 1 == pieces.size();
        if (run.empty()) {
            asked.push_back({word, is_last});
        } else if (run.size() == 1) {
            asked.push_back({last_of(run), true});  // of a pair, or by itself
        } else {
            for (std::string& pair : pairs_of(run)) asked.push_back({std::move(pair), false});
        }
    }
    if (asked.size() > kMostAsked) asked.resize(kMostAsked);
    return asked;
}

}  // namespace connector::store
